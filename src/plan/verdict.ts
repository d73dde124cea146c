import { describeNode } from './describe';
import type { Plan, PlanNode } from './model';
import { formatCost, formatCount, formatMs, formatPercent, formatRows, formatTimes } from './units';
import { walkPlan } from './walk';

/** The plan in one sentence: the number that matters, then where it goes. */
export interface Verdict {
  /** `1,284 ms`, or `cost 20,412` where nothing was measured. */
  readonly figure: string;
  /** `93 % of it reads all 1,200,000 rows of orders to keep 37.` */
  readonly sentence: string;
  /** The node that the sentence speaks of. */
  readonly nodeId?: string;
}

/** By measured time where the plan has it, by the planner's cost otherwise. */
export function judgePlan(plan: Plan): Verdict {
  const totalMs = plan.executionMs ?? plan.root.actualMs?.total;
  const cost = plan.totalCost;
  if (totalMs !== undefined && plan.root.ownMs !== undefined) return judgeTime(plan, totalMs);
  if (cost === undefined) return { figure: 'Plan', sentence: 'The server printed no costs (COSTS OFF).' };
  const costliest = topNode(plan, node => node.ownCost);
  const spent = whereItGoes(costliest, cost > 0 ? (costliest?.ownCost ?? 0) / cost : 0);
  if (totalMs === undefined) return { figure: `cost ${formatCost(cost)}`, ...spent };
  return {
    ...spent,
    figure: formatMs(totalMs),
    sentence: `The steps were not timed (TIMING OFF). Of the planner's cost: ${spent.sentence}`,
  };
}

function judgeTime(plan: Plan, totalMs: number): Verdict {
  const figure = formatMs(totalMs);
  const costliest = topNode(plan, node => node.ownMs);
  const nodeMs = costliest?.ownMs ?? 0;
  const beside = costliestBeside(plan);
  if (beside !== undefined && beside.ms > nodeMs) {
    return { figure, sentence: `${formatPercent(Math.min(1, beside.ms / totalMs))} of it ${beside.what}.` };
  }
  return { figure, ...whereItGoes(costliest, totalMs > 0 ? nodeMs / totalMs : 0, totalMs) };
}

/**
 * Time that no node of the tree has: triggers (foreign keys among them), making rows ready to send, and just-in-time
 * compilation, of which the server prints the sum over all processes: they compile side by side.
 */
function costliestBeside(plan: Plan): { readonly ms: number; readonly what: string } | undefined {
  const work = (plan.triggers ?? []).map(({ name, calls, timeMs }) => ({
    ms: timeMs ?? 0,
    what: `goes to trigger ${name}${calls === undefined ? '' : `, which ran ${formatTimes(calls)}`}`,
  }));
  const timing = plan.jit?.['Timing'];
  const total =
    typeof timing === 'object' && timing !== null ? (timing as Record<string, unknown>)['Total'] : undefined;
  const processes = walkPlan(plan.root).reduce((most, { node }) => Math.max(most, node.processes ?? 1), 1);
  if (typeof total === 'number') {
    work.push({ ms: total / processes, what: 'goes to compiling the query just in time (JIT)' });
  }
  for (const { what, ms } of plan.accounts ?? []) {
    if (what === 'serialization') work.push({ ms, what: 'goes to making the rows ready to send (serialization)' });
  }
  return work.reduce<(typeof work)[number] | undefined>((top, one) => (one.ms > (top?.ms ?? 0) ? one : top), undefined);
}

/** The node with the largest own share; the first of equals. */
export function topNode(plan: Plan, measure: (node: PlanNode) => number | undefined): PlanNode | undefined {
  let top: PlanNode | undefined;
  for (const { node } of walkPlan(plan.root)) {
    if ((measure(node) ?? 0) > (top === undefined ? 0 : (measure(top) ?? 0))) top = node;
  }
  return top;
}

/** Below this, saying where the time goes would send the reader after nothing. */
const negligibleMs = 1;

function whereItGoes(node: PlanNode | undefined, share: number, totalMs?: number): Omit<Verdict, 'figure'> {
  if (node === undefined || share <= 0) return { sentence: 'It does next to nothing.' };
  if (totalMs !== undefined && totalMs < negligibleMs) {
    return { sentence: `Quick as it is; the largest share ${activity(node)}.`, nodeId: node.id };
  }
  if (share < 0.25) {
    return { sentence: `No step dominates; the largest, ${formatPercent(share)}, ${activity(node)}.`, nodeId: node.id };
  }
  return { sentence: `${formatPercent(Math.min(1, share))} of it ${activity(node)}.`, nodeId: node.id };
}

/** What the node does as the rest of a sentence about the share that it takes. */
function activity(node: PlanNode): string {
  const loops = node.loops ?? 1;
  const removed = node.rowsRemoved ?? 0;
  const table = node.relation ?? 'a table';
  if (node.type !== 'Seq Scan') return `goes to one step: ${lowerFirst(describeNode(node).headline)}`;
  if (node.actualRows === undefined) {
    const filtered = node.conditions.some(({ label }) => label === 'Filter');
    if (!filtered || node.estimatedRows === undefined) return `reads all of ${table}`;
    return `reads all of ${table} to keep about ${formatRows(node.estimatedRows)}`;
  }
  const partly = loops <= (node.processes ?? 1);
  const read = formatCount(Math.round((removed + node.actualRows) * (partly ? loops : 1)));
  const times = loops > 1 && !partly ? ` ${formatTimes(loops)}` : '';
  const kept = node.ownRows ?? 0;
  const end = removed === 0 ? '' : ` to keep ${kept === 0 ? 'none' : formatCount(kept)}`;
  return `reads all ${read} rows of ${table}${times}${end}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
