import { Option, type Command } from 'commander';

import { adviseIndex } from '../advisor/advise';
import type { IndexAdvice } from '../advisor/index';
import type { App } from '../app';
import { Failure } from '../base/failure';
import type { Database, ExplainOutcome, ExplainRequest } from '../catalog/database';
import type { Finding } from '../plan/finding';
import { findFindings } from '../plan/findings';
import type { Plan } from '../plan/model';
import { readPostgresJson } from '../plan/readers/postgresJson';
import type { CommandContext } from './commandContext';
import { addDatabaseOptions, type DatabaseOptions, openDatabase } from './databaseOptions';
import { explainText } from './explainText';
import { PlacedFailure } from './placedFailure';
import { parameterName, readValues } from './parameterValues';
import { readStatementInput, sentOf, type StatementInput, withNames } from './statementInput';

interface ExplainOptions extends DatabaseOptions {
  readonly analyze?: boolean;
  readonly allowWrites?: boolean;
  readonly advise?: boolean;
  readonly values?: string;
  readonly at?: string;
  readonly format: 'text' | 'json';
}

/** What `explain --format json` prints (docs/cli.md). */
export interface ExplainReport {
  readonly version: 1;
  readonly statement: string;
  readonly parameters: readonly { readonly name: string; readonly type?: string; readonly value?: string | null }[];
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly explainSql: string;
  /** What a rollback does not undo. */
  readonly notes: readonly string[];
  /** With `--advise`, where a trial proved an index. */
  readonly advice?: IndexAdvice;
}

export function explainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('explain')
    .description('show the plan of one statement, from your own database')
    .argument('<file>', 'a .sql file, a program or a log (with --at), or - for standard input')
    .option('--analyze', 'run it too, in a transaction that is rolled back')
    .option('--allow-writes', 'with --analyze: a statement that writes may run; it is rolled back')
    .option('--advise', 'try an index by building it in a transaction that is rolled back (blocks writers meanwhile)')
    .option('--values <values>', 'generic, or a JSON array or object with the values of the parameters')
    .option('--at <line:col>', 'the statement at this place; both count from 0')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'));
  addDatabaseOptions(command).action(async (file: string, options: ExplainOptions) => {
    await context.run(app => explain(app, context, file, options));
  });
}

async function explain(app: App, context: CommandContext, file: string, options: ExplainOptions): Promise<number> {
  const { terminal } = context;
  const read = await readStatementInput(app, terminal, file, options.at);
  const analyze = options.analyze === true;
  const parameters =
    options.values === undefined ? (read.logged ?? 'generic') : readValues(options.values, sentOf(read));
  const database = await openDatabase(app, context, options, { runs: analyze || options.advise === true });
  try {
    const input = await withNames(app, read, database, terminal.signal);
    const request: ExplainRequest = { sql: input.sql, parameters, analyze, allowWrites: options.allowWrites === true };
    const outcome = await inPlace(input, () => database.explain(request, terminal.signal));
    const planned = reportOf(input, request, outcome, database);
    const report =
      options.advise === true ? await withAdvice(app, terminal.signal, planned, request, database) : planned;
    if (options.format === 'json') terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    else {
      terminal.out(explainText(report, terminal));
      for (const note of report.notes) terminal.err(`Note: ${note}\n`);
    }
    return 0;
  } finally {
    await database.dispose();
  }
}

function reportOf(
  input: StatementInput,
  request: ExplainRequest,
  outcome: ExplainOutcome,
  database: Database,
): ExplainReport {
  const { value: plan, problems } = readPostgresJson(outcome.raw);
  if (plan === undefined) throw new Error(`the plan could not be read: ${problems[0]?.message ?? 'no reason given'}`);
  const values = request.parameters;
  return {
    version: 1,
    statement: input.sql,
    parameters: sentOf(input).map((parameter, index) => {
      const type = outcome.parameterTypes[parameter.number - 1];
      const value = values === 'generic' ? undefined : values[parameter.number - 1];
      return {
        name: parameterName(parameter) || `$${String(index + 1)}`,
        ...(type === undefined ? {} : { type }),
        ...(value === undefined ? {} : { value }),
      };
    }),
    plan: { ...plan, serverVersion: database.server.version },
    findings: findFindings(plan),
    explainSql: outcome.explainSql,
    notes: [...input.assumptions.map(assumption => `Assumed: ${assumption}`), ...outcome.sideEffects],
  };
}

/** The plan stands whether or not an index could be tried: a role that may only read keeps it, with a note. */
async function withAdvice(
  app: App,
  signal: AbortSignal,
  planned: ExplainReport,
  request: ExplainRequest,
  database: Database,
): Promise<ExplainReport> {
  try {
    const advice = await advise(app, signal, planned, request, database);
    return advice === undefined ? planned : { ...planned, advice };
  } catch (error) {
    if (!(error instanceof Failure) || error.sqlState !== '42501') throw error;
    return { ...planned, notes: [...planned.notes, `No index was tried: ${error.message}`] };
  }
}

async function advise(
  app: App,
  signal: AbortSignal,
  { plan }: ExplainReport,
  request: ExplainRequest,
  database: Database,
): Promise<IndexAdvice | undefined> {
  const analysis = (await app.sql()).analyze(request.sql);
  const catalog = await database.readCatalog(signal);
  return adviseIndex({ analysis, catalog, plan, database, request }, signal);
}

/** Tells a failure at an offset of the statement where that is in the file. */
export async function inPlace<T>(input: StatementInput, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Failure && error.position !== undefined) {
      throw new PlacedFailure(error, input.placeOf(error.position.offset));
    }
    throw error;
  }
}
