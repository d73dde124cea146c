import {
  type Choice,
  type ColumnStatistics,
  histogramShare,
  otherValueShare,
  type SharedValue,
} from './columnStatistics';
import type { TypicalValue } from '../../catalog/typicalValues';

/**
 * Values for `column = $n`. `undefined`: ANALYZE kept no value.
 *
 * - `common`: the most frequent value; without common values the bound in the middle of the histogram.
 * - `rare`: what exists and is seldom. A bound of the histogram that is no common value: such values have on average
 *   what `otherValueShare` says. The least frequent common value instead only where it is rarer than that, or where
 *   there is no histogram, that is, where the common values are all there are. The histogram's ends are passed over:
 *   they are outliers as often as not. A bound that stands there twice is itself frequent, so others come first.
 * - `median`: where the histogram covers at least half of what is not null, its middle bound. Otherwise the value of
 *   the row in the middle when rows are ordered by how frequent their value is.
 *
 * In a unique column all three are bounds of the histogram, and each value has the same share.
 * `turn` counts parameters that are items of one list, so that each gets another value where there are enough.
 */
export function chooseEqual(statistics: ColumnStatistics, turn = 0): Choice | undefined {
  const { common } = statistics;
  const other = otherValueShare(statistics);
  const inner = innerBounds(statistics);
  const bound = (value: string): TypicalValue => (other === undefined ? { value } : { value, share: other });
  const middle = outward(inner, (inner.length - 1) / 2).map(bound);
  const seldom = [...common]
    .reverse()
    .filter(({ share }) => inner.length === 0 || (other !== undefined && share < other));
  const quarter = outward(inner, (inner.length - 1) / 4).map(bound);
  const take = (values: readonly TypicalValue[]) => values[turn % values.length];

  const choice = {
    common: take([...common, ...middle]),
    rare: take([...seldom, ...quarter]),
    median: take(histogramLeads(statistics) ? middle : [...outward(common, middleRank(common)), ...middle]),
  };
  return isWhole(choice) ? choice : undefined;
}

function isWhole(choice: { readonly [Key in keyof Choice]: TypicalValue | undefined }): choice is Choice {
  return choice.common !== undefined && choice.rare !== undefined && choice.median !== undefined;
}

function histogramLeads(statistics: ColumnStatistics): boolean {
  const { bounds, nullShare, common } = statistics;
  return bounds.length > 0 && (common.length === 0 || histogramShare(statistics) >= (1 - nullShare) / 2);
}

/** Bounds that are not the ends and no common values; all of them where nothing else is left. */
function innerBounds({ bounds, common }: ColumnStatistics): readonly string[] {
  const known = new Set(common.map(({ value }) => value));
  const counts = new Map<string, number>();
  for (const value of bounds) counts.set(value, (counts.get(value) ?? 0) + 1);
  const others = [...counts.keys()].filter(value => !known.has(value));
  const inner = others.filter(value => value !== bounds[0] && value !== bounds.at(-1));
  const single = inner.filter(value => counts.get(value) === 1);
  return [single, inner, others].find(list => list.length > 0) ?? [];
}

/** Place of the value with which half of all rows that have common values is reached. */
function middleRank(common: readonly SharedValue[]): number {
  const half = common.reduce((sum, { share }) => sum + share, 0) / 2;
  let sum = 0;
  return common.findIndex(({ share }) => (sum += share) >= half);
}

/** The list from a place on, nearest first. */
function outward<T>(list: readonly T[], from: number): readonly T[] {
  const start = Math.max(0, Math.floor(from));
  return list
    .map((item, at) => ({ item, distance: Math.abs(at - start) - (at > start ? 0.5 : 0) }))
    .sort((one, other) => one.distance - other.distance)
    .map(({ item }) => item);
}
