/** What the user chose in the panel; it survives hiding and is dropped when another plan comes. */
export interface ViewState {
  /** Tells one plan from the next. */
  readonly key: string;
  readonly tab: 'plan' | 'json';
  /** Which of two measured plans is shown. */
  readonly side: 'before' | 'after';
  /** Id of the selected node, for each side. */
  readonly selected: string | undefined;
  /** Ids of nodes whose children are hidden. */
  readonly collapsed: ReadonlySet<string>;
}

export function freshState(key: string, collapsed: ReadonlySet<string>, selected: string | undefined): ViewState {
  return { key, tab: 'plan', side: 'before', selected, collapsed };
}

/** As `setState` keeps it; sets do not survive JSON. */
export function saveState(state: ViewState): unknown {
  return { ...state, collapsed: [...state.collapsed] };
}

/** The kept state, where it belongs to this plan; what another version or nobody wrote is ignored. */
export function restoreState(kept: unknown, key: string): ViewState | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { key: keptKey, tab, side, selected, collapsed } = kept as Partial<Record<keyof ViewState, unknown>>;
  if (keptKey !== key || !Array.isArray(collapsed)) return undefined;
  return {
    key,
    tab: tab === 'json' ? 'json' : 'plan',
    side: side === 'after' ? 'after' : 'before',
    selected: typeof selected === 'string' ? selected : undefined,
    collapsed: new Set(collapsed.filter(id => typeof id === 'string')),
  };
}
