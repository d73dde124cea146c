import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';

import type { GraphBox } from '../plan/layout/graphLayout';
import { type DrawnGraph, GraphScene } from '../protocol/graphScene';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { icon } from './controls';
import { boxView, edgeView, farView } from './graphDrawing';
import { neighbourOf } from './graphKeys';
import { roomBelow } from './roomBelow';
import type { ViewState } from './viewState';
import { type Area, bounded, centred, fitted, showing, type Size, type Viewport, zoomed } from './viewport';

export function graphView(shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult {
  return html`<plan-graph .shown=${shown} .state=${state} .actions=${actions}></plan-graph>`;
}

/** From here on boxes are drawn as plain areas: their words could not be read. */
const farScale = 0.34;
/** More boxes than this in sight are drawn as areas, too. */
const mostInSight = 500;
/** Smaller than this, the plan is not shown whole at first. */
const leastFirstScale = 0.6;
const panStep = 60;
const zoomStep = 1.25;
/** A pointer that moved less than this clicks. */
const dragFrom = 4;

/** Steps left to right: what is out of sight is not in the document. */
class PlanGraph extends LitElement {
  static override properties = {
    shown: { attribute: false },
    state: { attribute: false },
    actions: { attribute: false },
  };
  declare shown: ShownPlan;
  declare state: ViewState;
  declare actions: Actions;

  #scene: GraphScene | undefined;
  #graph: DrawnGraph | undefined;
  #viewport: Viewport | undefined;
  #size: Size = { width: 0, height: 0 };
  #drag: { readonly x: number; readonly y: number; readonly from: Viewport; moved: boolean } | undefined;
  readonly #resized = new ResizeObserver(() => {
    this.#measure();
  });

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    window.addEventListener('resize', this.#measure);
  }

  override disconnectedCallback(): void {
    this.#resized.disconnect();
    window.removeEventListener('resize', this.#measure);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('state');
    const isNew = changed.has('shown');
    if (isNew) {
      this.#scene = new GraphScene(this.shown);
      this.#viewport = undefined;
    }
    const { turned, colourBy, selected } = this.state;
    const hidden = selected !== undefined && this.#graph?.places.has(selected) !== true;
    if (
      isNew ||
      before?.turned !== turned ||
      before.colourBy !== colourBy ||
      (before.selected !== selected && hidden)
    ) {
      this.#layOut(isNew ? undefined : (before?.selected ?? selected));
    }
    if (before !== undefined && before.selected !== selected) this.#showSelected();
  }

  /** Places the boxes anew; the one under the reader's eye stays where it is. */
  #layOut(anchorId: string | undefined): void {
    const { turned, colourBy, selected } = this.state;
    const before = this.#boxOf(anchorId);
    const viewport = this.#viewport;
    this.#graph = this.#scene?.layout(turned, colourBy, selected);
    const after = this.#boxOf(anchorId);
    if (viewport === undefined || this.#graph === undefined) return;
    const { k } = viewport;
    const shift =
      before === undefined || after === undefined
        ? { x: 0, y: 0 }
        : { x: k * (before.x - after.x), y: k * (before.y - after.y) };
    this.#viewport = bounded({ x: viewport.x + shift.x, y: viewport.y + shift.y, k }, this.#graph, this.#size);
  }

  protected override render(): TemplateResult {
    const graph = this.#graph;
    const viewport = this.#viewport ?? { x: 0, y: 0, k: 1 };
    return html`<svg
        class="graph"
        role="tree"
        aria-label="Plan as a graph"
        height=${Math.max(1, this.#size.height)}
        @wheel=${this.#wheel}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @keydown=${this.#key}
      >
        ${graph === undefined || this.#viewport === undefined ? nothing : this.#drawing(graph, viewport)}
      </svg>
      <div class="zoom" role="group" aria-label="Zoom">
        ${this.#zoomButton('zoom-out', 'Zoom out (−)', () => {
          this.#zoom(1 / zoomStep);
        })}
        ${this.#zoomButton('screen-full', 'Show all (0)', () => {
          this.#fit();
        })}
        ${this.#zoomButton('zoom-in', 'Zoom in (+)', () => {
          this.#zoom(zoomStep);
        })}
      </div>`;
  }

  #zoomButton(name: string, label: string, run: () => void): TemplateResult {
    return html`<button type="button" class="button icon" title=${label} aria-label=${label} @click=${run}>
      ${icon(name)}
    </button>`;
  }

  #drawing(graph: DrawnGraph, { x, y, k }: Viewport): TemplateResult {
    const left = -x / k;
    const top = -y / k;
    const right = left + this.#size.width / k;
    const bottom = top + this.#size.height / k;
    const sees = (area: { left: number; right: number; top: number; bottom: number }) =>
      area.right >= left && area.left <= right && area.bottom >= top && area.top <= bottom;
    const { selected } = this.state;
    const places: number[] = [];
    graph.boxes.forEach((box, place) => {
      const inSight = sees({ left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height });
      // The selected box takes the focus, in sight or not.
      if (inSight || (box.node !== undefined && box.node.id === selected)) places.push(place);
    });
    const far = k < farScale || places.length > mostInSight;
    const parts = { graph, scene: this.#scene, state: this.state, shown: this.shown, actions: this.actions };
    const drawn = far ? places.filter(place => graph.boxes[place]?.node?.id === selected) : places;
    return svg`<g transform="translate(${round(x)} ${round(y)}) scale(${k})" class=${far ? 'far' : ''}>
      ${far ? farView(parts) : graph.drawn.filter(sees).map(edgeView)}
      ${drawn.map(place => boxView(parts, place, far))}
    </g>`;
  }

  readonly #measure = (): void => {
    const size = { width: this.clientWidth, height: roomBelow(this, 320) };
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = size;
    const graph = this.#graph;
    if (graph !== undefined && size.width > 0)
      this.#viewport = this.#viewport === undefined ? this.#first(graph) : bounded(this.#viewport, graph, size);
    this.requestUpdate();
  };

  /** All of it where that can be read; the selected step in the middle otherwise. */
  #first(graph: DrawnGraph): Viewport {
    const all = fitted(graph, this.#size);
    if (all.k >= leastFirstScale) return all;
    return centred(
      this.#boxOf(this.state.selected) ?? graph.boxes[0] ?? { x: 0, y: 0, width: 0, height: 0 },
      1,
      graph,
      this.#size,
    );
  }

  #boxOf(id: string | undefined): GraphBox | undefined {
    return id === undefined ? undefined : this.#graph?.boxes[this.#graph.places.get(id) ?? -1];
  }

  #showSelected(): void {
    const box = this.#boxOf(this.state.selected);
    if (box !== undefined) this.#show(box);
  }

  #show(area: Area): void {
    if (this.#graph === undefined || this.#viewport === undefined) return;
    this.#go(showing(area, this.#viewport, this.#graph, this.#size));
  }

  #go(viewport: Viewport): boolean {
    const { x, y, k } = this.#viewport ?? { x: NaN, y: NaN, k: NaN };
    if (viewport.x === x && viewport.y === y && viewport.k === k) return false;
    this.#viewport = viewport;
    this.requestUpdate();
    return true;
  }

  #fit(): void {
    if (this.#graph !== undefined) this.#go(fitted(this.#graph, this.#size));
  }

  #zoom(factor: number, at = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
    if (this.#graph === undefined || this.#viewport === undefined) return;
    this.#go(zoomed(this.#viewport, factor, at, this.#graph, this.#size));
  }

  #pan(dx: number, dy: number, from = this.#viewport): boolean {
    if (this.#graph === undefined || from === undefined) return false;
    return this.#go(bounded({ ...from, x: from.x + dx, y: from.y + dy }, this.#graph, this.#size));
  }

  readonly #wheel = (event: WheelEvent): void => {
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const { left, top } = this.getBoundingClientRect();
      this.#zoom(Math.exp((-event.deltaY * lines) / 300), { x: event.clientX - left, y: event.clientY - top });
      return;
    }
    // At its end the drawing lets the page scroll.
    const [dx, dy] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    if (this.#pan(-dx * lines, -dy * lines)) event.preventDefault();
  };

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#viewport === undefined) return;
    this.#drag = { x: event.clientX, y: event.clientY, from: this.#viewport, moved: false };
  };

  readonly #move = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (drag === undefined) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < dragFrom) return;
    if (!drag.moved) (event.currentTarget as Element).setPointerCapture(event.pointerId);
    drag.moved = true;
    this.#pan(dx, dy, drag.from);
  };

  readonly #up = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag === undefined || drag.moved || event.type === 'pointercancel') return;
    const target = event.target as Element;
    const place = target.closest('[data-place]')?.getAttribute('data-place');
    const box = this.#graph?.boxes[Number(place ?? this.#placeAt(event))];
    if (box === undefined) return;
    if (box.node === undefined || target.closest('.turn') !== null) this.#turn(box);
    else {
      this.actions.select(box.node.id);
      void this.#focus(box.node.id);
    }
  };

  /** The box under the pointer where boxes are no elements of their own. */
  #placeAt(event: PointerEvent): number {
    const { left, top } = this.getBoundingClientRect();
    const { x, y, k } = this.#viewport ?? { x: 0, y: 0, k: 1 };
    const at = { x: (event.clientX - left - x) / k, y: (event.clientY - top - y) / k };
    return (this.#graph?.boxes ?? []).findIndex(
      box => at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height,
    );
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#graph === undefined) return;
    const taken = this.#viewKey(event) || this.#boxKey(event);
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #viewKey({ key, shiftKey }: KeyboardEvent): boolean {
    const pans: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [panStep, 0],
      ArrowRight: [-panStep, 0],
      ArrowUp: [0, panStep],
      ArrowDown: [0, -panStep],
    };
    const pan = shiftKey ? pans[key] : undefined;
    if (pan !== undefined) this.#pan(...pan);
    else if (key === '+' || key === '=') this.#zoom(zoomStep);
    else if (key === '-') this.#zoom(1 / zoomStep);
    else if (key === '0') this.#fit();
    else return false;
    return true;
  }

  #boxKey({ key, target }: KeyboardEvent): boolean {
    const boxes = this.#graph?.boxes ?? [];
    const place = Number((target as Element).closest('[data-place]')?.getAttribute('data-place') ?? 0);
    const box = boxes[place];
    if (box === undefined) return false;
    if (key === 'Enter' || key === ' ') {
      if (box.branch) this.#turn(box);
      return true;
    }
    const next = neighbourOf(key, place, boxes);
    const nextBox = next === undefined ? undefined : boxes[next];
    if (nextBox === undefined) return key.startsWith('Arrow');
    if (nextBox.node === undefined) {
      this.#show(nextBox);
      void this.#focusPlace(next ?? 0);
    } else {
      this.actions.select(nextBox.node.id);
      void this.#focus(nextBox.node.id);
    }
    return true;
  }

  /** Folds or unfolds what is below a step; the step keeps the focus. */
  #turn({ nodeId }: GraphBox): void {
    const turned = new Set(this.state.turned);
    if (!turned.delete(nodeId)) turned.add(nodeId);
    this.actions.change({ turned, selected: nodeId });
    void this.#focus(nodeId);
  }

  async #focus(id: string): Promise<void> {
    await Promise.resolve();
    await this.updateComplete;
    const place = this.#graph?.places.get(id);
    if (place !== undefined) await this.#focusPlace(place);
  }

  async #focusPlace(place: number): Promise<void> {
    await this.updateComplete;
    this.querySelector<SVGElement>(`[data-place="${String(place)}"]`)?.focus({ preventScroll: true });
  }
}

customElements.define('plan-graph', PlanGraph);

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
