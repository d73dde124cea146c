import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';

import type { PanelRequest, PanelState } from '../protocol/messages';
import { icon } from './controls';
import { Host } from './host';
import { nodeCard } from './nodeCard';
import { PlanSession, type SessionHost } from './planSession';
import type { PlanTree } from './planTree';
import { planView } from './planView';
import { emptyView, errorView, loadingView } from './stateViews';
import { tabs } from './tabs';

/**
 * The plan panel. Renders into the document itself: the style sheets are files (panelHtml.ts says why), and Lit writes
 * text as text, so that nothing of a plan becomes markup.
 */
class PlanPanel extends LitElement implements SessionHost {
  readonly #host = new Host({
    state: state => {
      this.#receive(state);
    },
    choices: choices => {
      this.#session.choose(choices);
    },
  });
  readonly #session = new PlanSession(this);
  readonly #busy = new Set<PanelRequest['type']>();
  #state: PanelState | undefined;
  #failure: string | undefined;
  #markedFor: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    this.ask({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#key);
    super.disconnectedCallback();
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

  recall(): unknown {
    return this.#host.recall();
  }

  remember(state: unknown): void {
    this.#host.remember(state);
  }

  changed(): void {
    this.requestUpdate();
  }

  bringIntoSight(nodeId: string, focus: boolean): void {
    void this.updateComplete.then(() => {
      const tree = this.querySelector<PlanTree>('plan-tree');
      if (tree !== null) return tree.reveal(nodeId, focus);
      const drawn = this.querySelector<HTMLElement | SVGElement>(`main [data-id="${CSS.escape(nodeId)}"]`);
      drawn?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      if (focus) drawn?.focus({ preventScroll: true });
      return undefined;
    });
  }

  focusFind(): void {
    void this.updateComplete.then(() => {
      const field = this.querySelector<HTMLInputElement>('#find');
      field?.focus();
      field?.select();
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`${this.#failure === undefined ? nothing : this.#failureView(this.#failure)} ${this.#content()}
    ${this.#cardView()}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const card = this.querySelector<HTMLElement>('#node-card');
    if (card !== null) this.#session.card.place(card);
    const selected = this.#session.parts?.state.selected;
    if (selected === this.#markedFor) return;
    this.#markedFor = selected;
    const box = this.querySelector<HTMLElement>('aside .sql');
    const mark = box?.querySelector<HTMLElement>('mark.selected');
    if (box === null || !mark) return;
    const top = mark.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + mark.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = top - 20;
  }

  /** Keys that hold wherever the focus is, but where text is typed. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#state?.kind !== 'plan') return;
    if (event.key === 'Escape' && this.#session.card.close()) event.preventDefault();
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    const tab = /^[1-9]$/.test(event.key) ? tabs[Number(event.key) - 1] : undefined;
    if (tab !== undefined) this.#session.change({ tab: tab.id });
    else if (event.key === '/') this.#session.find(this.#session.parts?.state.find?.text ?? '');
    else return;
    event.preventDefault();
  };

  #receive(state: PanelState): void {
    this.#state = state;
    this.#failure = undefined;
    if (state.kind === 'plan') this.#session.show(state);
    else this.#session.leave();
    this.requestUpdate();
  }

  #content(): TemplateResult | typeof nothing {
    const state = this.#state;
    const { parts } = this.#session;
    switch (state?.kind) {
      case undefined:
        return nothing;
      case 'empty':
        return emptyView(this.#session);
      case 'loading':
        return loadingView(state, this.#session);
      case 'error':
        return errorView(state, this.#session);
      case 'plan':
        return parts === undefined ? nothing : planView(parts);
    }
  }

  #cardView(): TemplateResult | typeof nothing {
    const { parts, card } = this.#session;
    const row = parts?.shown.rows[parts.shown.places.get(parts.state.card?.nodeId ?? '') ?? -1];
    if (parts === undefined || row === undefined) return nothing;
    return html`<div
      id="node-card"
      class="card"
      role="tooltip"
      aria-live="polite"
      @pointerenter=${() => {
        card.keep();
      }}
      @pointerleave=${() => {
        card.rest(undefined, undefined);
      }}
    >
      ${nodeCard(row, parts.shown)}
    </div>`;
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
