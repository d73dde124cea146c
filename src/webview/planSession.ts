import { findRows, nextMatch } from '../protocol/findRows';
import type { Measure } from '../protocol/measures';
import type { PanelChoices, PanelRequest, PlanView } from '../protocol/messages';
import { type ShownPlan, shownPlan } from '../protocol/shownPlan';
import type { ColumnId } from '../protocol/treeColumns';
import { firstCollapsed, visibleRows } from '../protocol/visibleRows';
import type { Actions } from './actions';
import { HoverCard } from './hoverCard';
import type { TabParts } from './tabs';
import { moveByKey } from './treeKeys';
import { freshState, restoreState, saveState, type ViewState } from './viewState';

/** What a session needs of the element around it. */
export interface SessionHost {
  ask(request: PanelRequest): void;
  isBusy(type: PanelRequest['type']): boolean;
  recall(): unknown;
  remember(state: unknown): void;
  /** Something changed that is shown. */
  changed(): void;
  /** Brings a node into sight, wherever it is drawn; with the focus where it is a row. */
  bringIntoSight(nodeId: string, focus: boolean): void;
  focusFind(): void;
}

/** One plan on the screen and what the reader did to it: selection, folding, search, colours; all views share it. */
export class PlanSession implements Actions {
  readonly card = new HoverCard(nodeId => {
    this.#set({ card: nodeId === undefined ? undefined : { nodeId } });
  });
  readonly #host: SessionHost;
  #view: PlanView | undefined;
  #state: ViewState | undefined;
  #shown: ShownPlan | undefined;
  #visible: readonly number[] = [];
  /** What the reader chose; a plan that does not have the measure is coloured by what it is judged by. */
  #choices: PanelChoices = {};

  constructor(host: SessionHost) {
    this.#host = host;
  }

  get parts(): TabParts | undefined {
    if (this.#view === undefined || this.#shown === undefined || this.#state === undefined) return undefined;
    return { view: this.#view, shown: this.#shown, visible: this.#visible, state: this.#state, actions: this };
  }

  show(view: PlanView): void {
    const key = `${view.time}\n${view.statement ?? ''}\n${view.origin ?? ''}\n${view.variants?.selected ?? ''}`;
    const kept = this.#state?.key === key ? this.#state : restoreState(this.#host.recall(), key);
    // Another plan was put beside it: that is what the user wants to see now.
    const put = view.comparison !== undefined && view.comparison.title !== this.#view?.comparison?.title;
    this.#view = view;
    this.card.close();
    this.#readPlan({ ...(kept ?? freshState(key)), ...(put ? { tab: 'compare' } : {}) }, kept === undefined);
  }

  leave(): void {
    this.card.close();
    this.#view = undefined;
    this.#shown = undefined;
  }

  choose(choices: PanelChoices): void {
    this.#choices = choices;
    if (this.#shown === undefined || this.#state === undefined) return;
    this.#set(this.#chosen(this.#shown));
  }

  ask(request: PanelRequest): void {
    this.#host.ask(request);
  }

  isBusy(type: PanelRequest['type']): boolean {
    return this.#host.isBusy(type);
  }

  change(change: Partial<ViewState>): void {
    if (this.#state === undefined) return;
    if (change.side !== undefined && change.side !== this.#state.side) {
      this.#readPlan({ ...this.#state, ...change, find: undefined }, true);
    } else this.#set(change);
    this.#host.remember(saveState(this.#state));
  }

  select(nodeId: string): void {
    if (nodeId !== this.#state?.card?.nodeId) this.card.close();
    if (nodeId !== this.#state?.selected) this.change({ selected: nodeId });
  }

  reveal(nodeId: string): void {
    this.#open(nodeId);
    this.#host.bringIntoSight(nodeId, true);
  }

  hover(nodeId: string | undefined, anchor?: Element): void {
    this.card.rest(nodeId, anchor);
    if (nodeId !== this.#state?.hovered) this.#set({ hovered: nodeId });
  }

  explain(nodeId: string, anchor: Element): void {
    this.card.open(nodeId, anchor, true);
  }

  find(text: string | undefined): void {
    const { selected, find } = this.#state ?? {};
    if (text === undefined) {
      this.#set({ find: undefined });
      if (selected !== undefined) this.#host.bringIntoSight(selected, true);
      return;
    }
    this.#set({ find: findRows(this.#shown?.rows ?? [], text) });
    if (find === undefined) this.#host.focusFind();
  }

  findNext(step: 1 | -1): void {
    const find = this.#state?.find;
    const from = this.#shown?.places.get(this.#state?.selected ?? '') ?? 0;
    const at = find === undefined ? undefined : nextMatch(find, step, from);
    const nodeId = at === undefined ? undefined : this.#shown?.rows[find?.matches[at] ?? -1]?.node.id;
    if (find === undefined || nodeId === undefined) return;
    this.#open(nodeId, { find: { ...find, at } });
    this.#host.bringIntoSight(nodeId, false);
  }

  colourBy(measure: Measure): void {
    this.#keep({ ...this.#choices, colourBy: measure });
  }

  chooseColumns(columns: readonly ColumnId[]): void {
    this.#keep({ ...this.#choices, columns });
  }

  toggle(nodeId: string): void {
    const collapsed = new Set(this.#state?.collapsed);
    if (!collapsed.delete(nodeId)) collapsed.add(nodeId);
    const at = this.#shown?.places.get(nodeId) ?? -1;
    const selected = this.#shown?.places.get(this.#state?.selected ?? '') ?? -1;
    const below = this.#shown?.rows[at]?.descendants ?? 0;
    const hidden = collapsed.has(nodeId) && selected > at && selected <= at + below;
    this.change(hidden ? { collapsed, selected: nodeId } : { collapsed });
  }

  treeKey(event: KeyboardEvent): void {
    if (this.#shown === undefined || this.#state === undefined) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { rows, places } = this.#shown;
    const { selected, collapsed } = this.#state;
    const at = places.get(selected ?? '') ?? 0;
    const row = rows[at];
    if (row === undefined) return;
    if (event.key === '?' || (event.key === 'Enter' && row.descendants === 0)) {
      const anchor = (event.target as Element).closest('.step-row')?.querySelector('.headline');
      if (anchor) this.explain(row.node.id, anchor);
      event.preventDefault();
      return;
    }
    const move = moveByKey(event.key, at, rows, this.#visible, collapsed.has(row.node.id));
    if (move === undefined) return;
    event.preventDefault();
    const target = rows['toggle' in move ? move.toggle : move.select]?.node.id;
    if (target === undefined) return;
    if ('toggle' in move) this.toggle(target);
    else this.select(target);
    this.#host.bringIntoSight(target, true);
  }

  /** Works out what is said of the plan; selects its costliest node where nothing that it has is selected. */
  #readPlan(state: ViewState, anew: boolean): void {
    if (this.#view === undefined) return;
    const shown = shownPlan(this.#view, state.side);
    const known = shown.places.has(state.selected ?? '');
    this.#shown = shown;
    this.#state = state;
    this.#set({
      ...this.#chosen(shown),
      selected: known ? state.selected : (shown.verdict.nodeId ?? shown.rows[0]?.node.id),
      collapsed: anew ? firstCollapsed(shown.rows, shown.costliest) : state.collapsed,
      find: undefined,
      hovered: undefined,
    });
  }

  #chosen({ measures, measure }: ShownPlan): Partial<ViewState> {
    const { colourBy, columns } = this.#choices;
    return {
      colourBy: measures.find(one => one === colourBy) ?? measure,
      ...(columns === undefined ? {} : { columns }),
    };
  }

  #keep(choices: PanelChoices): void {
    this.choose(choices);
    this.#host.ask({ type: 'keepChoices', choices });
  }

  /** Selects a node and opens what hides it; a view without nodes gives way to the tree. */
  #open(nodeId: string, more: Partial<ViewState> = {}): void {
    if (this.#shown === undefined || this.#state === undefined) return;
    const { rows, places } = this.#shown;
    const collapsed = new Set(this.#state.collapsed);
    for (let at = rows[places.get(nodeId) ?? -1]?.parent; at !== undefined; at = rows[at]?.parent) {
      const id = rows[at]?.node.id;
      if (id !== undefined) collapsed.delete(id);
    }
    const same = collapsed.size === this.#state.collapsed.size;
    const { tab } = this.#state;
    this.card.close();
    this.change({
      ...more,
      tab: tab === 'text' || tab === 'compare' ? 'tree' : tab,
      selected: nodeId,
      ...(same ? {} : { collapsed }),
    });
  }

  #set(change: Partial<ViewState>): void {
    if (this.#state === undefined || this.#shown === undefined) return;
    const before = this.#state;
    this.#state = { ...before, ...change };
    if (this.#visible.length === 0 || change.collapsed !== undefined || change.side !== undefined) {
      this.#visible = visibleRows(this.#shown.rows, this.#state.collapsed);
    }
    this.#host.changed();
  }
}
