import type { Index, Table } from '../../catalog/model';
import type { PlanNode } from '../model';
import type { ExaminedPlan } from './examinedPlan';

/** The catalogue's entry of an index that the plan names; `table` is of the node that reads the table. */
export function indexOf(table: Table | undefined, name: string | undefined): Index | undefined {
  return name === undefined ? undefined : table?.indexes.find(index => index.name === name);
}

/** Names of the indexes that a scan enters: its own, or those of the bitmaps below it. */
export function indexesOf(scan: PlanNode): readonly string[] {
  if (scan.index !== undefined) return [scan.index];
  const names: string[] = [];
  const stack = [...scan.children];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'Bitmap Index Scan' && node.index !== undefined) names.push(node.index);
    if (node.type.startsWith('Bitmap')) stack.push(...node.children);
  }
  return names.reverse();
}

/** Rows that a scan looked at, over all loops, and how many of them a filter threw away. */
export function rowsLookedAt(node: PlanNode): {
  readonly read: number;
  readonly removed: number;
  readonly kept: number;
} {
  const kept = node.ownRows ?? 0;
  const removed = Math.round((node.rowsRemoved ?? 0) * (node.loops ?? 1));
  return { read: kept + removed, removed, kept };
}

/** `by status and city`; `by its filter` where the condition cannot be read. */
export function filterWords(examined: ExaminedPlan, node: PlanNode): string {
  const columns = examined.comparedColumns(node, 'Filter');
  return columns.length === 0 ? 'its filter' : listed(columns);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
