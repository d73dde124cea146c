import { mayStopEarly } from './earlyStop';
import type { Visit } from './walk';

export interface RowRatio {
  /** At least 1. */
  readonly factor: number;
  /** `over`: the planner expected more rows than came. */
  readonly direction: 'over' | 'under';
}

/** EXPLAIN prints 0 real rows for them whatever they find (explain.c). */
const uncounted = new Set(['BitmapAnd', 'BitmapOr']);

/**
 * How far planned and real rows of one loop lie apart. Fewer than one row counts as one, as the planner clamps too.
 * Absent where the comparison says nothing: not measured, or stopped before all rows came.
 */
export function rowRatio(visit: Visit): RowRatio | undefined {
  const { estimatedRows, actualRows, neverExecuted, type } = visit.node;
  if (estimatedRows === undefined || actualRows === undefined) return undefined;
  if (neverExecuted === true || uncounted.has(type)) return undefined;
  const planned = Math.max(1, estimatedRows);
  const real = Math.max(1, actualRows);
  if (real > planned) return { factor: real / planned, direction: 'under' };
  return planned > real && mayStopEarly(visit) ? undefined : { factor: planned / real, direction: 'over' };
}
