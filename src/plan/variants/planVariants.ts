import { Failure } from '../../base/failure';
import type { Database, ExplainOutcome, ExplainRequest } from '../../catalog/database';
import { type Flip, flipOf } from '../flip';
import type { Plan } from '../model';
import { parametersOf, type ValueVariant } from './valueVariants';

export interface PlannedVariant extends ValueVariant {
  readonly request: ExplainRequest;
  readonly outcome: ExplainOutcome;
  readonly plan: Plan;
  /** Where it leaves the way of the generic plan; absent for that plan itself and for the same steps. */
  readonly flip?: Flip;
}

export interface PlannedVariants {
  /** The generic plan first. */
  readonly planned: readonly PlannedVariant[];
  /** Variants whose values the server did not take, or that did not end in time. */
  readonly refused: readonly { readonly kind: ValueVariant['kind']; readonly failure: Failure }[];
}

/**
 * Asks for a plan for each set of values; equal values are asked for once. The generic plan is there already, and is
 * never run. With `analyze` in the request the others are.
 * @throws Failure for what has nothing to do with the values
 */
export async function planVariants(
  parts: {
    readonly database: Database;
    readonly request: Omit<ExplainRequest, 'parameters'>;
    readonly generic: ExplainOutcome;
    readonly variants: readonly ValueVariant[];
    readonly read: (outcome: ExplainOutcome) => Plan;
  },
  signal: AbortSignal,
): Promise<PlannedVariants> {
  const { database, generic, read } = parts;
  const genericPlan = read(generic);
  const planned: PlannedVariant[] = [];
  const refused: PlannedVariants['refused'][number][] = [];
  const known = new Map<string, Pick<PlannedVariant, 'outcome' | 'plan' | 'flip'>>();
  for (const variant of parts.variants) {
    const parameters = parametersOf(variant);
    if (parameters === 'generic') {
      const request = { ...parts.request, analyze: false, parameters };
      planned.push({ ...variant, request, outcome: generic, plan: genericPlan });
      continue;
    }
    const request: ExplainRequest = { ...parts.request, parameters };
    const key = JSON.stringify(parameters);
    try {
      const result = known.get(key) ?? (await planOne(database, request, genericPlan, read, signal));
      known.set(key, result);
      planned.push({ ...variant, request, ...result });
    } catch (error) {
      if (!(error instanceof Failure) || !concernsOneVariant(error)) throw error;
      refused.push({ kind: variant.kind, failure: error });
    }
  }
  return { planned, refused };
}

/**
 * Class 22 is "data exception": a neutral value that the statement cannot work on. A run with common values may take too
 * long where one with rare values does not.
 */
function concernsOneVariant(failure: Failure): boolean {
  return failure.kind === 'timeout' || failure.sqlState?.startsWith('22') === true;
}

async function planOne(
  database: Database,
  request: ExplainRequest,
  generic: Plan,
  read: (outcome: ExplainOutcome) => Plan,
  signal: AbortSignal,
): Promise<Pick<PlannedVariant, 'outcome' | 'plan' | 'flip'>> {
  const outcome = await database.explain(request, signal);
  const plan = read(outcome);
  const flip = flipOf(generic, plan);
  return { outcome, plan, ...(flip === undefined ? {} : { flip }) };
}
