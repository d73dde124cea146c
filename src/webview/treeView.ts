import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { PlanRow } from '../protocol/planRows';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { icon } from './controls';
import type { ViewState } from './viewState';

/** The plan as a tree of steps with their numbers (WAI-ARIA treegrid). */
export function treeView(
  shown: ShownPlan,
  visible: readonly number[],
  state: ViewState,
  actions: Actions,
): TemplateResult {
  const { rows, measure, hasBuffers, hasLoops } = shown;
  const what = measure === 'time' ? 'time' : 'cost';
  const selected = rows[shown.places.get(state.selected ?? '') ?? 0];
  const classes = `tree ${hasBuffers ? '' : 'no-buffers'} ${hasLoops ? '' : 'no-loops'}`;
  return html`<div
    class=${classes}
    role="treegrid"
    aria-label="Plan"
    aria-rowcount=${rows.length + 1}
    @pointerover=${({ target }: Event) => {
      actions.hover((target as Element).closest<HTMLElement>('[data-id]')?.dataset['id']);
    }}
    @pointerleave=${() => {
      actions.hover(undefined);
    }}
    @keydown=${(event: KeyboardEvent) => {
      actions.treeKey(event);
    }}
  >
    <div class="row head" role="row">
      <span class="step" role="columnheader">step</span>
      <span class="own" role="columnheader">own ${what}</span>
      <span class="rows" role="columnheader">${measure === 'time' ? 'rows, planned → real' : 'rows planned'}</span>
      ${hasLoops ? html`<span class="loops" role="columnheader">loops</span>` : nothing}
      <span class="total" role="columnheader">total ${what}</span>
      ${hasBuffers ? html`<span class="buffers" role="columnheader" title="Blocks of 8 kB that the step itself touched">buffers</span>` : nothing}
    </div>
    ${repeat(
      visible,
      place => rows[place]?.node.id,
      place => rowView(rows, place, rows[place] === selected, state, shown, actions),
    )}
  </div>`;
}

function rowView(
  rows: readonly PlanRow[],
  place: number,
  selected: boolean,
  state: ViewState,
  shown: ShownPlan,
  actions: Actions,
): TemplateResult | typeof nothing {
  const row = rows[place];
  if (row === undefined) return nothing;
  const { node, words } = row;
  const { share, heat } = row.reading(state.colourBy);
  const branch = row.descendants > 0;
  const collapsed = state.collapsed.has(node.id);
  return html`<div
    class="row step-row ${row.neverRan ? 'never' : ''} ${heat === 'hot' ? 'hottest' : ''}"
    role="row"
    data-id=${node.id}
    tabindex=${selected ? '0' : '-1'}
    aria-level=${row.depth + 1}
    aria-posinset=${row.position}
    aria-setsize=${row.siblings}
    aria-expanded=${branch ? String(!collapsed) : nothing}
    aria-selected=${String(selected)}
    @click=${() => {
      actions.change({ selected: node.id });
    }}
    @dblclick=${() => {
      if (branch) actions.toggle(node.id);
    }}
  >
    <span class="step" role="gridcell">
      ${guides(rows, place)}
      <span class="twist ${branch && !collapsed ? 'open' : ''}">
        ${
          branch
            ? html`<button
                type="button"
                class="twistie"
                tabindex="-1"
                aria-label=${collapsed ? 'Expand' : 'Collapse'}
                @click=${(event: Event) => {
                  event.stopPropagation();
                  actions.toggle(node.id);
                }}
              >
                ${icon(collapsed ? 'chevron-right' : 'chevron-down')}
              </button>`
            : nothing
        }
      </span>
      <span class="words">
        <span class="headline">${words.headline}</span>
        <span class="term">${words.term}</span>
        ${words.name === undefined ? nothing : html`<span class="name">${words.name}</span>`}
        ${words.index === undefined ? nothing : html`<code class="term">${words.index}</code>`}
        ${shown.findingsAt.has(node.id) ? html`<span class="flag" title="A finding stands beside this step">${icon('lightbulb')}</span>` : nothing}
        ${words.conditions.map(({ text }) => html`<code class="condition">${text}</code>`)}
        ${words.notes.map(note => html`<span class="note">${note}</span>`)}
        ${collapsed && branch ? html`<span class="note">${row.descendants} ${row.descendants === 1 ? 'step' : 'steps'} below</span>` : nothing}
      </span>
    </span>
    <span class="own" role="gridcell">
      <span class="number">${row.own}</span>
      <svg class="bar" aria-hidden="true" focusable="false">
        <rect class="ground" width="100%" height="100%"></rect>
        <rect class="heat ${heat}" width="${share > 0 ? Math.max(1, share * 100) : 0}%" height="100%"></rect>
      </svg>
    </span>
    <span class="rows" role="gridcell">
      ${row.rows}
      ${
        row.ratio === undefined
          ? nothing
          : html`<span class="ratio ${row.ratio.grave ? 'grave' : ''}" title=${row.ratio.title}
              >${row.ratio.text}</span
            >`
      }
    </span>
    ${shown.hasLoops ? html`<span class="loops" role="gridcell">${row.loops}</span>` : nothing}
    <span class="total" role="gridcell">${row.total}</span>
    ${shown.hasBuffers ? html`<span class="buffers" role="gridcell" title=${row.buffersTitle || nothing}>${row.buffers}</span>` : nothing}
  </div>`;
}

/** Deeper than this, indentation would leave no room for words; the innermost levels are drawn. */
const mostLevels = 16;

/** The lines that lead from the parents to this row, outermost first. */
function guides(rows: readonly PlanRow[], place: number): readonly TemplateResult[] {
  const row = rows[place];
  if (row?.parent === undefined) return [];
  const lines = [row.position < row.siblings ? 'tee' : 'end'];
  let above = rows[row.parent];
  while (above?.parent !== undefined && lines.length < mostLevels) {
    lines.push(above.position < above.siblings ? 'line' : 'gap');
    above = rows[above.parent];
  }
  return lines.reverse().map(line => html`<i class="guide ${line}" aria-hidden="true"></i>`);
}
