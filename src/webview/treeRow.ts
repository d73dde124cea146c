import { html, nothing, type TemplateResult } from 'lit';

import type { Finding } from '../plan/finding';
import type { PlanRow } from '../protocol/planRows';
import type { ShownPlan } from '../protocol/shownPlan';
import { columnText, type FittedColumns, type TreeColumn } from '../protocol/treeColumns';
import type { Actions } from './actions';
import { clip } from './clip';
import { icon, severityIcons } from './controls';
import { marked } from './marked';
import type { ViewState } from './viewState';

export interface TreeRowParts {
  readonly shown: ShownPlan;
  readonly state: ViewState;
  readonly actions: Actions;
  readonly fitted: FittedColumns;
  /** Levels of indentation that there is room for. */
  readonly levels: number;
}

/** One step: its place in the tree, its words, its numbers. `index` counts what is not folded away. */
export function treeRow(row: PlanRow, index: number, parts: TreeRowParts): TemplateResult {
  const { shown, state, actions, fitted } = parts;
  const { node } = row;
  const selected = node.id === state.selected;
  const branch = row.descendants > 0;
  const collapsed = state.collapsed.has(node.id);
  const reading = row.reading(state.colourBy);
  return html`<div
    class="row step-row ${row.neverRan ? 'never' : ''} ${reading.heat === 'hot' ? 'hottest' : ''} ${selected ? '' : state.hovered === node.id ? 'hovered' : ''}"
    role="row"
    data-id=${node.id}
    data-index=${index}
    tabindex=${selected ? '0' : '-1'}
    aria-rowindex=${index + 2}
    aria-level=${row.depth + 1}
    aria-posinset=${row.position}
    aria-setsize=${row.siblings}
    aria-expanded=${branch ? String(!collapsed) : nothing}
    aria-selected=${String(selected)}
    aria-describedby=${selected && state.card?.nodeId === node.id ? 'node-card' : nothing}
    @click=${() => {
      actions.select(node.id);
    }}
    @dblclick=${() => {
      if (branch) actions.toggle(node.id);
    }}
  >
    <span class="step" role="gridcell">
      ${guides(shown.rows, row, parts.levels)}
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
      ${wordsView(row, collapsed && branch, shown.findingsAt.get(node.id), state.find?.needle ?? '', parts.levels)}
    </span>
    ${fitted.columns.map(column => cell(row, column, column.measure === state.colourBy, parts))}
  </div>`;
}

const longestName = 300;
const longestCondition = 600;
const mostLines = 6;

function wordsView(
  row: PlanRow,
  collapsed: boolean,
  findings: readonly Finding[] | undefined,
  needle: string,
  levels: number,
): TemplateResult {
  const { headline, term, name, index, conditions, notes } = row.words;
  const show = (text: string, most = longestName) => marked(clip(text, most), needle);
  const more = conditions.length - mostLines;
  return html`<span class="words">
    ${row.depth > levels ? html`<span class="level" title="Levels above this step">${row.depth}</span>` : nothing}
    <span class="headline">${show(headline)}</span>
    <span class="term">${show(term)}</span>
    ${name === undefined ? nothing : html`<span class="name">${show(name)}</span>`}
    ${index === undefined ? nothing : html`<code class="term-index">${show(index)}</code>`}
    ${findings === undefined ? nothing : findingFlag(findings)}
    ${conditions.slice(0, mostLines).map(({ text }) => html`<code class="condition">${show(text, longestCondition)}</code>`)}
    ${more > 0 ? html`<span class="note">and ${more} more conditions</span>` : nothing}
    ${notes.map(note => html`<span class="note">${clip(note, longestName)}</span>`)}
    ${collapsed ? html`<span class="note">${row.descendants} ${row.descendants === 1 ? 'step' : 'steps'} below</span>` : nothing}
  </span>`;
}

/** Findings come gravest first. */
function findingFlag(findings: readonly Finding[]): TemplateResult {
  const severity = findings[0]?.severity ?? 'info';
  const text = findings.map(({ message }) => clip(message, longestName)).join('\n');
  return html`<span class="flag" role="img" title=${text} aria-label=${text}
    >${icon(severityIcons[severity], severity)}</span
  >`;
}

function cell(row: PlanRow, column: TreeColumn, coloured: boolean, { fitted, state }: TreeRowParts): TemplateResult {
  const text = columnText(row, column.id);
  const title = column.id === 'buffers' && row.buffersTitle !== '' ? row.buffersTitle : nothing;
  const ratioShown = column.id === 'rows' && !fitted.columns.some(({ id }) => id === 'ratio');
  const badge = ratioShown ? row.ratio : undefined;
  return html`<span class="cell" role="gridcell" title=${title}>
    <span class="figures"
      ><span
        class="number ${column.id === 'ratio' && row.ratio !== undefined ? (row.ratio.grave ? 'grave' : 'off') : ''}"
        >${text}</span
      >${badge === undefined ? nothing : html` <span class="ratio ${badge.grave ? 'grave' : ''}" title=${badge.title}>${badge.text}</span>`}</span
    >
    ${coloured ? barView(row, state, fitted.bar) : nothing}
  </span>`;
}

function barView(row: PlanRow, state: ViewState, pixels: number): TemplateResult {
  const { share, heat } = row.reading(state.colourBy);
  return html`<svg class="bar" width=${pixels - 8} height="8" aria-hidden="true" focusable="false">
    <rect class="ground" width="100%" height="100%"></rect>
    <rect class="heat ${heat}" width="${share > 0 ? Math.max(1, share * 100) : 0}%" height="100%"></rect>
  </svg>`;
}

/** The lines that lead from the parents to this row, outermost first; of many levels the innermost. */
function guides(rows: readonly PlanRow[], row: PlanRow, levels: number): readonly TemplateResult[] {
  if (row.parent === undefined) return [];
  const lines = [row.position < row.siblings ? 'tee' : 'end'];
  let above = rows[row.parent];
  while (above?.parent !== undefined && lines.length < levels) {
    lines.push(above.position < above.siblings ? 'line' : 'gap');
    above = rows[above.parent];
  }
  return lines.reverse().map(line => html`<i class="guide ${line}" aria-hidden="true"></i>`);
}
