import { chooseEqual } from './chooseEqual';
import { type Choice, type ColumnStatistics, histogramShare } from './columnStatistics';

/** Characters of the value that a pattern begins with. */
const lengths = { common: 1, median: 3, rare: 24 } as const;

/**
 * Patterns for `column LIKE $n` (`like`) and `column ~ $n` (`~`): how values begin. `common` is the first character that
 * most rows have, `median` the first three of the median value, `rare` the whole rare value up to 24 characters. Shares
 * are the common values that begin so and the part of the histogram whose bounds do (selfuncs.c,
 * `histogram_selectivity`).
 */
export function choosePattern(statistics: ColumnStatistics, operator: 'like' | '~'): Choice | undefined {
  const equal = chooseEqual(statistics);
  if (equal === undefined) return undefined;
  const values = [...statistics.common.map(({ value }) => value), ...statistics.bounds].filter(value => value !== '');
  const shareOf = shareOfPrefix(statistics);
  let first = beginning(equal.common.value, lengths.common);
  for (const value of values) {
    const other = beginning(value, lengths.common);
    if (shareOf(other) > shareOf(first)) first = other;
  }
  const pattern = (prefix: string) => ({ value: written(prefix, operator), share: shareOf(prefix) });
  return {
    common: pattern(first),
    median: pattern(beginning(equal.median.value, lengths.median)),
    rare: pattern(beginning(equal.rare.value, lengths.rare)),
  };
}

function shareOfPrefix(statistics: ColumnStatistics): (prefix: string) => number {
  const { common, bounds } = statistics;
  const rest = histogramShare(statistics);
  const known = new Map<string, number>();
  return prefix => {
    const before = known.get(prefix);
    if (before !== undefined) return before;
    let share = 0;
    for (const one of common) if (one.value.startsWith(prefix)) share += one.share;
    const matching = bounds.filter(value => value.startsWith(prefix)).length;
    if (bounds.length > 0) share += (rest * matching) / bounds.length;
    known.set(prefix, share);
    return share;
  };
}

function written(prefix: string, operator: 'like' | '~'): string {
  return operator === 'like'
    ? `${prefix.replace(/[\\%_]/g, '\\$&')}%`
    : `^${prefix.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`;
}

/** Code points, so that no character is cut in two. */
function beginning(value: string, length: number): string {
  return Array.from(value).slice(0, length).join('');
}
