import type { TypicalKind, TypicalValue } from '../../catalog/typicalValues';

export interface SharedValue {
  readonly value: string;
  /** Of the table's rows, from 0 to 1. */
  readonly share: number;
}

/** One column in `pg_stats` (PostgreSQL manual, "pg_stats"). Values are in the type's output syntax. */
export interface ColumnStatistics {
  readonly nullShare: number;
  /** Distinct values, nulls aside; absent where ANALYZE could not tell. */
  readonly distinct?: number;
  /** Most common values, the most frequent first. */
  readonly common: readonly SharedValue[];
  /** Parts what is neither null nor common into groups of about equal size; ascending, its ends the extremes seen. */
  readonly bounds: readonly string[];
}

export type Choice = Readonly<Record<TypicalKind, TypicalValue>>;

/** Of the rows, those that are neither null nor have a common value: what the histogram speaks of. */
export function histogramShare({ nullShare, common }: ColumnStatistics): number {
  return Math.max(0, 1 - nullShare - common.reduce((sum, { share }) => sum + share, 0));
}

/**
 * Of the rows, those that have one value that is not common: the histogram's share spread evenly over the other distinct
 * values, never more than the least common value has (selfuncs.c, `var_eq_const`).
 */
export function otherValueShare(statistics: ColumnStatistics): number | undefined {
  const { common, distinct } = statistics;
  if (distinct === undefined) return undefined;
  const others = Math.max(1, distinct - common.length);
  return Math.min(histogramShare(statistics) / others, common.at(-1)?.share ?? 1);
}
