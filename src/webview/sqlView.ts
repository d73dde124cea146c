import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';

import type { PlanView } from '../protocol/messages';
import type { Actions } from './actions';
import { longestColoured, type MarkedPiece, type SqlMark, sqlPieces } from './sqlPieces';
import type { ViewState } from './viewState';

/**
 * SQL in a box of its own that scrolls; the reader can select and, by keyboard, scroll it. Indentation that the
 * program around it gave to all lines is left out.
 */
export function sqlView(sql: string, label = 'Statement'): TemplateResult {
  return box(
    label,
    guard([sql], () => (sql.length > longestColoured ? cut(sql) : sqlPieces(sql).map(coloured))),
  );
}

/** The statement of a plan, where each part leads to the node that stems from it, and the reverse. */
export function statementView(view: PlanView & { readonly statement: string }, state: ViewState, actions: Actions) {
  const { statement, marks } = view;
  if (marks === undefined || statement.length > longestColoured) return sqlView(statement);
  return box(
    'Statement',
    guard([statement, marks, state.selected, state.hovered], () =>
      piecesOf(statement, marks).map(piece => markedPiece(piece, state, actions)),
    ),
  );
}

const known = new WeakMap<NonNullable<PlanView['marks']>, readonly MarkedPiece[]>();

function piecesOf(statement: string, marks: NonNullable<PlanView['marks']>): readonly MarkedPiece[] {
  const flat = (): readonly SqlMark[] =>
    marks.flatMap(({ nodeId, ranges }) => ranges.map(({ start, end }) => ({ nodeId, start, end })));
  const pieces = known.get(marks) ?? sqlPieces(statement, flat());
  known.set(marks, pieces);
  return pieces;
}

function markedPiece(piece: MarkedPiece, state: ViewState, actions: Actions): string | TemplateResult {
  const { owner, nodes } = piece;
  if (owner === undefined) return coloured(piece);
  const look = nodes.has(state.selected ?? '') ? 'selected' : nodes.has(state.hovered ?? '') ? 'hovered' : '';
  return html`<mark
    class="part ${look}"
    data-node=${owner}
    title="Show the step that this belongs to"
    @click=${() => {
      actions.reveal(owner);
    }}
    @pointerenter=${() => {
      actions.hover(owner);
    }}
    @pointerleave=${() => {
      actions.hover(undefined);
    }}
    >${coloured(piece)}</mark
  >`;
}

function coloured({ text, kind }: MarkedPiece): string | TemplateResult {
  return kind === 'plain' ? text : html`<span class="sql-${kind}">${text}</span>`;
}

function cut(sql: string): TemplateResult {
  return html`${sql.slice(0, longestColoured)}<span class="dim"
      >… and ${sql.length - longestColoured} characters</span
    >`;
}

function box(label: string, content: unknown): TemplateResult {
  return html`<pre class="sql" tabindex="0" role="region" aria-label=${label}><code>${content ?? nothing}</code></pre>`;
}
