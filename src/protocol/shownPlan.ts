import type { Finding } from '../plan/finding';
import type { Plan } from '../plan/model';
import { judgePlan, type Verdict } from '../plan/verdict';
import type { PlanView } from './messages';
import { type PlanRow, type PlanRows, planRows } from './planRows';

/** Everything the panel says of one plan. Made once for a plan; every view reads it. */
export interface ShownPlan extends PlanRows {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** The findings of each node that has some. */
  readonly findingsAt: ReadonlyMap<string, readonly Finding[]>;
  /** The largest own shares first; none that takes nothing. */
  readonly costliest: readonly PlanRow[];
  readonly source: PlanView['source'];
}

/** The plan that was explained; with a measurement, that of its side. */
export function shownPlan(view: PlanView, side: 'before' | 'after'): ShownPlan {
  const { plan, findings } = view.measurement?.[side] ?? view;
  const rows = planRows(plan);
  return {
    ...rows,
    plan,
    verdict: judgePlan(plan),
    findings,
    findingsAt: byNode(findings),
    costliest: costliestOf(rows.rows),
    source: view.measurement === undefined ? view.source : 'measured',
  };
}

function byNode(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const at = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.nodeId === undefined) continue;
    const there = at.get(finding.nodeId);
    if (there === undefined) at.set(finding.nodeId, [finding]);
    else there.push(finding);
  }
  return at;
}

const mostCostliest = 8;

function costliestOf(rows: readonly PlanRow[]): readonly PlanRow[] {
  return rows
    .map(row => ({ row, share: row.share }))
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share)
    .slice(0, mostCostliest)
    .map(({ row }) => row);
}
