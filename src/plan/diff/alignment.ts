import type { Comparison } from './comparison';
import type { PlanNode } from '../model';

/** One line of two trees side by side; at least one side is there. */
export interface AlignedLine {
  readonly before?: PlanNode;
  readonly after?: PlanNode;
}

/**
 * Both trees from top to bottom with what belongs together on one line: the longest sequence of pairs that stand in
 * the same order in both (longest increasing subsequence, Fredman 1975, n log n). A pair that crosses it has two lines.
 */
export function alignPlans({
  before,
  after,
  nodes,
}: Pick<Comparison, 'before' | 'after' | 'nodes'>): readonly AlignedLine[] {
  const places = new Map(after.visits.map(({ node }, place) => [node, place]));
  const partners = before.visits.map(({ node }) => {
    const partner = nodes.toAfter.get(node);
    return partner === undefined ? undefined : places.get(partner);
  });
  const together = longestIncreasing(partners);
  const lines: AlignedLine[] = [];
  let next = 0;
  before.visits.forEach(({ node }, place) => {
    const partner = together.has(place) ? partners[place] : undefined;
    if (partner === undefined) {
      lines.push({ before: node });
      return;
    }
    for (; next < partner; next++) pushAfter(lines, after.visits[next]?.node);
    const other = after.visits[next++]?.node;
    lines.push(other === undefined ? { before: node } : { before: node, after: other });
  });
  for (; next < after.visits.length; next++) pushAfter(lines, after.visits[next]?.node);
  return lines;
}

function pushAfter(lines: AlignedLine[], node: PlanNode | undefined): void {
  if (node !== undefined) lines.push({ after: node });
}

/** Places of a longest sequence whose values rise. */
function longestIncreasing(values: readonly (number | undefined)[]): ReadonlySet<number> {
  /** For each length, the place where the sequence with the smallest last value ends. */
  const ends: number[] = [];
  const previous = new Array<number>(values.length).fill(-1);
  values.forEach((value, place) => {
    if (value === undefined) return;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[place] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = place;
  });
  const chosen = new Set<number>();
  for (let place = ends.at(-1) ?? -1; place >= 0; place = previous[place] ?? -1) chosen.add(place);
  return chosen;
}
