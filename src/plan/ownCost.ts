import type { PlanNode } from './model';
import type { Visit } from './walk';

/**
 * Own cost = what is paid for the node − what is paid for its children. The root pays its total cost. A child pays its
 * total cost, as often as the planner reckons (costsize.c), as far as its parent pays for it: under a Limit, a Merge Join
 * that ends early or a Parallel Append the children's costs add up to more than the parent's and are scaled down alike.
 * CTEs and InitPlans are charged to the node they hang under (subselect.c, `SS_charge_for_initplans`). So the own costs
 * of a plan add up to its total cost.
 */
export function shareCost(visits: readonly Visit[]): ReadonlyMap<PlanNode, number> {
  const paid = new Map<PlanNode, number>();
  const own = new Map<PlanNode, number>();
  for (const { node, parent } of visits) {
    const total = node.estimatedCost?.total;
    if (total === undefined) continue;
    const budget = parent === undefined ? total : (paid.get(node) ?? 0);
    const scale = total > 0 ? budget / total : 0;
    const times = repeats(node);
    const wanted = node.children.map(child => (child.estimatedCost?.total ?? 0) * scale * times(child));
    const sum = wanted.reduce((all, cost) => all + cost, 0);
    const fits = sum > budget ? budget / sum : 1;
    node.children.forEach((child, i) => paid.set(child, (wanted[i] ?? 0) * fits));
    own.set(node, Math.max(0, budget - sum * fits));
  }
  return own;
}

/** `cpu_operator_cost` (0.0025): what reading one kept row of a Materialize or Sort again costs (`cost_rescan`). */
const rereadCost = 0.0025;
/** `cost_recursive_union`: the recursive part is expected to run ten times. */
const recursions = 10;

/** How often the parent pays a child's total cost, by the planner's own estimates. */
function repeats(parent: PlanNode): (child: PlanNode) => number {
  const outer = parent.children.find(child => child.parentRelationship === 'Outer');
  const hashed = parent.conditions.map(({ text }) => text).filter(text => text.includes('hashed SubPlan '));
  return child => {
    if (child.parentRelationship === 'SubPlan') {
      const name = child.subplanName ?? '';
      return hashed.some(text => text.includes(`hashed ${name}`)) ? 1 : Math.max(1, parent.estimatedRows ?? 1);
    }
    if (child.parentRelationship !== 'Inner') return 1;
    if (parent.type === 'Recursive Union') return recursions;
    if (parent.type !== 'Nested Loop') return 1;
    const times = Math.max(1, outer?.estimatedRows ?? 1);
    const total = child.estimatedCost?.total ?? 0;
    if ((child.type !== 'Materialize' && child.type !== 'Sort') || total <= 0) return times;
    return 1 + ((times - 1) * rereadCost * (child.estimatedRows ?? 0)) / total;
  };
}
