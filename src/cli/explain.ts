import { Option, type Command } from 'commander';

import { adviseIndex } from '../advisor/advise';
import type { IndexAdvice } from '../advisor/index';
import type { App } from '../app';
import { Failure } from '../base/failure';
import type { Database, ExplainOutcome, ExplainRequest, ParameterValue } from '../catalog/database';
import type { Finding } from '../plan/finding';
import { knownCatalog } from '../catalog/knownCatalog';
import { findFindings } from '../plan/findings';
import type { PlanSurroundings } from '../plan/rules/examinedPlan';
import type { Plan } from '../plan/model';
import { readPostgresJson } from '../plan/readers/postgresJson';
import type { PlannedVariant } from '../plan/variants/planVariants';
import type { CommandContext } from './commandContext';
import { addDatabaseOptions, type DatabaseOptions, openDatabase } from './databaseOptions';
import { explainText } from './explainText';
import { badPin } from './failures';
import { PlacedFailure } from './placedFailure';
import { isTypicalChoice, parameterName, pinnedValues, readPins, readValues } from './parameterValues';
import { readStatementInput, sentOf, type StatementInput, withNames } from './statementInput';
import { explainTypical, type TypicalRun } from './typicalExplain';
import { type ReportedParameter, type ReportedPlan, reportedPlans, typicalParameter } from './typicalReport';

interface ExplainOptions extends DatabaseOptions {
  readonly analyze?: boolean;
  readonly allowWrites?: boolean;
  readonly advise?: boolean;
  readonly values?: string;
  readonly value: readonly string[];
  readonly at?: string;
  readonly format: 'text' | 'json';
}

/** What `explain --format json` prints (docs/cli.md). */
export interface ExplainReport {
  readonly version: 1;
  readonly statement: string;
  readonly parameters: readonly ReportedParameter[];
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly explainSql: string;
  /** What a rollback does not undo. */
  readonly notes: readonly string[];
  /** With `--values all`: the generic plan and one for each set of values. */
  readonly plans?: readonly ReportedPlan[];
  /** Another set of values has other steps than the generic plan. */
  readonly flips?: boolean;
  /** The same in one sentence. */
  readonly flipText?: string;
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
    .option(
      '--values <values>',
      'generic; common, rare or median by the statistics; all of them side by side; or a JSON array or object',
    )
    .option(
      '--value <name=value>',
      'one parameter that keeps its value, whatever --values says; repeatable',
      collect,
      [],
    )
    .option('--at <line:col>', 'the statement at this place; both count from 0')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'));
  addDatabaseOptions(command).action(async (file: string, options: ExplainOptions) => {
    await context.run(app => explain(app, context, file, options));
  });
}

async function explain(app: App, context: CommandContext, file: string, options: ExplainOptions): Promise<number> {
  const { terminal } = context;
  const read = await readStatementInput(app, terminal, file, options.at);
  const sent = sentOf(read);
  const analyze = options.analyze === true;
  const choice = options.values;
  const pinned = readPins(options.value, sent);
  const parameters = isTypicalChoice(choice) ? undefined : fixedValues(choice, pinned, read);
  const database = await openDatabase(app, context, options, { runs: analyze || options.advise === true });
  try {
    const input = await withNames(app, read, database, terminal.signal);
    const catalog = await knownCatalog(database, terminal.signal);
    const surroundings: PlanSurroundings = {
      sql: await app.sql(),
      statement: input.sql,
      ...(catalog === undefined ? {} : { catalog }),
    };
    const request = { sql: input.sql, analyze, allowWrites: options.allowWrites === true };
    const planned =
      parameters === undefined && isTypicalChoice(choice)
        ? await typicalReport(app, input, { request, choice, pinned, database, surroundings }, terminal.signal)
        : await fixedReport(
            input,
            { ...request, parameters: parameters ?? 'generic' },
            { database, surroundings },
            terminal.signal,
          );
    const report =
      options.advise === true
        ? await withAdvice(app, terminal.signal, planned.report, planned.request, database)
        : planned.report;
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

/** Who was asked, and what is known beside the plan. */
interface Asked {
  readonly database: Database;
  readonly surroundings: PlanSurroundings;
}

interface Reported {
  readonly report: ExplainReport;
  readonly request: ExplainRequest;
}

function fixedValues(
  option: string | undefined,
  pinned: ReadonlyMap<number, ParameterValue>,
  read: StatementInput,
): ExplainRequest['parameters'] {
  const sent = sentOf(read);
  if (pinned.size === 0) return option === undefined ? (read.logged ?? 'generic') : readValues(option, sent);
  if (option !== undefined) throw badPin('it goes with --values all, common, rare or median, or stands alone');
  return pinnedValues(pinned, sent);
}

async function fixedReport(
  input: StatementInput,
  request: ExplainRequest,
  asked: Asked,
  signal: AbortSignal,
): Promise<Reported> {
  const outcome = await inPlace(input, () => asked.database.explain(request, signal));
  return { report: reportOf(input, request, outcome, asked), request };
}

async function typicalReport(
  app: App,
  input: StatementInput,
  wanted: Pick<TypicalRun, 'request' | 'choice' | 'pinned'> & Asked,
  signal: AbortSignal,
): Promise<Reported> {
  const { database, surroundings, choice } = wanted;
  const names = new Map(sentOf(input).map(parameter => [parameter.number, parameterName(parameter)]));
  const label = (number: number) => names.get(number) ?? `$${String(number)}`;
  const read = (outcome: ExplainOutcome) => planOf(outcome, database);
  const plans = await inPlace(input, () =>
    explainTypical({ ...wanted, app, logged: input.logged, read, label }, signal),
  );
  const { main, planned, notes } = plans;
  const report = reportOf(input, main.request, main.outcome, wanted);
  return {
    request: main.request,
    report: {
      ...report,
      parameters: sentOf(input).flatMap(({ number }, i) => typicalParameter(report.parameters[i], number, plans)),
      notes: [...report.notes, ...notes, ...(choice === 'all' ? sideEffectsOf(planned) : [])],
      ...(choice === 'all' ? reportedPlans(plans, label, surroundings) : {}),
    },
  };
}

function sideEffectsOf(planned: readonly PlannedVariant[]): readonly string[] {
  return [...new Set(planned.flatMap(({ outcome }) => outcome.sideEffects))];
}

function reportOf(
  input: StatementInput,
  request: ExplainRequest,
  outcome: ExplainOutcome,
  { database, surroundings }: Asked,
): ExplainReport {
  const plan = planOf(outcome, database);
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
    plan,
    findings: findFindings(plan, surroundings),
    explainSql: outcome.explainSql,
    notes: [...input.assumptions.map(assumption => `Assumed: ${assumption}`), ...outcome.sideEffects],
  };
}

function planOf(outcome: ExplainOutcome, database: Database): Plan {
  const { value: plan, problems } = readPostgresJson(outcome.raw);
  if (plan === undefined) throw new Error(`the plan could not be read: ${problems[0]?.message ?? 'no reason given'}`);
  return { ...plan, serverVersion: database.server.version };
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

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
