import type { PlanNode } from '../model';
import type { Comparison, Side } from './comparison';
import { namesBelow, sidesSwapped } from './joinChanges';
import { listText, termOf } from './pathChanges';
import type { PlanChange } from './planDiff';
import { keyOf, roleOf } from './roles';

/** Sorts, grouping, rows kept for reading again, and every other step that only one plan has. */
export function stepChanges(comparison: Comparison): readonly PlanChange[] {
  const { before, after, nodes } = comparison;
  const changes: PlanChange[] = [];
  const gone = before.visits.map(({ node }) => node).filter(node => !nodes.toAfter.has(node));
  const come = after.visits.map(({ node }) => node).filter(node => !nodes.toBefore.has(node));
  for (const { node } of after.visits) {
    const earlier = nodes.toBefore.get(node);
    if (earlier !== undefined) changes.push(...methodChange(earlier, node, comparison));
  }
  changes.push(...sortChanges(gone, come, comparison));
  for (const node of gone) changes.push(...aloneChange(node, 'before', comparison));
  for (const node of come) changes.push(...aloneChange(node, 'after', comparison));
  return changes;
}

/** The same work, another method. Joins and scans are told elsewhere. */
function methodChange(earlier: PlanNode, node: PlanNode, { after }: Comparison): readonly PlanChange[] {
  const [one, other] = [groupTerm(earlier), groupTerm(node)];
  if (one === other) return [];
  const names = namesBelow(node, after);
  const change = { before: one, after: other, relation: names, beforeId: earlier.id, afterId: node.id };
  switch (roleOf(node)) {
    case 'group':
      return [{ kind: 'aggregation', ...change, text: `${groupText(node, earlier)}: ${one} → ${other}` }];
    case 'sort':
      return [{ kind: 'sort', ...change, text: `Sort by ${keyText(node)}: ${one} → ${other}` }];
    case 'keep':
      return [{ kind: 'materialization', ...change, text: `Rows of ${names}: ${one} → ${other}` }];
    case 'append':
    case 'other':
      return [{ kind: 'step', ...change, text: `${names === '' ? 'Step' : names}: ${one} → ${other}` }];
    default:
      return [];
  }
}

/** Without what says that workers have a part in it: the way to group is that of the part that they do. */
export function groupTerm(node: PlanNode): string {
  let term = termOf(node.details['Partial Mode'] === 'Finalize' ? partialOf(node) : node);
  for (const prefix of ['Finalize ', 'Partial ']) if (term.startsWith(prefix)) term = term.slice(prefix.length);
  return term;
}

function partialOf(finalize: PlanNode): PlanNode {
  let [at] = finalize.children;
  while (at !== undefined && ['gather', 'sort'].includes(roleOf(at))) [at] = at.children;
  return at !== undefined && roleOf(at) === 'partialGroup' ? at : finalize;
}

function groupText(node: PlanNode, earlier: PlanNode): string {
  const key = keyOf(node) ?? keyOf(earlier);
  return key === undefined ? 'Grouping' : `Grouping by ${shortened(key)}`;
}

function keyText(node: PlanNode): string {
  return shortened(keyOf(node) ?? 'a key');
}

const longestKey = 80;

function shortened(text: string): string {
  return text.length > longestKey ? `${text.slice(0, longestKey)}…` : text;
}

function sortChanges(
  gone: readonly PlanNode[],
  come: readonly PlanNode[],
  comparison: Comparison,
): readonly PlanChange[] {
  const { before, after, nodes } = comparison;
  const left = gone.filter(node => roleOf(node) === 'sort' && !follows(node, before, nodes.toAfter, comparison));
  const right = come.filter(node => roleOf(node) === 'sort' && !follows(node, after, nodes.toBefore, comparison));
  const open = new Map(right.map(node => [keyOf(node), node]));
  const changes: PlanChange[] = [];
  for (const node of left) {
    const key = keyText(node);
    const other = open.get(keyOf(node));
    if (other !== undefined) {
      open.delete(keyOf(node));
      const [one, now] = [namesBelow(node, before), namesBelow(other, after)];
      changes.push({
        kind: 'sort',
        before: one,
        after: now,
        relation: now,
        text: `Sort by ${key}: of ${one} → of ${now}`,
        beforeId: node.id,
        afterId: other.id,
      });
      continue;
    }
    changes.push({
      kind: 'sort',
      before: `Sort by ${key}`,
      relation: namesBelow(node, before),
      text: `Sort by ${key} is spared`,
      beforeId: node.id,
    });
  }
  for (const node of open.values()) {
    changes.push({
      kind: 'sort',
      after: `Sort by ${keyText(node)}`,
      relation: namesBelow(node, after),
      text: `Sort by ${keyText(node)} is new`,
      afterId: node.id,
    });
  }
  return changes;
}

const carriers = new Set(['gather', 'keep', 'hash', 'pass', 'partialGroup', 'sort']);

/**
 * The step is there only because the join or grouping above it works in this way, and that has changed or is new: it
 * is told with it.
 */
function follows(
  node: PlanNode,
  side: Side,
  partners: ReadonlyMap<PlanNode, PlanNode>,
  { before, after }: Comparison,
): boolean {
  let above = side.around.get(node)?.parent;
  while (above !== undefined && carriers.has(roleOf(above))) above = side.around.get(above)?.parent;
  if (above === undefined || !['join', 'group'].includes(roleOf(above))) return false;
  const partner = partners.get(above);
  if (partner === undefined || groupTerm(partner) !== groupTerm(above)) return true;
  // Between what workers group and the end of it.
  if (partner.details['Partial Mode'] !== above.details['Partial Mode']) return true;
  const [one, other] = side === before ? [above, partner] : [partner, above];
  return roleOf(above) === 'join' && sidesSwapped(one, other, before, after);
}

function aloneChange(node: PlanNode, where: 'before' | 'after', comparison: Comparison): readonly PlanChange[] {
  const side = comparison[where];
  const partners = where === 'before' ? comparison.nodes.toAfter : comparison.nodes.toBefore;
  const role = roleOf(node);
  const term = groupTerm(node);
  const names = namesBelow(node, side);
  const state = where === 'before' ? 'is gone' : 'is new';
  const change = {
    ...(where === 'before' ? { before: term, beforeId: node.id } : { after: term, afterId: node.id }),
    ...(names === '' ? {} : { relation: names }),
  };
  const of = names === '' ? '' : ` of ${names}`;
  switch (role) {
    case 'group':
      return [{ kind: 'aggregation', ...change, text: `${term}${of} ${state}` }];
    case 'keep':
      return follows(node, side, partners, comparison)
        ? []
        : [{ kind: 'materialization', ...change, text: `${term}${of} ${state}` }];
    case 'other':
      return [{ kind: 'step', ...change, text: `${term}${of} ${state}` }];
    default:
      return [];
  }
}

/** Where nothing else says how two plans differ that are not the same: the first steps that do. */
export function anyDifference({ before, after, nodes }: Comparison): readonly PlanChange[] {
  const gone = before.visits.map(({ node }) => node).filter(node => !nodes.toAfter.has(node));
  const come = after.visits.map(({ node }) => node).filter(node => !nodes.toBefore.has(node));
  if (gone.length + come.length === 0) return [];
  const [one, other] = [listText(gone.map(termOf)), listText(come.map(termOf))];
  return [
    {
      kind: 'step',
      ...(gone.length === 0 ? {} : { before: one, beforeId: gone[0]?.id ?? '' }),
      ...(come.length === 0 ? {} : { after: other, afterId: come[0]?.id ?? '' }),
      text: `Other steps: ${one === '' ? 'none' : one} → ${other === '' ? 'none' : other}`,
    },
  ];
}
