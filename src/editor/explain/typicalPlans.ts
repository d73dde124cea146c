import type { ExplainOutcome, ExplainRequest, ParameterValue } from '../../catalog/database';
import type { PlanSurroundings } from '../../plan/rules/examinedPlan';
import { askedParameters } from '../../plan/variants/askedParameters';
import { planVariants } from '../../plan/variants/planVariants';
import { parametersOf, valueVariants } from '../../plan/variants/valueVariants';
import { variantNotes } from '../../plan/variants/variantWords';
import type { ActiveDatabase } from '../activeConnections';
import { planView } from '../panel/planView';
import { variantsView } from '../panel/variantsView';
import { withCancellableProgress } from './cancellableProgress';
import type { ExplainedQuery } from './explainer';
import type { PreparedStatement } from './preparedStatement';
import { readPlan } from './readPlan';

export interface TypicalWork extends Pick<ExplainedQuery, 'statement' | 'range'> {
  readonly active: ActiveDatabase;
  /** Runs the statement with each set of values; the generic plan cannot be run. */
  readonly run: boolean;
  /** Values that the user typed or a log gave. */
  readonly own: readonly ParameterValue[] | undefined;
  readonly origin: string;
  readonly notes: readonly string[];
  readonly surroundings: PlanSurroundings;
  /** Asks before anything runs. @throws Failure `cancelled` */
  confirm(request: ExplainRequest): Promise<void>;
}

/** One query for each set of values, the generic plan first. @throws Failure */
export async function explainTypical(
  work: TypicalWork,
  controller: AbortController,
): Promise<readonly ExplainedQuery[]> {
  const { statement, range, active, run } = work;
  const { database } = active;
  const { sql, facts } = statement;
  const { signal } = controller;
  const generic = await database.explain({ sql, parameters: 'generic', analyze: false, allowWrites: false }, signal);
  const asked = askedParameters(statement, generic.parameterTypes);
  const parameters = await database.typicalValues(asked, signal);
  const variants = valueVariants(parameters, { own: asked.length === 0 ? undefined : work.own });
  const request = { sql, analyze: run, allowWrites: run && facts.writes, effectsAccepted: run };
  const [, first] = variants;
  if (run && first !== undefined) await work.confirm({ ...request, parameters: parametersOf(first) });
  const read = (outcome: ExplainOutcome) => readPlan(outcome, database.server);
  const title = run ? 'Running the query with typical values' : 'Asking for plans with typical values';
  const plans = await withCancellableProgress(
    title,
    inner => planVariants({ database, request, generic, variants, read }, inner),
    controller,
  );
  const label = labelOf(statement);
  const notes = variantNotes(parameters, variants, plans.refused, label);
  const now = new Date();
  const { judge } = await import('../../plan/judge');
  return plans.planned.map(({ kind, request: sent, outcome, plan }) => ({
    statement,
    range,
    active,
    values: sent.parameters,
    outcome,
    plan,
    view: {
      ...planView({
        statement: sql,
        parameters: statement.parameters,
        outcome,
        plan,
        judged: judge(plan, work.surroundings),
        analyzed: sent.analyze,
        active,
        values: sent.parameters,
        origin: work.origin,
        notes: [...work.notes, ...notes, ...outcome.sideEffects],
        now,
      }),
      ...(plans.planned.length < 2 ? {} : { variants: variantsView(plans.planned, kind, label) }),
    },
  }));
}

function labelOf({ parameters }: PreparedStatement): (number: number) => string {
  return number => parameters[number - 1]?.label ?? `$${String(number)}`;
}
