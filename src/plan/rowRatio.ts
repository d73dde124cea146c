import type { PlanNode } from './model';

export interface RowRatio {
  /** At least 1. */
  readonly factor: number;
  /** `over`: the planner expected more rows than came. */
  readonly direction: 'over' | 'under';
}

/** How far planned and real rows of one loop lie apart. Fewer than one row counts as one, as the planner clamps too. */
export function rowRatio(node: PlanNode): RowRatio | undefined {
  if (node.estimatedRows === undefined || node.actualRows === undefined || node.neverExecuted === true)
    return undefined;
  const planned = Math.max(1, node.estimatedRows);
  const real = Math.max(1, node.actualRows);
  return planned >= real
    ? { factor: planned / real, direction: 'over' }
    : { factor: real / planned, direction: 'under' };
}
