import type { PlanNode } from '../model';
import { rowRatio } from '../rowRatio';
import type { Visit } from '../walk';

export const leastRatio = 10;
/** Being wrong about a handful of rows misleads nobody. */
export const leastRows = 100;

/** Their row counts are no result of their own: a hash or a kept copy repeats what is below. */
const repeating = new Set(['Bitmap Index Scan', 'Hash', 'Materialize', 'Memoize', 'ModifyTable']);

/** Planned and real rows of a loop lie 10 times or more apart. */
export function isWrong(visit: Visit): boolean {
  const { node } = visit;
  const ratio = rowRatio(visit);
  if (ratio === undefined || ratio.factor < leastRatio || repeating.has(node.type)) return false;
  if (Math.max(node.estimatedRows ?? 0, node.actualRows ?? 0) < leastRows) return false;
  return ratio.direction === 'over' || !isRewound(visit);
}

/** A Merge Join reads equal keys of its inner side again and counts them each time. */
function isRewound({ node, parent }: Visit): boolean {
  return parent?.node.type === 'Merge Join' && node.parentRelationship === 'Inner';
}

/** The lowest wrong step on the way down from `from`, whose error the others repeat; itself where all below is right. */
export function originOf(from: PlanNode, wrong: ReadonlySet<PlanNode>): PlanNode {
  let origin = from;
  for (;;) {
    const below = origin.children.filter(
      child => child.parentRelationship !== 'SubPlan' && child.parentRelationship !== 'InitPlan',
    );
    const next =
      below.find(child => wrong.has(child)) ??
      below.find(child => repeating.has(child.type) && child.children.some(kept => wrong.has(kept)));
    if (next === undefined) return origin;
    origin = next;
  }
}
