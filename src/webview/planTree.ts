import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { columnsOf, fitColumns, type FittedColumns } from '../protocol/treeColumns';
import type { TabParts } from './tabs';
import { treeRow, type TreeRowParts } from './treeRow';

/** A row without conditions or notes; the others are measured as they come into sight. */
const plainRowPixels = 30;
const linePixels = 19;
const rowsBeyondSight = 8;

/**
 * The plan as a tree of steps with their numbers (WAI-ARIA treegrid). The page scrolls; only rows in sight stand in the
 * document, and the one that has the focus, so that it keeps it. Heights are set through the object model, which a
 * Content Security Policy without `unsafe-inline` allows, never as an attribute's text.
 */
class PlanTree extends LitElement {
  static override readonly properties = { parts: { attribute: false }, pixels: { state: true } };
  declare parts: TabParts | undefined;
  /** Width that there is. */
  declare pixels: number;
  #head = 0;
  #top = 0;
  #keyOf = this.#keys();
  readonly #virtualizer = new Virtualizer<Window, HTMLElement>(this.#options());
  #unmount: (() => void) | undefined;
  readonly #sizes = new ResizeObserver(() => {
    this.#measurePage();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unmount = this.#virtualizer._didMount();
    this.#sizes.observe(this);
    // What stands above may grow, and moves the rows.
    this.#sizes.observe(document.body);
  }

  override disconnectedCallback(): void {
    this.#sizes.disconnect();
    this.#unmount?.();
    super.disconnectedCallback();
  }

  /** Scrolls no further than needed to show the node, and gives its row the focus. */
  async reveal(nodeId: string, focus: boolean): Promise<void> {
    await this.updateComplete;
    const index = this.#indexOf(nodeId);
    if (index === undefined) return;
    if (this.#row(nodeId) === null) {
      this.#virtualizer.scrollToIndex(index, { align: 'center' });
      this.requestUpdate();
      await this.updateComplete;
    }
    const row = this.#row(nodeId);
    if (focus) row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('parts') as TabParts | undefined;
    // The virtualizer lays out all rows anew when this function is another one.
    if (changed.has('parts') && before?.visible !== this.parts?.visible) this.#keyOf = this.#keys();
    this.#virtualizer.setOptions(this.#options());
    this.#virtualizer._willUpdate();
    // Heights depend on the width alone; other rows have other keys.
    if (changed.has('pixels') && changed.get('pixels') !== undefined) this.#virtualizer.measure();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { parts } = this;
    if (parts === undefined) return nothing;
    const { shown, visible, state, actions } = parts;
    const all = columnsOf(shown);
    const fitted = fitColumns(this.pixels || 800, all, state.columns, state.colourBy);
    const rowParts: TreeRowParts = { shown, state, actions, fitted, levels: levelsIn(this.pixels || 800) };
    return html`<div
      class="tree"
      role="treegrid"
      aria-label="Plan"
      aria-rowcount=${visible.length + 1}
      aria-colcount=${fitted.columns.length + 1}
      .style=${`--columns: ${fitted.template}`}
      @keydown=${(event: KeyboardEvent) => {
        actions.treeKey(event);
      }}
      @pointerover=${({ target }: Event) => {
        const over = target as Element;
        const nodeId = over.closest<HTMLElement>('[data-id]')?.dataset['id'];
        actions.hover(nodeId, over.closest('.term') ?? undefined);
      }}
      @pointerleave=${() => {
        actions.hover(undefined);
      }}
    >
      ${headView(fitted, state.colourBy)}
      <div class="rows" role="rowgroup">${this.#rows(rowParts, visible)}</div>
    </div>`;
  }

  protected override updated(): void {
    for (const row of this.querySelectorAll<HTMLElement>('.step-row')) this.#virtualizer.measureElement(row);
    this.#virtualizer.measureElement(null);
    this.#measurePage();
  }

  #rows(parts: TreeRowParts, visible: readonly number[]): unknown {
    const { rows } = parts.shown;
    const entries: { key: string; index: number; gap: number }[] = [];
    let end = this.#top;
    for (const item of this.#virtualizer.getVirtualItems()) {
      entries.push({ key: String(item.key), index: item.index, gap: item.start - end });
      end = item.end;
    }
    const after = this.#virtualizer.getTotalSize() + this.#top - end;
    return html`${repeat(
      entries,
      ({ key }) => key,
      ({ index, gap }) => {
        const row = rows[visible[index] ?? -1];
        return row === undefined ? nothing : html`${gapView(gap)}${treeRow(row, index, parts)}`;
      },
    )}${gapView(after)}`;
  }

  #options(): ConstructorParameters<typeof Virtualizer<Window, HTMLElement>>[0] {
    const parts = this.parts;
    const rowAt = (index: number) => parts?.shown.rows[parts.visible[index] ?? -1];
    return {
      count: parts?.visible.length ?? 0,
      getScrollElement: () => window,
      estimateSize: index => plainRowPixels + linePixels * Math.min(3, rowAt(index)?.node.conditions.length ?? 0),
      getItemKey: this.#keyOf,
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: windowScroll,
      onChange: () => {
        this.requestUpdate();
      },
      overscan: rowsBeyondSight,
      scrollMargin: this.#top,
      scrollPaddingStart: this.#head,
      rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
        const first = Math.max(0, startIndex - overscan);
        const last = Math.min(count - 1, endIndex + overscan);
        const range = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
        const focused = this.#indexOf(parts?.state.selected);
        if (focused === undefined || (focused >= first && focused <= last)) return range;
        return focused < first ? [focused, ...range] : [...range, focused];
      },
    };
  }

  #keys(): (index: number) => string | number {
    const { shown, visible } = this.parts ?? {};
    return index => shown?.rows[visible?.[index] ?? -1]?.node.id ?? index;
  }

  #row(nodeId: string): HTMLElement | null {
    return this.querySelector(`.step-row[data-id="${CSS.escape(nodeId)}"]`);
  }

  /** Among the rows that are not folded away, which stand in the order of the tree. */
  #indexOf(nodeId: string | undefined): number | undefined {
    const place = this.parts?.shown.places.get(nodeId ?? '');
    const visible = this.parts?.visible ?? [];
    if (place === undefined) return undefined;
    let low = 0;
    let high = visible.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((visible[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return visible[low] === place ? low : undefined;
  }

  #measurePage(): void {
    const rows = this.querySelector('.rows');
    if (rows === null) return;
    const nav = document.querySelector('plan-panel > nav')?.getBoundingClientRect().height ?? 0;
    const head = this.querySelector('.row.head')?.getBoundingClientRect().height ?? 0;
    const top = Math.round(rows.getBoundingClientRect().top + window.scrollY);
    this.pixels = this.getBoundingClientRect().width;
    document.body.style.setProperty('--nav-height', `${nav}px`);
    if (top === this.#top && nav + head === this.#head) return;
    this.#top = top;
    this.#head = nav + head;
    this.requestUpdate();
  }
}

function headView({ columns }: FittedColumns, colourBy: string): TemplateResult {
  return html`<div class="row head" role="row" aria-rowindex="1">
    <span class="step" role="columnheader">step</span>
    ${columns.map(
      ({ label, title, measure }) =>
        html`<span class="cell ${measure === colourBy ? 'coloured' : ''}" role="columnheader" title=${title}
          >${label}</span
        >`,
    )}
  </div>`;
}

function gapView(pixels: number): TemplateResult | typeof nothing {
  return pixels > 0.5 ? html`<div class="gap" role="none" .style=${`height: ${pixels}px`}></div>` : nothing;
}

/** Deeper than this, indentation would leave no room for words. */
function levelsIn(pixels: number): number {
  return pixels >= 700 ? 16 : pixels >= 460 ? 10 : 6;
}

customElements.define('plan-tree', PlanTree);
export type { PlanTree };
