import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { Flame, FlameBar } from '../plan/layout/flameLayout';
import { FlameScene } from '../protocol/flameScene';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { icon } from './controls';
import { barBeside } from './flameKeys';
import { roomBelow } from './roomBelow';
import type { ViewState } from './viewState';

export function flameView(shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult {
  return html`<plan-flame .shown=${shown} .state=${state} .actions=${actions}></plan-flame>`;
}

const level = 28;
const barHeight = 26;
/** Levels drawn above and below what is in sight. */
const spare = 6;

/** Width is time: a step's bar holds the bars of what ran inside it, colour stands where its own time is. */
class PlanFlame extends LitElement {
  static override properties = {
    shown: { attribute: false },
    state: { attribute: false },
    actions: { attribute: false },
  };
  declare shown: ShownPlan;
  declare state: ViewState;
  declare actions: Actions;

  #scene: FlameScene | undefined;
  #flame: Flame | undefined;
  #width = 0;
  /** Levels in sight, first and last. */
  #sight: readonly [number, number] = [0, 60];
  readonly #resized = new ResizeObserver(() => {
    this.#measure();
  });

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    // Whichever element scrolls.
    document.addEventListener('scroll', this.#look, { capture: true, passive: true });
  }

  override disconnectedCallback(): void {
    this.#resized.disconnect();
    document.removeEventListener('scroll', this.#look, { capture: true });
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('shown')) this.#scene = new FlameScene(this.shown);
    const zoomed = changed.get('state')?.zoomed !== this.state.zoomed;
    if (changed.has('shown') || zoomed) this.#layOut();
  }

  #layOut(): void {
    this.#flame = this.#width > 0 ? this.#scene?.layout(this.state.zoomed, this.#width) : undefined;
  }

  readonly #measure = (): void => {
    const width = Math.floor(this.clientWidth) - 2 * 12;
    if (width !== this.#width && width > 0) {
      this.#width = width;
      this.#layOut();
      this.requestUpdate();
    }
    this.#look();
  };

  readonly #look = (): void => {
    const top = this.querySelector('svg')?.getBoundingClientRect().top ?? 0;
    const first = Math.max(0, Math.floor(-top / level) - spare);
    const last = Math.ceil((window.innerHeight - top) / level) + spare;
    // In steps, so that not every pixel of a scroll draws anew.
    if (Math.abs(first - this.#sight[0]) < spare / 2 && Math.abs(last - this.#sight[1]) < spare / 2) return;
    this.#sight = [first, last];
    this.requestUpdate();
  };

  protected override render(): TemplateResult {
    const flame = this.#flame;
    const scene = this.#scene;
    if (flame === undefined || scene === undefined) return html`<div class="flame-head"></div>`;
    if (flame.bars.length === 0) return html`<p class="flame-head dim">This plan has neither times nor costs.</p>`;
    const what = flame.measure === 'time' ? 'time' : 'cost';
    const zoomed = this.state.zoomed !== undefined;
    const bars = flame.bars.filter(bar => bar.level >= this.#sight[0] && bar.level <= this.#sight[1]);
    const focused = this.#focusable(flame);
    return html`<div class="flame-head dim">
        <span>width is ${what}, ${scene.amount(flame.whole)} in all; colour is where a step works itself</span>
        ${
          zoomed
            ? html`<button type="button" class="button link" @click=${this.#zoomOut}>
                ${icon('zoom-out')} Show all (Esc)
              </button>`
            : nothing
        }
      </div>
      <svg
        class="flame"
        role="tree"
        aria-label="Plan as a flame"
        height=${Math.max(flame.levels * level + 8, roomBelow(this, 200) - 60)}
        @keydown=${this.#key}
        @pointerleave=${() => {
          this.actions.hover(undefined);
        }}
      >
        ${repeat(
          bars,
          ({ key }) => key,
          bar => this.#barView(bar, scene, bar === focused),
        )}
      </svg>`;
  }

  #barView(bar: FlameBar, scene: FlameScene, focusable: boolean): TemplateResult {
    const { node } = bar;
    const x = 12 + bar.start * this.#width;
    const width = Math.max(1, bar.width * this.#width - 1);
    const ownWidth = bar.above || bar.total <= 0 ? 0 : (width * bar.own) / bar.total;
    const text = scene.text(bar, width);
    const selected = node !== undefined && node.id === this.state.selected;
    const heat = scene.heat(bar, this.state.colourBy);
    return svg`<g
      class="bar-of ${bar.above ? 'above' : ''} ${node === undefined ? 'merged' : ''} ${selected ? 'selected' : ''}"
      transform="translate(${x.toFixed(1)} ${bar.level * level})"
      role="treeitem"
      data-key=${bar.key}
      data-id=${node?.id ?? nothing}
      tabindex=${focusable ? '0' : '-1'}
      aria-level=${bar.level + 1}
      aria-selected=${String(selected)}
      aria-label=${scene.label(bar)}
      @click=${() => {
        if (node !== undefined) this.actions.select(node.id);
        if (bar.above) this.#zoomTo(bar);
      }}
      @dblclick=${() => {
        this.#zoomTo(bar);
      }}
      @pointerenter=${(event: PointerEvent) => {
        this.actions.hover(node?.id, event.currentTarget as Element);
      }}
    >
      <rect class="ground" width=${width.toFixed(1)} height=${barHeight} rx="2"></rect>
      ${ownWidth > 0.5 ? svg`<rect class="own-part heat ${heat}" x=${(width - ownWidth).toFixed(1)} width=${ownWidth.toFixed(1)} height=${barHeight} rx="2"></rect>` : nothing}
      <rect class="frame" x="0.5" y="0.5" width=${Math.max(0, width - 1).toFixed(1)} height=${barHeight - 1} rx="2"></rect>
      ${text.name === '' ? nothing : svg`<text class="t-bar" x="6" y="17">${text.name}</text>`}
      ${text.figure === '' ? nothing : svg`<text class="t-bar figure-part" x=${(width - 6).toFixed(1)} y="17" text-anchor="end">${text.figure}</text>`}
    </g>`;
  }

  /** The selected bar, or the first. */
  #focusable({ bars }: Flame): FlameBar | undefined {
    return bars.find(({ node }) => node !== undefined && node.id === this.state.selected) ?? bars[0];
  }

  #zoomTo({ node }: FlameBar): void {
    if (node === undefined) return;
    const root = node.id === this.shown.plan.root.id;
    this.actions.change({ zoomed: root ? undefined : node.id, selected: node.id });
  }

  readonly #zoomOut = (): void => {
    this.actions.change({ zoomed: undefined });
  };

  readonly #key = (event: KeyboardEvent): void => {
    const flame = this.#flame;
    if (flame === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = (event.target as Element).closest('[data-key]')?.getAttribute('data-key');
    const bar = flame.bars.find(one => one.key === key) ?? this.#focusable(flame);
    if (bar === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') this.#zoomTo(bar);
    else if (event.key === 'Escape' && this.state.zoomed !== undefined) this.#zoomOut();
    else {
      const next = barBeside(event.key, bar, flame.bars);
      if (next === undefined) {
        if (event.key.startsWith('Arrow')) event.preventDefault();
        return;
      }
      if (next.node !== undefined) this.actions.select(next.node.id);
      void this.#focus(next.key);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  async #focus(key: string): Promise<void> {
    await Promise.resolve();
    await this.updateComplete;
    const bar = [...this.querySelectorAll<SVGElement>('[data-key]')].find(one => one.dataset['key'] === key);
    bar?.focus({ preventScroll: true });
    bar?.scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('plan-flame', PlanFlame);
