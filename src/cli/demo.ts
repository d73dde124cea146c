import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Command } from 'commander';

import type { App } from '../app';
import { isCancelled } from '../base/failure';
import type { ConnectionProfile } from '../catalog/connection';
import type { CommandContext } from './commandContext';
import { badPort } from './failures';
import type { Terminal } from './terminal';

interface DemoOptions {
  readonly port?: string;
  readonly folder?: string;
}

/** How often it is looked whether the demo, perhaps another window's, is still there. */
const lookMs = 2000;

/** `backend-optimizer demo`: the demo database in the foreground, until SIGINT or SIGTERM. */
export function demoCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('demo')
    .description('runs the demo database until it is interrupted; its URL is the first line of the output')
    .option('--port <number>', 'port on 127.0.0.1 (default: 54329, or any free one when that is taken)')
    .option('--folder <path>', 'folder that keeps its data (about 350 MB)')
    .action(async (options: DemoOptions) => {
      const port = options.port === undefined ? undefined : portOf(options.port);
      const folder = options.folder === undefined ? undefined : resolve(terminal.folder, options.folder);
      await context.run(app => runDemo(app, terminal), { folder, port });
    });
}

async function runDemo(app: App, terminal: Terminal): Promise<number> {
  const { signal } = terminal;
  let shown: string | undefined;
  try {
    for (;;) {
      const profile = await app.demo.start(text => terminal.err(`${text} …\n`), signal);
      const url = urlOf(profile);
      if (shown === undefined) terminal.out(`${url}\n`);
      else if (shown !== url) terminal.err(`The demo database is now at ${url}\n`);
      shown = url;
      await sleep(lookMs, undefined, { signal });
    }
  } catch (error) {
    // Being interrupted is how it ends; before it was up, nothing was done.
    if (!signal.aborted || (isCancelled(error) && shown === undefined)) throw error;
    return 0;
  }
}

function urlOf({ user, host, port, database }: ConnectionProfile): string {
  return `postgres://${user ?? ''}@${host ?? ''}:${String(port)}/${database ?? ''}?sslmode=disable`;
}

function portOf(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) throw badPort(text);
  return port;
}
