import type { PlanNode } from './model';

export interface Visit {
  readonly node: PlanNode;
  readonly parent: Visit | undefined;
  readonly depth: number;
}

/** Every node, parents before children, siblings in order. Does not recurse, so that depth is no limit. */
export function walkPlan(root: PlanNode): readonly Visit[] {
  const visits: Visit[] = [];
  const stack: Visit[] = [{ node: root, parent: undefined, depth: 0 }];
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    visits.push(visit);
    const children = visit.node.children;
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child !== undefined) stack.push({ node: child, parent: visit, depth: visit.depth + 1 });
    }
  }
  return visits;
}
