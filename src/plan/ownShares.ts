import type { Guest } from './guests';
import type { PlanNode } from './model';
import { placeGuests } from './outsideWork';
import { type PlanIndex, isGather } from './planIndex';

/** What of a measure (time, blocks) is each node's own. All but `own` are in that measure too and of the whole plan. */
export interface OwnShares {
  readonly own: ReadonlyMap<PlanNode, number>;
  /** Ran when the root had ended (writing CTEs): beside what the root has, not inside. */
  readonly after: number;
  /** Below 0: workers ran on while the leader was not in their Gather, so that their time does not fit into its own. */
  readonly overlap: number;
  /** Below 0: by how much rounded children are longer than their parents. */
  readonly rounding: number;
  /** Below 0: what no clock of a server could give. */
  readonly contradiction: number;
}

/**
 * The sum of `own` is what the root has, plus `after`, minus the other three.
 *
 * Whatever ran below a node but not in its clock ran in an ancestor's: keys of an index scan that a join computes when it
 * starts the scan again (nodeIndexscan.c, `ExecReScanIndexScan`), workers that a LIMIT shuts down (`ExecShutdownNode`). So
 * what a node lacks is taken from its ancestors, up to the Gather.
 */
export function ownShares(
  index: PlanIndex,
  guests: readonly Guest[],
  inclusive: ReadonlyMap<PlanNode, number>,
  rounding: ReadonlyMap<PlanNode, number> = new Map(),
): OwnShares {
  const own = new Map(inclusive);
  const bound = (node: PlanNode) => rounding.get(node) ?? 0;
  const placed = placeGuests(index, guests, inclusive, own, bound);
  let after = 0;
  for (const { node } of guests) {
    const run = (placed.get(node) ?? []).reduce((total, { amount }) => total + amount, 0);
    after += Math.max(0, (inclusive.get(node) ?? 0) - run);
  }
  let [rounded, overlap, contradiction] = [0, 0, 0];
  for (let i = index.visits.length - 1; i >= 0; i--) {
    const visit = index.visits[i];
    const amount = visit === undefined ? undefined : own.get(visit.node);
    if (visit === undefined || amount === undefined || amount >= 0) continue;
    own.set(visit.node, 0);
    if (-amount <= bound(visit.node)) {
      rounded += amount;
      continue;
    }
    const above = visit.parent === undefined ? undefined : own.get(visit.parent.node);
    if (rounding.size > 0 && isGather(visit.node)) overlap += amount;
    else if (visit.parent === undefined || above === undefined) contradiction += amount;
    else own.set(visit.parent.node, above + amount);
  }
  return { own, after, overlap, rounding: rounded, contradiction };
}
