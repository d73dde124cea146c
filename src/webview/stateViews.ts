import { html, nothing, type TemplateResult } from 'lit';

import type { ErrorAction, PanelState } from '../protocol/messages';
import type { Actions } from './actions';
import { button, icon } from './controls';
import { sqlView } from './sqlView';

export function emptyView(actions: Actions): TemplateResult {
  return html`<section class="state">
    <h1>No plan yet</h1>
    <p>
      Put the cursor inside a query, in a <code>.sql</code> file or in a string of your program, and choose
      <b>Explain Query</b>. A plan that you have already needs no connection: open its file, in any format of EXPLAIN,
      or a log of auto_explain.
    </p>
    <p class="buttons">
      ${button(actions, { label: 'Open Plan…', request: { type: 'openPlan' }, look: 'primary' })}
      ${button(actions, { label: 'Select Connection…', request: { type: 'selectConnection' }, look: 'secondary' })}
    </p>
  </section>`;
}

export function loadingView(state: Extract<PanelState, { kind: 'loading' }>, actions: Actions): TemplateResult {
  return html`<section class="state" aria-busy="true">
    <div class="progress" role="progressbar" aria-label=${state.what}><i></i></div>
    <h1 role="status">${state.what}</h1>
    ${state.statement === '' ? nothing : sqlView(state.statement)}
    <p class="buttons">${button(actions, { label: 'Cancel', request: { type: 'cancel' }, look: 'secondary' })}</p>
  </section>`;
}

const errorActions: Readonly<Record<ErrorAction, { readonly label: string; readonly icon?: string }>> = {
  explain: { label: 'Try Again', icon: 'refresh' },
  setValues: { label: 'Set Values…' },
  selectConnection: { label: 'Select Connection…' },
  openSource: { label: 'Show Query' },
  showLog: { label: 'Show Log' },
};

export function errorView(state: Extract<PanelState, { kind: 'error' }>, actions: Actions): TemplateResult {
  const offered = state.actions ?? ['explain', 'selectConnection'];
  return html`<section class="state error" role="alert">
    <h1>${icon('error', 'error')} <span>${state.title}</span></h1>
    <p>${state.remedy}</p>
    ${state.detail === undefined ? nothing : html`<pre class="detail" tabindex="0">${state.detail}</pre>`}
    <p class="buttons">
      ${offered.map((type, i) => button(actions, { ...errorActions[type], request: { type }, look: i === 0 ? 'primary' : 'secondary' }))}
    </p>
    ${state.statement === '' ? nothing : sqlView(state.statement)}
  </section>`;
}
