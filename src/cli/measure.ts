import { InvalidArgumentError, Option, type Command } from 'commander';

import type { App } from '../app';
import type { ExplainRequest, MeasureOutcome, TimingRuns } from '../catalog/database';
import { compareTimings, summarize, type TimingSummary } from '../measure/statistics';
import { readPostgresJson } from '../plan/readers/postgresJson';
import { sameSteps } from '../plan/sameSteps';
import { formatBytes, formatMs } from '../plan/units';
import type { CommandContext } from './commandContext';
import { addDatabaseOptions, type DatabaseOptions, openDatabase } from './databaseOptions';
import { inPlace } from './explain';
import { paintFor } from './paint';
import { readValues } from './parameterValues';
import { readStatementInput, sentOf, withNames } from './statementInput';

interface MeasureOptions extends DatabaseOptions {
  readonly index: string;
  readonly runs: number;
  readonly values?: string;
  readonly at?: string;
  readonly format: 'text' | 'json';
}

export function measureCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('measure')
    .description('time one reading statement without and with an index, in a transaction that is rolled back')
    .argument('<file>', 'a .sql file, a program or a log (with --at), or - for standard input')
    .requiredOption('--index <ddl>', 'the CREATE INDEX to measure')
    .option('--runs <n>', 'runs on each side', runCount, 10)
    .option('--values <values>', 'a JSON array or object with the values of the parameters')
    .option('--at <line:col>', 'the statement at this place; both count from 0')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'));
  addDatabaseOptions(command).action(async (file: string, options: MeasureOptions) => {
    await context.run(app => measure(app, context, file, options));
  });
}

async function measure(app: App, context: CommandContext, file: string, options: MeasureOptions): Promise<number> {
  const { terminal } = context;
  const read = await readStatementInput(app, terminal, file, options.at);
  const none = sentOf(read).length === 0 ? [] : 'generic';
  const parameters = options.values === undefined ? (read.logged ?? none) : readValues(options.values, sentOf(read));
  const database = await openDatabase(app, context, options, { runs: true });
  try {
    const input = await withNames(app, read, database, terminal.signal);
    const request: ExplainRequest = { sql: input.sql, parameters, analyze: true, allowWrites: false };
    const outcome = await inPlace(input, () =>
      database.measureIndex(options.index, request, options.runs, terminal.signal),
    );
    const before = summaryOf(outcome.before);
    const after = summaryOf(outcome.after);
    const unused = plannedAlike(outcome);
    const verdict = unused ? 'no difference' : compareTimings(outcome.before.runsMs, outcome.after.runsMs);
    const { sameResult, indexBytes, buildMs } = outcome;
    if (options.format === 'json') {
      const side = (summary: TimingSummary, runs: TimingRuns) => ({
        medianMs: summary.medianMs,
        middleHalf: summary.middleHalf,
        range: summary.range,
        runs: summary.runs,
        runsMs: runs.runsMs,
      });
      const report = {
        version: 1,
        before: side(before, outcome.before),
        after: side(after, outcome.after),
        verdict,
        ratio: after.medianMs / before.medianMs,
        equal: sameResult,
        planChanged: !unused,
        index: { ddl: options.index, bytes: indexBytes, buildMs },
      };
      terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    } else {
      const paint = paintFor(terminal);
      const line = (name: string, { medianMs, range, runs }: TimingSummary) =>
        `${name}  ${formatMs(medianMs).padStart(10)}  (${formatMs(range[0])} to ${formatMs(range[1])}, ${String(runs)} runs)\n`;
      terminal.out(
        `${paint.bold(verdict)}\n${line('without', before)}${line('with   ', after)}` +
          `The index takes ${formatBytes(indexBytes)} and was built in ${formatMs(buildMs)}. ` +
          `${sameResult ? 'The result is the same.' : 'The results differ.'}\n` +
          (unused ? 'The plan is the same with the index: it is not used, and times that differ are chance.\n' : ''),
      );
    }
    return sameResult ? 0 : 1;
  } finally {
    await database.dispose();
  }
}

/** The planner takes the same steps with the index as without: whatever the times say, it is not the index. */
function plannedAlike({ before, after }: MeasureOutcome): boolean {
  const [one, other] = [before, after].map(side => readPostgresJson(side.plan.raw).value);
  return one !== undefined && other !== undefined && sameSteps(one, other);
}

function summaryOf(runs: TimingRuns): TimingSummary {
  const summary = summarize(runs.runsMs);
  if (summary === undefined) throw new Error('a measurement without runs');
  return summary;
}

function runCount(text: string): number {
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 2 || runs > 1_000) throw new InvalidArgumentError('From 2 to 1000.');
  return runs;
}
