import type { PlanItem } from './planItems';

export interface ItemPair {
  readonly before: PlanItem;
  readonly after: PlanItem;
}

export interface MatchedItems {
  readonly pairs: readonly ItemPair[];
  readonly removed: readonly PlanItem[];
  readonly added: readonly PlanItem[];
}

/**
 * Pairs what the two plans read: by name and table; then by table alone (another alias); then by name alone (a table
 * of which one partition is left goes by the partition's name). Of equals the first are paired with the first.
 */
export function matchItems(before: readonly PlanItem[], after: readonly PlanItem[]): MatchedItems {
  const pairs: ItemPair[] = [];
  let [left, right] = [before, after];
  for (const key of keys) {
    const open = new Map<string, PlanItem[]>();
    for (const item of [...right].reverse()) {
      const itemKey = key(item);
      if (itemKey === undefined) continue;
      const queue = open.get(itemKey);
      if (queue === undefined) open.set(itemKey, [item]);
      else queue.push(item);
    }
    const taken = new Set<PlanItem>();
    left = left.filter(item => {
      const itemKey = key(item);
      const partner = itemKey === undefined ? undefined : open.get(itemKey)?.pop();
      if (partner === undefined) return true;
      taken.add(partner);
      pairs.push({ before: item, after: partner });
      return false;
    });
    right = right.filter(item => !taken.has(item));
  }
  return { pairs, removed: left, added: right };
}

const keys: readonly ((item: PlanItem) => string | undefined)[] = [
  ({ name, relation, node }) => JSON.stringify([name, relation, node.schema]),
  ({ name, relation }) => JSON.stringify([name, relation]),
  ({ relation }) => relation,
  ({ name }) => name,
];
