import type { PlanNode } from '../model';
import { isSubplan, type ItemisedPlan } from './planItems';
import { roleOf } from './roles';

/** What stands above and below a node, found once for all nodes so that deep plans stay cheap. */
export interface Surroundings {
  readonly parent: PlanNode | undefined;
  /** The nearest ones above; a subplan of an expression begins anew. */
  readonly join: PlanNode | undefined;
  readonly gather: PlanNode | undefined;
  /** The first items below, in the order of the plan, and how many there are. */
  readonly names: readonly string[];
  readonly nameCount: number;
}

export const mostNamed = 3;

export function surroundingsOf({ visits, itemOf }: ItemisedPlan): ReadonlyMap<PlanNode, Surroundings> {
  const names = new Map<PlanNode, { readonly first: readonly string[]; readonly count: number }>();
  for (let i = visits.length - 1; i >= 0; i--) {
    const node = visits[i]?.node;
    if (node === undefined) continue;
    const item = itemOf.get(node);
    const below = node.children.filter(child => !isSubplan(child)).map(child => names.get(child));
    names.set(
      node,
      item === undefined
        ? {
            first: below.flatMap(part => part?.first ?? []).slice(0, mostNamed),
            count: below.reduce((sum, part) => sum + (part?.count ?? 0), 0),
          }
        : { first: [item.name], count: 1 },
    );
  }
  const around = new Map<PlanNode, Surroundings>();
  for (const { node, parent } of visits) {
    const above = parent === undefined || isSubplan(node) ? undefined : parent.node;
    const of = (role: 'join' | 'gather') =>
      above === undefined ? undefined : roleOf(above) === role ? above : around.get(above)?.[role];
    const { first = [], count = 0 } = names.get(node) ?? {};
    around.set(node, {
      parent: parent?.node,
      join: of('join'),
      gather: of('gather'),
      names: first,
      nameCount: count,
    });
  }
  return around;
}
