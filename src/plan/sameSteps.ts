import type { Plan, PlanNode } from './model';

/** Whether two plans take the same steps over the same tables and indexes, whatever their numbers. */
export function sameSteps(one: Plan, other: Plan): boolean {
  return stepsOf(one) === stepsOf(other);
}

function stepsOf(plan: Plan): string {
  const steps: string[] = [];
  const pending: { readonly node: PlanNode; readonly depth: number }[] = [{ node: plan.root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    steps.push(JSON.stringify([depth, node.type, node.relation, node.index, node.joinType, node.strategy]));
    for (const child of node.children) pending.push({ node: child, depth: depth + 1 });
  }
  return steps.join('\n');
}
