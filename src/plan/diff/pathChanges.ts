import { technicalTerm } from '../describe';
import type { PlanNode } from '../model';
import { formatCount } from '../units';
import { walkPlan } from '../walk';
import type { Comparison } from './comparison';
import type { PlanChange } from './planDiff';
import type { PlanItem } from './planItems';
import { conditionOf } from './roles';
import { mostNamed } from './surroundings';

/** How each table is read, by which index, which partitions; and tables that only one plan reads. */
export function pathChanges({ items, nodes, after }: Comparison): readonly PlanChange[] {
  const places = new Map(after.items.map((item, place) => [item, place]));
  const inOrder = [...items.pairs].sort((one, other) => (places.get(one.after) ?? 0) - (places.get(other.after) ?? 0));
  return inOrder.flatMap(pair => [
    ...scanChanges(pair.before, pair.after, nodes.toAfter),
    ...partitionChange(pair.before, pair.after),
  ]);
}

/** PostgreSQL's term without what says that workers share the step. */
export function termOf(node: PlanNode): string {
  let term = technicalTerm(node);
  for (const prefix of ['Async ', 'Parallel ']) if (term.startsWith(prefix)) term = term.slice(prefix.length);
  return term;
}

/** The way to one table: `Seq Scan`, `Index Scan using orders_pkey`. */
function pathOf(node: PlanNode): string {
  const index = indexOf(node);
  return termOf(node) + (index === undefined ? '' : ` using ${index}`);
}

function indexOf(node: PlanNode): string | undefined {
  if (node.type !== 'Bitmap Heap Scan') return node.index;
  const names = walkPlan(node).flatMap(visit => (visit.node.type === 'Bitmap Index Scan' ? [visit.node.index] : []));
  return names.length === 0 ? undefined : [...new Set(names)].sort().join(', ');
}

interface ScanChange {
  readonly kind: 'accessPath' | 'index';
  readonly before: string;
  readonly after: string;
  readonly one: PlanNode;
  readonly other: PlanNode;
}

function scanChanges(
  before: PlanItem,
  after: PlanItem,
  toAfter: ReadonlyMap<PlanNode, PlanNode>,
): readonly PlanChange[] {
  const scans = before.parts.length === 0 ? [before.node] : before.parts;
  const compared = scans.flatMap(one => {
    const other = toAfter.get(one);
    return other === undefined ? [] : [{ one, other }];
  });
  const inParts = before.parts.length > 0 && after.parts.length > 0;
  const groups = new Map<string, ScanChange[]>();
  for (const { one, other } of compared) {
    const change = scanChange(one, other, inParts);
    if (change === undefined) continue;
    const key = `${change.kind}\n${change.before}\n${change.after}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const where = inParts ? `, in ${partsText(group.length, compared.length)}` : '';
    const what = first.kind === 'index' && !inParts ? 'another index, ' : '';
    return [
      {
        kind: first.kind,
        before: first.before,
        after: first.after,
        relation: after.name,
        text: `${after.name}: ${what}${first.before} → ${first.after}${where}`,
        beforeId: first.one.id,
        afterId: first.other.id,
      },
    ];
  });
}

function partsText(changed: number, all: number): string {
  if (changed === all) return all === 1 ? 'the partition that both read' : `all ${formatCount(all)} partitions`;
  return `${formatCount(changed)} of ${formatCount(all)} partitions`;
}

/** Partitions have indexes of their own, under names of their own: there the term alone is told. */
function scanChange(one: PlanNode, other: PlanNode, inParts: boolean): ScanChange | undefined {
  const sameTerm = termOf(one) === termOf(other);
  const [before, after] = inParts && !sameTerm ? [termOf(one), termOf(other)] : [pathOf(one), pathOf(other)];
  if (!sameTerm) return { kind: 'accessPath', before, after, one, other };
  if (one.relation === other.relation && indexOf(one) !== indexOf(other)) {
    return { kind: 'index', before: indexOf(one) ?? 'none', after: indexOf(other) ?? 'none', one, other };
  }
  const searched = isSearched(one);
  if (!one.type.startsWith('Index') || searched === isSearched(other)) return undefined;
  return {
    kind: 'accessPath',
    before: `${before}, ${searched ? 'by key' : 'all of it'}`,
    after: `${after}, ${searched ? 'all of it' : 'by key'}`,
    one,
    other,
  };
}

function isSearched(node: PlanNode): boolean {
  return conditionOf(node, 'Index Cond') !== undefined;
}

function partitionChange(before: PlanItem, after: PlanItem): readonly PlanChange[] {
  if (before.parts.length === 0 && after.parts.length === 0) {
    // One partition was left, and it is another one.
    const [one, other] = [before.node.relation, after.node.relation];
    if (one === undefined || other === undefined || one === other || before.name !== after.name) return [];
    return [partitions(before, after, one, other)];
  }
  const [one, other] = [partCount(before), partCount(after)];
  const names = (item: PlanItem) => new Set((item.parts.length > 0 ? item.parts : [item.node]).map(nameOf));
  const [read, readNow] = [names(before), names(after)];
  if (one === other && [...read].every(name => readNow.has(name))) return [];
  if (one !== other) return [partitions(before, after, partText(one), partText(other))];
  const gone = [...read].filter(name => !readNow.has(name));
  const come = [...readNow].filter(name => !read.has(name));
  return [partitions(before, after, listText(gone), listText(come))];
}

function partitions(before: PlanItem, after: PlanItem, one: string, other: string): PlanChange {
  return {
    kind: 'partitions',
    before: one,
    after: other,
    relation: after.name,
    text: `${after.name}: reads ${one} → ${other}`,
    beforeId: before.node.id,
    afterId: after.node.id,
  };
}

function nameOf(node: PlanNode): string {
  return node.relation ?? node.alias ?? node.id;
}

function partCount({ parts }: PlanItem): number {
  return Math.max(1, parts.length);
}

function partText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'partition' : 'partitions'}`;
}

/** `orders, customers, items and 2 more` */
export function listText(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, mostNamed);
  const more = count - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${formatCount(more)} more` : shown.join(', ');
}
