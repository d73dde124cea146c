import type { PlanNode } from './model';
import type { Visit } from './walk';

/**
 * Scans of each CTE that is read, by the node that computes it. A name means the nearest declaration above, but not the one whose own query the scan stands in. Of two
 * of one name under one node (a subquery's that was drawn up into the query's) the later is the inner.
 */
export function findCteScans(visits: readonly Visit[]): ReadonlyMap<PlanNode, readonly PlanNode[]> {
  const declared = new Map<PlanNode, Map<string, PlanNode[]>>();
  for (const { node, parent } of visits) {
    if (parent === undefined || node.parentRelationship !== 'InitPlan' || !isCte(node)) continue;
    const name = (node.subplanName ?? '').slice('CTE '.length);
    const names = declared.get(parent.node) ?? new Map<string, PlanNode[]>();
    declared.set(parent.node, names.set(name, [...(names.get(name) ?? []), node]));
  }
  const scans = new Map<PlanNode, PlanNode[]>();
  for (const visit of visits) {
    const name = visit.node.details['CTE Name'];
    if (visit.node.type !== 'CTE Scan' || typeof name !== 'string') continue;
    let below: PlanNode | undefined;
    for (let above: Visit | undefined = visit; above !== undefined; above = above.parent) {
      const inside = below;
      const cte = declared
        .get(above.node)
        ?.get(name)
        ?.findLast(one => one !== inside);
      below = above.node;
      if (cte === undefined) continue;
      scans.set(cte, [...(scans.get(cte) ?? []), visit.node]);
      break;
    }
  }
  return scans;
}

export function isCte(node: PlanNode): boolean {
  return node.subplanName?.startsWith('CTE ') === true;
}
