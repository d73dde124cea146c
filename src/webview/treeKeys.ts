import type { PlanRow } from '../protocol/planRows';

export type TreeMove = { readonly select: number } | { readonly toggle: number } | undefined;

/** What a key does in a tree (WAI-ARIA treegrid pattern). Places are positions in `rows`; `visible` are those shown. */
export function moveByKey(
  key: string,
  at: number,
  rows: readonly PlanRow[],
  visible: readonly number[],
  collapsed: boolean,
): TreeMove {
  const place = visible.indexOf(at);
  const row = rows[at];
  const select = (next: number | undefined): TreeMove => (next === undefined ? undefined : { select: next });
  switch (key) {
    case 'ArrowDown':
      return select(visible[place + 1]);
    case 'ArrowUp':
      return select(visible[place - 1]);
    case 'Home':
      return select(visible[0]);
    case 'End':
      return select(visible.at(-1));
    case 'PageDown':
      return select(visible[Math.min(visible.length - 1, place + 10)]);
    case 'PageUp':
      return select(visible[Math.max(0, place - 10)]);
    case 'ArrowRight':
      if (row === undefined || row.descendants === 0) return undefined;
      return collapsed ? { toggle: at } : select(at + 1);
    case 'ArrowLeft':
      if (row !== undefined && row.descendants > 0 && !collapsed) return { toggle: at };
      return select(row?.parent);
    case 'Enter':
    case ' ':
      return row !== undefined && row.descendants > 0 ? { toggle: at } : undefined;
    default:
      return undefined;
  }
}
