import { nothing, svg, type TemplateResult } from 'lit';
import type { DirectiveResult } from 'lit/directive.js';
import { guard } from 'lit/directives/guard.js';

import type { DrawnEdge, DrawnGraph, GraphScene } from '../protocol/graphScene';
import type { Heat } from '../protocol/measures';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import type { ViewState } from './viewState';

export interface GraphParts {
  readonly graph: DrawnGraph;
  readonly scene: GraphScene | undefined;
  readonly state: ViewState;
  readonly shown: ShownPlan;
  readonly actions: Actions;
}

export function edgeView({ path, thickness, look, label }: DrawnEdge): TemplateResult {
  return svg`<path class="edge ${look}" d=${path} stroke-width=${thickness.toFixed(1)}></path>
    ${label.text === '' ? nothing : svg`<text class="edge-rows" x=${label.x} y=${label.y} text-anchor="end">${label.text}</text>`}`;
}

/** One step, or steps that are folded away. */
export function boxView(parts: GraphParts, place: number, far: boolean): TemplateResult | typeof nothing {
  const { graph, scene, state, shown, actions } = parts;
  const box = graph.boxes[place];
  if (box === undefined || scene === undefined) return nothing;
  const { node, width, height } = box;
  const heat = scene.heat(box, state.colourBy);
  const selected = node !== undefined && node.id === state.selected;
  const share = scene.share(box, state.colourBy);
  const open = node !== undefined && box.folded === 0;
  const severity = node === undefined ? undefined : shown.findingsAt.get(node.id)?.[0]?.severity;
  const never = node?.neverExecuted === true;
  return svg`<g
      class="box heat-${heat} ${node === undefined ? 'fold' : ''} ${selected ? 'selected' : ''} ${never ? 'never' : ''}"
      transform="translate(${box.x} ${box.y})"
      role="treeitem"
      data-place=${place}
      data-id=${node?.id ?? nothing}
      tabindex=${selected ? '0' : '-1'}
      aria-level=${box.depth + 1}
      aria-selected=${String(selected)}
      aria-expanded=${box.branch ? String(open) : nothing}
      aria-label=${scene.label(box, state.colourBy)}
      @pointerenter=${(event: PointerEvent) => {
        if (node !== undefined) actions.hover(node.id, event.currentTarget as Element);
      }}
      @pointerleave=${() => {
        actions.hover(undefined);
      }}
    >
      <rect class="ground" width=${width} height=${height} rx=${node === undefined ? height / 2 : 4}></rect>
      ${node === undefined ? nothing : svg`<rect class="share-ground" x="10" y=${height - 7} width=${width - 20} height="3" rx="1.5"></rect>`}
      ${share > 0 ? svg`<rect class="heat ${heat}" x="10" y=${height - 7} width=${Math.max(1.5, share * (width - 20)).toFixed(1)} height="3" rx="1.5"></rect>` : nothing}
      ${far ? nothing : scene.texts(box, state.colourBy).map(({ x, y, kind, end, text }) => svg`<text class="t-${kind}" x=${x} y=${y} text-anchor=${end ? 'end' : nothing}>${text}</text>`)}
      ${severity === undefined ? nothing : svg`<circle class="finding ${severity}" cx=${width} cy="0" r="5"></circle>`}
      ${node !== undefined && box.branch ? turnView(width, height, open) : nothing}
    </g>`;
}

/** Where the edges end: folds and unfolds. */
function turnView(width: number, height: number, open: boolean): TemplateResult {
  const sign = open ? 'M-3.5 0H3.5' : 'M-3.5 0H3.5M0 -3.5V3.5';
  return svg`<g class="turn ${open ? 'open' : ''}" transform="translate(${width} ${height / 2})">
    <circle r="7"></circle><path d=${sign}></path>
  </g>`;
}

const heats: readonly Heat[] = ['none', 'cool', 'mild', 'warm', 'hot'];

/** The whole graph in a handful of paths, for where nothing could be read; made once for a layout. */
export function farView(parts: GraphParts): DirectiveResult {
  return guard([parts.graph, parts.state.colourBy], () => areasView(parts));
}

function areasView({ graph, scene, state }: GraphParts): readonly TemplateResult[] {
  const areas = new Map<Heat, string[]>(heats.map(heat => [heat, []]));
  for (const box of graph.boxes) {
    const heat = scene?.heat(box, state.colourBy) ?? 'none';
    areas.get(heat)?.push(`M${box.x} ${box.y.toFixed(0)}h${box.width}v${box.height}h-${box.width}z`);
  }
  const edges = graph.drawn.filter(({ look }) => look === 'plain').map(({ path }) => path);
  const strong = graph.drawn.filter(({ look }) => look !== 'plain');
  return [
    svg`<path class="edge plain" stroke-width="3" d=${edges.join('')}></path>`,
    ...strong.map(edgeView),
    ...heats.map(heat => svg`<path class="area ${heat}" d=${(areas.get(heat) ?? []).join('')}></path>`),
  ];
}
