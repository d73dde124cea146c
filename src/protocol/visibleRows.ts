import type { PlanRow } from './planRows';

/** Positions of the rows that no collapsed node hides. */
export function visibleRows(rows: readonly PlanRow[], collapsed: ReadonlySet<string>): readonly number[] {
  const visible: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row === undefined) continue;
    visible.push(i);
    if (collapsed.has(row.node.id)) i += row.descendants;
  }
  return visible;
}

/** More rows than this at first sight help nobody and cost the browser. */
const mostAtFirst = 400;

/**
 * What is collapsed when a plan appears: nothing in a plan of usual size; in a large one everything but the way to its
 * costliest nodes.
 */
export function firstCollapsed(rows: readonly PlanRow[], costliest: readonly PlanRow[]): ReadonlySet<string> {
  if (rows.length <= mostAtFirst) return new Set();
  const open = new Set<number>();
  for (const row of costliest) {
    for (let at = row.parent; at !== undefined && !open.has(at); at = rows[at]?.parent) open.add(at);
  }
  return new Set(rows.filter((row, place) => row.descendants > 0 && !open.has(place)).map(row => row.node.id));
}
