import type { Find } from '../protocol/findRows';
import type { Measure } from '../protocol/measures';
import { type ColumnId, usualColumns } from '../protocol/treeColumns';

export const tabIds = ['tree', 'graph', 'flame', 'compare', 'text'] as const;
export type TabId = (typeof tabIds)[number];

/** What the user chose in the panel, shared by all views; it survives hiding and is dropped when another plan comes. */
export interface ViewState {
  /** Tells one plan from the next. */
  readonly key: string;
  readonly tab: TabId;
  /** Which of two measured plans is shown. */
  readonly side: 'before' | 'after';
  /** Id of the selected node, for each side. */
  readonly selected: string | undefined;
  /** Id of the node under the pointer, in whichever view. */
  readonly hovered: string | undefined;
  /** The node whose card is shown. */
  readonly card: { readonly nodeId: string } | undefined;
  /** Absent while nothing is searched. */
  readonly find: Find | undefined;
  /** Columns of the tree that the reader wants, as far as there is room. */
  readonly columns: readonly ColumnId[];
  /** One that the plan has. */
  readonly colourBy: Measure;
  /** Ids of nodes whose children are hidden. */
  readonly collapsed: ReadonlySet<string>;
  /** In the graph: ids of nodes below which the reader opened what is cheap, or folded what is not. */
  readonly turned: ReadonlySet<string>;
  /** In the flame: id of the node that takes the full width. */
  readonly zoomed: string | undefined;
}

export function freshState(key: string): ViewState {
  return {
    key,
    tab: 'tree',
    side: 'before',
    selected: undefined,
    hovered: undefined,
    card: undefined,
    find: undefined,
    columns: usualColumns,
    colourBy: 'time',
    collapsed: new Set(),
    turned: new Set(),
    zoomed: undefined,
  };
}

/** As `setState` keeps it; sets do not survive JSON. */
export function saveState({ key, tab, side, selected, collapsed }: ViewState): unknown {
  return { key, tab, side, selected, collapsed: [...collapsed] };
}

/** The kept state, where it belongs to this plan; what another version or nobody wrote is ignored. */
export function restoreState(kept: unknown, key: string): ViewState | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { key: keptKey, tab, side, selected, collapsed } = kept as Partial<Record<keyof ViewState, unknown>>;
  if (keptKey !== key || !Array.isArray(collapsed)) return undefined;
  return {
    ...freshState(key),
    tab: tabIds.find(id => id === tab) ?? 'tree',
    side: side === 'after' ? 'after' : 'before',
    selected: typeof selected === 'string' ? selected : undefined,
    collapsed: new Set(collapsed.filter(id => typeof id === 'string')),
  };
}
