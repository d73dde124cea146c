import type { App } from '../app';
import type { Database, ExplainOutcome, ExplainRequest, ParameterValue } from '../catalog/database';
import type { TypicalParameter } from '../catalog/typicalValues';
import type { Plan } from '../plan/model';
import { askedParameters } from '../plan/variants/askedParameters';
import { type PlannedVariant, type PlannedVariants, planVariants } from '../plan/variants/planVariants';
import { valueVariants } from '../plan/variants/valueVariants';
import { type ParameterLabel, variantNotes } from '../plan/variants/variantWords';
import type { TypicalChoice } from './parameterValues';

export interface TypicalRun {
  readonly app: App;
  readonly database: Database;
  /** `parameters` are chosen here. */
  readonly request: Omit<ExplainRequest, 'parameters'>;
  readonly choice: TypicalChoice;
  readonly pinned: ReadonlyMap<number, ParameterValue>;
  /** Values that a log has beside the statement. */
  readonly logged: readonly ParameterValue[] | undefined;
  readonly read: (outcome: ExplainOutcome) => Plan;
  readonly label: ParameterLabel;
}

export interface TypicalPlans extends PlannedVariants {
  readonly parameters: readonly TypicalParameter[];
  /** The plan that was asked for; of `all` the generic one, as where no statistics speak of any parameter. */
  readonly main: PlannedVariant;
  readonly notes: readonly string[];
}

/** Plans for typical values, one kind of them or all. @throws Failure */
export async function explainTypical(run: TypicalRun, signal: AbortSignal): Promise<TypicalPlans> {
  const { database, request, choice, pinned, logged, label } = run;
  const generic = await database.explain({ ...request, analyze: false, parameters: 'generic' }, signal);
  const { facts } = (await run.app.sql()).analyze(request.sql);
  const asked = facts === undefined ? [] : askedParameters({ sql: request.sql, facts }, generic.parameterTypes, pinned);
  const parameters = await database.typicalValues(asked, signal);
  const own = logged?.length === parameters.length ? logged : undefined;
  const all = valueVariants(parameters, { pinned, own });
  const wanted = all.some(({ kind }) => kind === choice) ? choice : 'given';
  const variants = choice === 'all' ? all : all.filter(({ kind }) => kind === 'generic' || kind === wanted);
  const { planned, refused } = await planVariants({ ...run, generic, variants }, signal);
  const stopped = choice === 'all' ? undefined : refused.find(({ failure }) => failure.kind === 'timeout');
  if (stopped !== undefined) throw stopped.failure;
  const [first] = planned;
  if (first === undefined) throw new Error('the generic plan is always among them');
  const main = (choice === 'all' ? undefined : planned.find(({ kind }) => kind === wanted)) ?? first;
  const notes = [...variantNotes(parameters, variants, refused, label)];
  if (request.analyze && planned.length === 1) notes.push('Without values the statement was not run.');
  return { planned, refused, parameters, main, notes };
}
