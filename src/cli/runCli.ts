import { Command, CommanderError } from 'commander';

import packageJson from '../../package.json';
import { auditCommand } from './audit';
import { createCommandContext, reportError } from './commandContext';
import { demoCommand } from './demo';
import { explainCommand } from './explain';
import { findCommand } from './find';
import { measureCommand } from './measure';
import { planCommand } from './plan';
import { planDiffCommand } from './planDiff';
import type { Terminal } from './terminal';

const usageCode = 2;

/** Runs one command line, without the program's name. @returns the exit code (docs/cli.md) */
export async function runCli(
  words: readonly string[],
  terminal: Terminal,
  folders: { readonly assets: string; readonly demo: string },
): Promise<number> {
  const context = createCommandContext(terminal, folders);
  const program = new Command('backend-optimizer')
    .description('Explains SQL on your own database, and proves what would make it faster.')
    .version(packageJson.version)
    .configureOutput({ writeOut: text => terminal.out(text), writeErr: text => terminal.err(text) })
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(backend-optimizer --help shows what can be done)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 findings, 2 wrong usage, 3 bad input, 4 database not reached or refused, 5 timed out or cancelled, 70 a defect.',
    );
  explainCommand(program, context);
  findCommand(program, context);
  measureCommand(program, context);
  planDiffCommand(planCommand(program, context), context);
  auditCommand(program, context);
  demoCommand(program, context);
  try {
    if (words.length === 0) {
      terminal.err(program.helpInformation());
      return usageCode;
    }
    await program.parseAsync([...words], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageCode;
    return reportError(terminal, error);
  }
}
