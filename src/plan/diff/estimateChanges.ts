import type { PlanNode } from '../model';
import { type RowRatio, rowRatio } from '../rowRatio';
import { formatCount, formatRows } from '../units';
import type { Visit } from '../walk';
import type { Comparison, Side } from './comparison';
import { namesBelow, sidesSwapped } from './joinChanges';
import { groupTerm } from './stepChanges';
import type { PlanChange } from './planDiff';
import { roleOf } from './roles';

/** Planned and real rows this far apart are called wrong. */
const wrongFrom = 10;
/** Statistics come from a sample: estimates that differ by less are the same. */
const otherFrom = 2;
const mostTold = 5;

/**
 * What the planner now expects otherwise, where it starts and not where it ends. Only steps that work the same way in
 * both plans are compared: the rows of a lookup for one outer row are not those of a whole scan.
 */
export function estimateChanges(comparison: Comparison): readonly PlanChange[] {
  const { before, after, nodes } = comparison;
  const earlierVisits = new Map(before.visits.map(visit => [visit.node, visit]));
  const told = new Set<PlanNode>();
  const changes: PlanChange[] = [];
  for (let i = after.visits.length - 1; i >= 0; i--) {
    const visit = after.visits[i];
    const earlier = visit && earlierVisits.get(nodes.toBefore.get(visit.node) ?? visit.node);
    if (visit === undefined) continue;
    const below = visit.node.children.some(child => told.has(child));
    if (below) told.add(visit.node);
    if (below || earlier === undefined || !isAlike(earlier, visit, comparison)) continue;
    const change = estimateChange(earlier, visit, after);
    if (change === undefined) continue;
    told.add(visit.node);
    changes.push(change);
  }
  changes.reverse();
  const more = changes.length - mostTold;
  if (more <= 0) return changes;
  const rest: PlanChange = { kind: 'estimates', text: `Planned rows differ in ${formatCount(more)} more steps` };
  return [...changes.slice(0, mostTold), rest];
}

function isAlike(one: Visit, other: Visit, { before, after, nodes }: Comparison): boolean {
  if (groupTerm(one.node) !== groupTerm(other.node) || one.node.index !== other.node.index) return false;
  if (['append', 'pass', 'hash', 'keep'].includes(roleOf(one.node))) return false;
  const [above, aboveNow] = [before.around.get(one.node), after.around.get(other.node)];
  if ((above?.gather === undefined) !== (aboveNow?.gather === undefined)) return false;
  const [join, joinNow] = [above?.join, aboveNow?.join];
  if (join === undefined || joinNow === undefined) return join === joinNow;
  return (
    nodes.toAfter.get(join) === joinNow && join.type === joinNow.type && !sidesSwapped(join, joinNow, before, after)
  );
}

function estimateChange(one: Visit, other: Visit, after: Side): PlanChange | undefined {
  const [planned, plannedNow] = [one.node.estimatedRows, other.node.estimatedRows];
  if (planned === undefined || plannedNow === undefined) return undefined;
  const what = stepName(other.node, after);
  const place = { relation: namesBelow(other.node, after), beforeId: one.node.id, afterId: other.node.id };
  const [ratio, ratioNow] = [rowRatio(one), rowRatio(other)];
  if (ratio !== undefined && ratioNow !== undefined) {
    if (ratio.factor >= wrongFrom === ratioNow.factor >= wrongFrom) return undefined;
    const [was, now] = [ratioText(ratio, one.node), ratioText(ratioNow, other.node)];
    const turn = ratioNow.factor < wrongFrom ? 'the estimate became right' : 'the estimate became wrong';
    return { kind: 'estimates', ...place, before: was, after: now, text: `${what}: ${turn}, ${was} → ${now}` };
  }
  const [low, high] = [Math.min(planned, plannedNow), Math.max(planned, plannedNow)];
  if (high / Math.max(1, low) < otherFrom) return undefined;
  const [was, now] = [formatRows(planned), formatRows(plannedNow)];
  return {
    kind: 'estimates',
    ...place,
    before: was,
    after: now,
    text: `${what}: the planner expects ${was} → ${now}`,
  };
}

function stepName(node: PlanNode, side: Side): string {
  const names = namesBelow(node, side);
  const item = side.itemOf.get(node);
  return item?.node === node || names === '' ? names || groupTerm(node) : `${groupTerm(node)} of ${names}`;
}

function ratioText({ factor, direction }: RowRatio, { estimatedRows = 0, actualRows = 0 }: PlanNode): string {
  const rows = `${formatCount(estimatedRows)} planned, ${formatCount(actualRows)} came`;
  return factor < wrongFrom ? rows : `${formatCount(Math.round(factor))}× ${direction} (${rows})`;
}
