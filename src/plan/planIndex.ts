import type { PlanNode } from './model';
import type { Visit } from './walk';

/** The nodes in the order of `walkPlan`, and where each one's subtree ends in it. */
export interface PlanIndex {
  readonly visits: readonly Visit[];
  readonly at: ReadonlyMap<PlanNode, number>;
  /** For the node at a position: the position after its last descendant. */
  readonly ends: readonly number[];
}

/** @param visits as `walkPlan` gives them. */
export function indexPlan(visits: readonly Visit[]): PlanIndex {
  const at = new Map(visits.map(({ node }, i) => [node, i]));
  const ends = visits.map((_, i) => i + 1);
  for (let i = visits.length - 1; i > 0; i--) {
    const above = visits[i]?.parent;
    const parent = above === undefined ? 0 : (at.get(above.node) ?? 0);
    ends[parent] = Math.max(ends[parent] ?? 0, ends[i] ?? 0);
  }
  return { visits, at, ends };
}

/** Whether the node is `above` or one of its descendants. */
export function isWithin({ at, ends }: PlanIndex, node: PlanNode, above: PlanNode): boolean {
  const start = at.get(above) ?? -1;
  const position = at.get(node) ?? -1;
  return start >= 0 && position >= start && position < (ends[start] ?? 0);
}

export function isGather(node: PlanNode): boolean {
  return node.type === 'Gather' || node.type === 'Gather Merge';
}
