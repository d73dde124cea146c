import type { PlanNode } from '../model';
import type { MatchedItems } from './matchItems';
import type { ItemisedPlan } from './planItems';
import type { SetsOfBoth } from './relationSets';
import { keyOf, roleOf } from './roles';

/** Which node of one plan does the work of which of the other. */
export interface MatchedNodes {
  readonly toAfter: ReadonlyMap<PlanNode, PlanNode>;
  readonly toBefore: ReadonlyMap<PlanNode, PlanNode>;
}

/**
 * Items first, then every other step by its role and the set of items that it handles; of several alike first those
 * with the same keys and method. What is still open then stays alone. Linear in the number of nodes.
 */
export function matchNodes(
  before: ItemisedPlan,
  after: ItemisedPlan,
  items: MatchedItems,
  sets: SetsOfBoth,
): MatchedNodes {
  const toAfter = new Map<PlanNode, PlanNode>();
  const toBefore = new Map<PlanNode, PlanNode>();
  const join = (one: PlanNode, other: PlanNode) => {
    toAfter.set(one, other);
    toBefore.set(other, one);
  };
  for (const pair of items.pairs) {
    matchParts(pair.before.parts, pair.after.parts, join);
    const [one, other] = [pair.before.node, pair.after.node];
    // A table read in parts is no scan; its Append and a lone part are nothing alike.
    if ((pair.before.parts.length === 0) === (pair.after.parts.length === 0)) join(one, other);
    else if (pair.before.parts.length > 0) matchParts(pair.before.parts, [other], join);
    else matchParts([one], pair.after.parts, join);
  }
  for (const signature of signatures) {
    const open = new Map<string, PlanNode[]>();
    for (let i = after.visits.length - 1; i >= 0; i--) {
      const node = after.visits[i]?.node;
      if (node === undefined || toBefore.has(node)) continue;
      const key = signature(node, sets.after.get(node) ?? '');
      if (key === undefined) continue;
      const queue = open.get(key);
      if (queue === undefined) open.set(key, [node]);
      else queue.push(node);
    }
    for (const visit of before.visits) {
      if (toAfter.has(visit.node)) continue;
      const key = signature(visit.node, sets.before.get(visit.node) ?? '');
      const partner = key === undefined ? undefined : open.get(key)?.pop();
      if (partner !== undefined) join(visit.node, partner);
    }
  }
  return { toAfter, toBefore };
}

function matchParts(
  before: readonly PlanNode[],
  after: readonly PlanNode[],
  join: (one: PlanNode, other: PlanNode) => void,
): void {
  const open = new Map(after.map(part => [part.relation ?? part.alias, part]));
  for (const part of before) {
    const name = part.relation ?? part.alias;
    const partner = open.get(name);
    if (partner === undefined) continue;
    open.delete(name);
    join(part, partner);
  }
}

type Signature = (node: PlanNode, set: string) => string | undefined;

const none = '0:0';

const signatures: readonly Signature[] = [
  (node, set) =>
    JSON.stringify([roleOf(node), set, keyOf(node), node.type, node.strategy, node.index, node.subplanName]),
  (node, set) => JSON.stringify([roleOf(node), set, keyOf(node), node.type]),
  (node, set) => {
    const key = keyOf(node);
    return key === undefined ? undefined : JSON.stringify([roleOf(node), set, key]);
  },
  (node, set) => (set === none || loose.has(roleOf(node)) ? undefined : JSON.stringify([roleOf(node), set])),
];

/** Steps that are nothing alike when their type differs. */
const loose = new Set(['other', 'scan', 'bitmap', 'pass']);
