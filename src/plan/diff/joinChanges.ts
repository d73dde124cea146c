import type { PlanNode } from '../model';
import type { Comparison, Side } from './comparison';
import { listText, termOf } from './pathChanges';
import type { PlanChange } from './planDiff';
import { isSubplan } from './planItems';
import { roleOf, sidesOf } from './roles';

/** Join order, method, sides and type. */
export function joinChanges(comparison: Comparison): readonly PlanChange[] {
  return [...orderChanges(comparison), ...methodChanges(comparison)];
}

/** The names of the items below, first ones first: `orders, customers`. */
export function namesBelow(node: PlanNode | undefined, side: Side): string {
  const around = node && side.around.get(node);
  return around === undefined ? '' : listText(around.names, around.nameCount);
}

/** Joins that the other plan does not make: where both have such under the same join, they join in another order. */
function orderChanges({ before, after, nodes }: Comparison): readonly PlanChange[] {
  const left = tops(before, nodes.toAfter, node => node);
  const right = tops(after, nodes.toBefore, node => nodes.toBefore.get(node));
  const changes: PlanChange[] = [];
  for (const [anchor, top] of left) {
    const other = right.get(anchor);
    // Below no common join they join other tables, which is told as such.
    if (other === undefined || anchor === undefined) continue;
    const [one, now] = [orderText(top, before), orderText(other, after)];
    changes.push({
      kind: 'joinOrder',
      before: one,
      after: now,
      relation: namesBelow(other, after),
      text: `Join order: ${one} → ${now}`,
      beforeId: top.id,
      afterId: other.id,
    });
  }
  return changes;
}

/**
 * For each join, or end of the plan, below which joins stand that have no counterpart: that join. Keyed by the node of
 * the first plan that it is, so that both plans' keys can be compared.
 */
function tops(
  side: Side,
  partners: ReadonlyMap<PlanNode, PlanNode>,
  toBefore: (node: PlanNode) => PlanNode | undefined,
): ReadonlyMap<PlanNode | undefined, PlanNode> {
  const found = new Map<PlanNode | undefined, PlanNode>();
  const joinAbove = new Map<PlanNode, PlanNode | undefined>();
  for (const { node, parent } of side.visits) {
    const up = parent === undefined || isSubplan(node) ? undefined : joinAbove.get(parent.node);
    const matched = partners.has(node);
    joinAbove.set(node, roleOf(node) === 'join' && matched ? node : up);
    if (roleOf(node) !== 'join' || matched) continue;
    const anchor = up === undefined ? undefined : toBefore(up);
    if (!found.has(anchor)) found.set(anchor, up ?? node);
  }
  return found;
}

const longestOrder = 160;

/** `((orders, customers), items)`: what is joined first stands innermost. Does not recurse. */
function orderText(top: PlanNode, { itemOf }: Side): string {
  const open: (PlanNode | string)[] = [top];
  let text = '';
  for (let next = open.pop(); next !== undefined && text.length < longestOrder; next = open.pop()) {
    if (typeof next === 'string') {
      text += next;
      continue;
    }
    const item = itemOf.get(next);
    const children = next.children.filter(child => !isSubplan(child));
    if (item !== undefined) text += item.name;
    else if (roleOf(next) === 'join' && children.length > 1) {
      open.push(')', ...children.flatMap((child, i) => (i === 0 ? [child] : [', ', child])).reverse(), '(');
    } else open.push(...children.flatMap((child, i) => (i === 0 ? [child] : [' + ', child])).reverse());
  }
  return open.length === 0 && text.length < longestOrder ? text : `${text.slice(0, longestOrder)}…`;
}

function methodChanges({ before, after, nodes }: Comparison): readonly PlanChange[] {
  return after.visits.flatMap(({ node }): readonly PlanChange[] => {
    const earlier = nodes.toBefore.get(node);
    if (earlier === undefined || roleOf(node) !== 'join' || roleOf(earlier) !== 'join') return [];
    const names = namesBelow(node, after);
    const change = { relation: names, beforeId: earlier.id, afterId: node.id };
    const swapped = sidesSwapped(earlier, node, before, after);
    const [type, earlierType] = [joinTypeOf(node, false), joinTypeOf(earlier, swapped)];
    const typeChange: readonly PlanChange[] =
      type === earlierType
        ? []
        : [
            {
              kind: 'joinType',
              ...change,
              before: earlierType,
              after: type,
              text: `Join of ${names}: ${earlierType} → ${type}`,
            },
          ];
    if (node.type !== earlier.type) {
      return [
        {
          kind: 'joinMethod',
          ...change,
          before: earlier.type,
          after: node.type,
          text: `Join of ${names}: ${termOf(earlier)} → ${termOf(node)}`,
        },
        ...typeChange,
      ];
    }
    if (!swapped) return typeChange;
    const [was, now] = [sideText(earlier, before), sideText(node, after)];
    return [
      {
        kind: 'joinSides',
        ...change,
        before: was,
        after: now,
        text: `Join of ${names}, ${node.type} with sides swapped: ${was} → ${now}`,
      },
      ...typeChange,
    ];
  });
}

export function sidesSwapped(one: PlanNode, other: PlanNode, before: Side, after: Side): boolean {
  const [outer, inner] = sidesOf(one).map(side => side && before.sets.get(side));
  const [outerNow, innerNow] = sidesOf(other).map(side => side && after.sets.get(side));
  return outer !== inner && outer === innerNow && inner === outerNow;
}

const mirrored: ReadonlyMap<string, string> = new Map([
  ['Left', 'Right'],
  ['Right', 'Left'],
  ['Semi', 'Right Semi'],
  ['Right Semi', 'Semi'],
  ['Anti', 'Right Anti'],
  ['Right Anti', 'Anti'],
]);

/** A left join is a right join seen from the other side. */
function joinTypeOf({ joinType = 'Inner' }: PlanNode, seenFromOtherSide: boolean): string {
  return seenFromOtherSide ? (mirrored.get(joinType) ?? joinType) : joinType;
}

function sideText(join: PlanNode, side: Side): string {
  const [outer, inner] = sidesOf(join);
  switch (join.type) {
    case 'Hash Join':
      return `hashes ${namesBelow(inner, side)}`;
    case 'Nested Loop':
      return `looks up ${namesBelow(inner, side)} for each of ${namesBelow(outer, side)}`;
    default:
      return `${namesBelow(outer, side)} first`;
  }
}
