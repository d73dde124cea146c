import { html, LitElement, nothing, type TemplateResult } from 'lit';

import type { Measure } from '../protocol/measures';
import type { PanelRequest, PanelState, PlanView } from '../protocol/messages';
import { type ShownPlan, shownPlan } from '../protocol/shownPlan';
import { firstCollapsed, visibleRows } from '../protocol/visibleRows';
import type { Actions } from './actions';
import { icon } from './controls';
import { Host } from './host';
import { planView } from './planView';
import { emptyView, errorView, loadingView } from './stateViews';
import { tabs } from './tabs';
import { moveByKey } from './treeKeys';
import { freshState, restoreState, saveState, type ViewState } from './viewState';

/**
 * The plan panel. Renders into the document itself: the style sheets are files (panelHtml.ts says why), and Lit writes
 * text as text, so that nothing of a plan becomes markup.
 */
class PlanPanel extends LitElement implements Actions {
  readonly #host = new Host(({ state }) => {
    this.#receive(state);
  });
  readonly #busy = new Set<PanelRequest['type']>();
  #state: PanelState | undefined;
  #view: ViewState | undefined;
  #shown: ShownPlan | undefined;
  #failure: string | undefined;
  /** What the reader chose; a plan that does not have it is coloured by what it is judged by. */
  #colourBy: Measure | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    this.ask({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#key);
    super.disconnectedCallback();
  }

  /** Keys that hold wherever the focus is, but where text is typed. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#state?.kind !== 'plan') return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    const tab = /^[1-9]$/.test(event.key) ? tabs[Number(event.key) - 1] : undefined;
    if (tab === undefined) return;
    event.preventDefault();
    this.change({ tab: tab.id });
  };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    return html`${this.#failure === undefined ? nothing : this.#failureView(this.#failure)} ${this.#content()}`;
  }

  ask(request: PanelRequest): void {
    this.#busy.add(request.type);
    this.#failure = undefined;
    this.requestUpdate();
    void this.#host.ask(request).then(reply => {
      this.#busy.delete(request.type);
      if (!reply.ok) this.#failure = reply.message;
      this.requestUpdate();
    });
  }

  isBusy(type: PanelRequest['type']): boolean {
    return this.#busy.has(type);
  }

  change(change: Partial<ViewState>): void {
    if (this.#view === undefined) return;
    const sideChanged = change.side !== undefined && change.side !== this.#view.side;
    this.#view = { ...this.#view, ...change };
    if (sideChanged && this.#state?.kind === 'plan') this.#show(this.#state, this.#view);
    this.#host.remember(saveState(this.#view));
    this.requestUpdate();
  }

  reveal(nodeId: string): void {
    const rows = this.#shown?.rows ?? [];
    const collapsed = new Set(this.#view?.collapsed);
    for (let at = rows[this.#shown?.places.get(nodeId) ?? -1]?.parent; at !== undefined; at = rows[at]?.parent) {
      const id = rows[at]?.node.id;
      if (id !== undefined) collapsed.delete(id);
    }
    this.change({
      tab: this.#view?.tab === 'text' ? 'tree' : (this.#view?.tab ?? 'tree'),
      selected: nodeId,
      collapsed,
    });
    void this.#focusSelected();
  }

  select(nodeId: string): void {
    this.change({ selected: nodeId });
  }

  hover(nodeId: string | undefined): void {
    if (nodeId !== this.#view?.hovered) this.change({ hovered: nodeId });
  }

  colourBy(measure: Measure): void {
    this.#colourBy = measure;
    this.change({ colourBy: measure });
  }

  toggle(nodeId: string): void {
    const collapsed = new Set(this.#view?.collapsed);
    if (!collapsed.delete(nodeId)) collapsed.add(nodeId);
    const rows = this.#shown?.rows ?? [];
    const at = this.#shown?.places.get(nodeId) ?? -1;
    const selected = this.#shown?.places.get(this.#view?.selected ?? '') ?? -1;
    const hidden = collapsed.has(nodeId) && selected > at && selected <= at + (rows[at]?.descendants ?? 0);
    this.change(hidden ? { collapsed, selected: nodeId } : { collapsed });
  }

  treeKey(event: KeyboardEvent): void {
    const rows = this.#shown?.rows;
    if (rows === undefined || this.#view === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { selected, collapsed } = this.#view;
    const at = this.#shown?.places.get(selected ?? '') ?? 0;
    const move = moveByKey(event.key, at, rows, visibleRows(rows, collapsed), collapsed.has(rows[at]?.node.id ?? ''));
    if (move === undefined) return;
    event.preventDefault();
    if ('toggle' in move) this.toggle(rows[move.toggle]?.node.id ?? '');
    else this.change({ selected: rows[move.select]?.node.id });
    void this.#focusSelected();
  }

  async #focusSelected(): Promise<void> {
    await this.updateComplete;
    const row = this.querySelector<HTMLElement>('.step-row[aria-selected="true"]');
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }

  #receive(state: PanelState): void {
    this.#state = state;
    this.#failure = undefined;
    if (state.kind === 'plan') {
      const key = `${state.time}\n${state.statement ?? ''}\n${state.origin ?? ''}\n${state.variants?.selected ?? ''}`;
      const kept = this.#view?.key === key ? this.#view : restoreState(this.#host.recall(), key);
      this.#show(state, kept ?? freshState(key));
      if (kept === undefined && this.#view !== undefined) {
        this.#view = {
          ...this.#view,
          collapsed: firstCollapsed(this.#shown?.rows ?? [], this.#shown?.costliest ?? []),
        };
      }
    } else {
      this.#shown = undefined;
    }
    this.requestUpdate();
  }

  /** Works out what is said of the plan; selects its costliest node where nothing that it has is selected. */
  #show(view: PlanView, chosen: ViewState): void {
    const shown = shownPlan(view, chosen.side);
    const known = shown.places.has(chosen.selected ?? '');
    this.#shown = shown;
    this.#view = {
      ...chosen,
      selected: known ? chosen.selected : (shown.verdict.nodeId ?? shown.rows[0]?.node.id),
      colourBy: shown.measures.find(measure => measure === this.#colourBy) ?? shown.measure,
    };
  }

  #content(): TemplateResult | typeof nothing {
    const state = this.#state;
    switch (state?.kind) {
      case undefined:
        return nothing;
      case 'empty':
        return emptyView(this);
      case 'loading':
        return loadingView(state, this);
      case 'error':
        return errorView(state, this);
      case 'plan':
        if (this.#shown === undefined || this.#view === undefined) return nothing;
        return planView({
          view: state,
          shown: this.#shown,
          visible: visibleRows(this.#shown.rows, this.#view.collapsed),
          state: this.#view,
          actions: this,
        });
    }
  }

  #failureView(message: string): TemplateResult {
    return html`<div class="failure" role="alert">
      ${icon('error', 'error')}<span>${message}</span>
      <button
        type="button"
        class="button icon"
        aria-label="Dismiss"
        @click=${() => {
          this.#failure = undefined;
          this.requestUpdate();
        }}
      >
        ${icon('close')}
      </button>
    </div>`;
  }
}

customElements.define('plan-panel', PlanPanel);
