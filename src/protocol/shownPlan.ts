import type { Finding } from '../plan/finding';
import { findFindings } from '../plan/findings';
import type { Plan } from '../plan/model';
import { judgePlan, type Verdict } from '../plan/verdict';
import type { PlanView } from './messages';
import { type PlanRows, planRows } from './planRows';

/** Everything the panel says of one plan. */
export interface ShownPlan extends PlanRows {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly source: PlanView['source'];
}

/** The plan that was explained; with a measurement, that of its side. */
export function shownPlan(view: PlanView, side: 'before' | 'after'): ShownPlan {
  if (view.measurement === undefined) {
    return {
      ...planRows(view.plan),
      plan: view.plan,
      verdict: judgePlan(view.plan),
      findings: view.findings,
      source: view.source,
    };
  }
  const { plan } = view.measurement[side];
  return { ...planRows(plan), plan, verdict: judgePlan(plan), findings: findFindings(plan), source: 'measured' };
}
