import type { TypicalKind, TypicalValue } from '../../catalog/typicalValues';
import { type Choice, type ColumnStatistics, histogramShare } from './columnStatistics';

export type RangeOperator = '<' | '<=' | '>' | '>=';

/** A value of the column with the share of rows that have a lesser one, and that have it itself. */
interface Step {
  readonly value: string;
  readonly below: number;
  readonly own: number;
}

/** Share of what is not null that one bound is to keep. */
const kept: Readonly<Record<TypicalKind, number>> = { common: 0.9, median: 0.5, rare: 0.01 };
/** Where the lower bound stands when the upper one is a parameter, too, and what lies between them, as shares. */
const between: Readonly<Record<TypicalKind, readonly [from: number, kept: number]>> = {
  common: [0.05, 0.9],
  median: [0.25, 0.5],
  rare: [0.5, 0.01],
};
/** Shares are sums of single-precision numbers: less than this is none. */
const nothing = 1e-5;
const kinds = ['common', 'rare', 'median'] as const;

/**
 * A bound for `column < $n` and its kin: `common` keeps 90 % of what is not null, `median` half, `rare` one hundredth;
 * the value of the statistics that comes nearest, and one that keeps something where there is one. How many rows lie below a value
 * is told as selfuncs.c (`scalarineqsel`) tells it: the shares of the lesser common values and the part of the histogram
 * before it. `sorted` has the common values and the bounds, ascending, each once. `undefined`: no value is known.
 */
export function chooseBound(
  statistics: ColumnStatistics,
  sorted: readonly string[],
  operator: RangeOperator,
): Choice | undefined {
  const steps = stepsOf(statistics, sorted);
  const notNull = 1 - statistics.nullShare;
  const keeps = steps.map(step => ({ value: step.value, share: clamp(keptBy(step, operator, notNull)) }));
  // Rows that lie on the bound itself are not seen in the histogram, so that its far end would seem to keep none.
  const some = keeps.filter(({ share }) => share > nothing);
  const candidates = some.length > 0 ? some : keeps;
  return choiceOf(kind => nearest(candidates, kept[kind] * notNull));
}

/**
 * Two bounds of one column, `column >= $n AND column <= $m`: alone, each of the rare ones would leave nothing to the other.
 * `common` leaves out 5 % on either side, `median` a quarter, `rare` keeps a hundredth in the middle.
 */
export function chooseBetween(
  statistics: ColumnStatistics,
  sorted: readonly string[],
  operators: { readonly lower: RangeOperator; readonly upper: RangeOperator },
): { readonly lower: Choice; readonly upper: Choice } | undefined {
  const steps = stepsOf(statistics, sorted);
  const notNull = 1 - statistics.nullShare;
  const pairs = new Map(kinds.map(kind => [kind, pairOf(steps, between[kind], operators, notNull)] as const));
  const lower = choiceOf(kind => pairs.get(kind)?.lower);
  const upper = choiceOf(kind => pairs.get(kind)?.upper);
  return lower !== undefined && upper !== undefined ? { lower, upper } : undefined;
}

function pairOf(
  steps: readonly Step[],
  [from, width]: readonly [from: number, width: number],
  operators: { readonly lower: RangeOperator; readonly upper: RangeOperator },
  notNull: number,
): { readonly lower: TypicalValue; readonly upper: TypicalValue } | undefined {
  const low = least(steps, step => Math.abs(step.below - from * notNull));
  if (low === undefined) return undefined;
  const start = keptBy(low, operators.lower, notNull);
  const ends = steps
    .slice(steps.indexOf(low))
    .map(step => ({ value: step.value, share: start + keptBy(step, operators.upper, notNull) - notNull }));
  const some = ends.filter(({ share }) => share > nothing);
  const high = nearest(some.length > 0 ? some : ends, width * notNull);
  if (high === undefined) return undefined;
  const share = clamp(high.share);
  return { lower: { value: low.value, share }, upper: { value: high.value, share } };
}

function stepsOf(statistics: ColumnStatistics, sorted: readonly string[]): readonly Step[] {
  const { common, bounds } = statistics;
  const rest = histogramShare(statistics);
  const shares = new Map(common.map(({ value, share }) => [value, share]));
  const places = new Map(bounds.map((value, at) => [value, at]));
  const gaps = Math.max(1, bounds.length - 1);
  let lesserCommon = 0;
  let place = -1;
  return sorted.map(value => {
    const own = shares.get(value) ?? 0;
    const at = places.get(value);
    if (at !== undefined) place = at;
    // A common value between two bounds lies, for all that is known, in the middle of them.
    const passed = at ?? (place < 0 ? 0 : Math.min(place + 0.5, gaps));
    const step = { value, below: lesserCommon + (bounds.length > 1 ? (rest * passed) / gaps : 0), own };
    lesserCommon += own;
    return step;
  });
}

function keptBy({ below, own }: Step, operator: RangeOperator, notNull: number): number {
  switch (operator) {
    case '<':
      return below;
    case '<=':
      return below + own;
    case '>':
      return notNull - below - own;
    case '>=':
      return notNull - below;
  }
}

function nearest(values: readonly Required<TypicalValue>[], share: number): Required<TypicalValue> | undefined {
  return least(values, value => Math.abs(value.share - share));
}

function least<T>(list: readonly T[], measure: (item: T) => number): T | undefined {
  let found: T | undefined;
  for (const item of list) if (found === undefined || measure(item) < measure(found)) found = item;
  return found;
}

function choiceOf(choose: (kind: TypicalKind) => TypicalValue | undefined): Choice | undefined {
  const [common, rare, median] = kinds.map(choose);
  return common && rare && median ? { common, rare, median } : undefined;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
