/**
 * Turns what EXPLAIN prints into each node's own share. Sources: PostgreSQL's explain.c (`ExplainNode`: times and rows
 * are averages of one loop, buffers are sums), instrument.c (a node's clock and buffer counters run while its children
 * run), nodeGather.c (participants), nodeCtescan.c (a CTE runs when a scan of it first asks), createplan.c and
 * subselect.c (`SS_charge_for_initplans`: the planner charges CTEs and InitPlans to the node they hang under).
 *
 * - Wall-clock time of a node = time of a loop × loops ÷ participants, where participants are the processes that run
 *   the part below the nearest Gather: loops of Gather's child ÷ loops of Gather (the leader counts where it took part).
 * - Own time = wall-clock time − wall-clock time of what ran inside. Children and SubPlans run inside their parent.
 *   A CTE runs inside the scans of it, shared among them by their own totals. An InitPlan runs inside the node that names
 *   its result, or its parent where none does.
 * - Own buffers: the same subtraction on the sums, which are over all loops and processes already.
 * - Own cost = what is paid for the node − what is paid for its children. The root pays its total cost. A child pays its
 *   total cost (times the outer rows on the inner side of a Nested Loop; once and cheap re-reads for Materialize) as far
 *   as its parent pays for it: under a Limit, a Merge Join that ends early or a Parallel Append the children's costs add
 *   up to more than the parent's and are scaled down alike. So the own costs of a plan add up to its total cost.
 *
 * Nothing falls below 0: clocks are read at different moments, and rounding to 0.001 ms is multiplied by loops.
 */
import type { PlanNode } from './model';
import { shareOutside } from './outsideWork';
import { type Visit, walkPlan } from './walk';

/** The plan again with `actualMs` in wall-clock terms of all loops, `ownMs`, `ownRows`, `ownCost` and `buffers`. */
export function withMetrics(root: PlanNode): PlanNode {
  const visits = walkPlan(root);
  const participants = countParticipants(visits);
  const wallMs = new Map<PlanNode, number>();
  for (const { node } of visits) {
    const ms = node.neverExecuted === true ? 0 : node.actualMs?.total;
    if (ms !== undefined) wallMs.set(node, (ms * (node.loops ?? 1)) / (participants.get(node) ?? 1));
  }
  const ownMs = subtractInner(visits, wallMs);
  const ownCost = shareCost(visits);
  const buffers = ownBuffers(visits);

  // A plan that did not run is printed with zeros for its blocks.
  const ran = root.loops !== undefined;
  const built = new Map<PlanNode, PlanNode>();
  for (let i = visits.length - 1; i >= 0; i--) {
    const node = visits[i]?.node;
    if (node === undefined) continue;
    const own = ownMs.get(node);
    const cost = ownCost.get(node);
    const blocks = buffers.get(node);
    const processes = participants.get(node) ?? 1;
    const factor = (node.loops ?? 1) / processes;
    built.set(node, {
      ...node,
      ...(node.actualMs && {
        actualMs: { startup: node.actualMs.startup * factor, total: node.actualMs.total * factor },
      }),
      ...(processes > 1 && { processes }),
      ...(own !== undefined && node.neverExecuted !== true && { ownMs: own }),
      ...(cost !== undefined && { ownCost: cost }),
      ...(node.actualRows !== undefined && { ownRows: Math.round(node.actualRows * (node.loops ?? 1)) }),
      ...(blocks !== undefined && ran && node.neverExecuted !== true && { buffers: blocks }),
      children: node.children.map(child => built.get(child) ?? child),
    });
  }
  return built.get(root) ?? root;
}

function countParticipants(visits: readonly Visit[]): ReadonlyMap<PlanNode, number> {
  const participants = new Map<PlanNode, number>();
  for (const { node, parent } of visits) {
    let count = parent === undefined ? 1 : (participants.get(parent.node) ?? 1);
    if (parent !== undefined && isGather(parent.node) && runsInWorkers(node)) {
      const loops = parent.node.loops ?? 1;
      count *= Math.max(1, loops > 0 && node.loops !== undefined ? Math.round(node.loops / loops) : 1);
    }
    participants.set(node, count);
  }
  return participants;
}

function isGather(node: PlanNode): boolean {
  return node.type === 'Gather' || node.type === 'Gather Merge';
}

function runsInWorkers(child: PlanNode): boolean {
  return child.parentRelationship !== 'InitPlan' && child.parentRelationship !== 'SubPlan';
}

/** Where the work of a CTE or InitPlan was really done: shares of each runner, which add up to 1. */
export type OutsideWork = ReadonlyMap<PlanNode, readonly { readonly runner: PlanNode; readonly share: number }[]>;

function subtractInner(
  visits: readonly Visit[],
  inclusive: ReadonlyMap<PlanNode, number>,
): ReadonlyMap<PlanNode, number> {
  const outside = shareOutside(visits, inclusive);
  const own = new Map(inclusive);
  for (const { node, parent } of visits) {
    const amount = inclusive.get(node);
    if (parent === undefined || amount === undefined) continue;
    for (const { runner, share } of outside.get(node) ?? [{ runner: parent.node, share: 1 }]) {
      const left = own.get(runner);
      if (left !== undefined) own.set(runner, left - amount * share);
    }
  }
  for (const [node, amount] of own) own.set(node, Math.max(0, amount));
  return own;
}

/** `cpu_operator_cost` (0.0025): what reading one kept row of a Materialize again costs (costsize.c, `cost_rescan`). */
const rereadCost = 0.0025;

function shareCost(visits: readonly Visit[]): ReadonlyMap<PlanNode, number> {
  const paid = new Map<PlanNode, number>();
  const own = new Map<PlanNode, number>();
  for (const { node, parent } of visits) {
    const total = node.estimatedCost?.total;
    if (total === undefined) continue;
    const budget = parent === undefined ? total : (paid.get(node) ?? 0);
    const scale = total > 0 ? budget / total : 0;
    const wanted = node.children.map(child => (child.estimatedCost?.total ?? 0) * scale * repeats(node, child));
    const sum = wanted.reduce((all, cost) => all + cost, 0);
    const fits = sum > budget ? budget / sum : 1;
    node.children.forEach((child, i) => paid.set(child, (wanted[i] ?? 0) * fits));
    own.set(node, Math.max(0, budget - sum * fits));
  }
  return own;
}

/** How often the parent pays a child's total cost, by the planner's own estimates. */
function repeats(parent: PlanNode, child: PlanNode): number {
  if (parent.type === 'Nested Loop' && child.parentRelationship === 'Inner') {
    const outer = parent.children.find(sibling => sibling.parentRelationship === 'Outer');
    const times = Math.max(1, outer?.estimatedRows ?? 1);
    const total = child.estimatedCost?.total ?? 0;
    if (child.type !== 'Materialize' || total <= 0) return times;
    return 1 + ((times - 1) * rereadCost * (child.estimatedRows ?? 0)) / total;
  }
  if (child.parentRelationship === 'SubPlan') return Math.max(1, parent.estimatedRows ?? 1);
  return 1;
}

/** `Shared Hit Blocks` → `sharedHit`, as explain.c (`show_buffer_usage`) names them. */
const bufferFields: readonly (readonly [field: string, key: string])[] = ['Shared', 'Local', 'Temp'].flatMap(kind =>
  (kind === 'Temp' ? ['Read', 'Written'] : ['Hit', 'Read', 'Dirtied', 'Written']).map(
    what => [`${kind} ${what} Blocks`, kind.toLowerCase() + what] as const,
  ),
);

function ownBuffers(visits: readonly Visit[]): ReadonlyMap<PlanNode, Readonly<Record<string, number>>> {
  const result = new Map<PlanNode, Record<string, number>>();
  for (const [field, key] of bufferFields) {
    const inclusive = new Map<PlanNode, number>();
    for (const { node } of visits) {
      const blocks = node.details[field];
      if (typeof blocks === 'number' && Number.isFinite(blocks)) inclusive.set(node, blocks);
    }
    if (inclusive.size === 0) continue;
    for (const [node, blocks] of subtractInner(visits, inclusive)) {
      const own = result.get(node) ?? {};
      own[key] = Math.round(blocks);
      result.set(node, own);
    }
  }
  return result;
}
