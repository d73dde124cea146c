import { html, nothing, type TemplateResult } from 'lit';

import type { PlanView } from '../protocol/messages';
import type { PlanRow } from '../protocol/planRows';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { clip } from './clip';
import { button } from './controls';
import { findingsView } from './findingsView';
import { statementView } from './sqlView';
import { planFactsView, stepView } from './stepView';
import type { TabParts } from './tabs';
import type { ViewState } from './viewState';

/** Beside the tree: the statement, the findings, and all that is known of the selected step. */
export function asideView({ view, shown, state, actions }: TabParts, selected: PlanRow | undefined): TemplateResult {
  return html`<aside aria-label="Details">
    ${statementSection(view, state, actions)} ${findingsView(shown, selected, actions)} ${costliestView(shown, actions)}
    ${selected === undefined ? nothing : stepView(selected, shown, actions)} ${planFactsView(shown)}
  </aside>`;
}

function statementSection(view: PlanView, state: ViewState, actions: Actions): TemplateResult | typeof nothing {
  const { statement } = view;
  if (statement === undefined) return nothing;
  return html`<section>
    <h2>
      Statement
      ${button(actions, { label: 'Copy Statement', request: { type: 'copy', what: 'statement' }, look: 'icon', icon: 'copy', title: 'Copy the statement' })}
    </h2>
    ${statementView({ ...view, statement }, state, actions)} ${parametersView(view, actions)}
  </section>`;
}

function parametersView({ parameters, variants }: PlanView, actions: Actions): TemplateResult | typeof nothing {
  if (parameters.length === 0) return nothing;
  return html`<dl class="facts parameters">
      ${parameters.map(
        ({ name, type, value }) =>
          html`<dt><code>${name}</code> ${type ?? ''}</dt>
            <dd><code>${value ?? 'any value'}</code></dd>`,
      )}
    </dl>
    <p class="ways">
      ${button(actions, { label: 'Set Values…', request: { type: 'setValues' }, look: 'link' })}
      ${
        variants === undefined
          ? button(actions, {
              label: 'Typical Values',
              request: { type: 'explainTypical' },
              look: 'link',
              title: 'Explain with common, rare and median values of the columns, side by side',
            })
          : nothing
      }
    </p>`;
}

/** In a plan that does not fit the screen, the way to what costs most. */
const longPlan = 14;
const longestName = 300;

function costliestView(shown: ShownPlan, actions: Actions): TemplateResult | typeof nothing {
  if (shown.rows.length < longPlan) return nothing;
  return html`<section>
    <h2>Costliest steps</h2>
    <ol class="costliest">
      ${shown.costliest.slice(0, 5).map(
        row =>
          html`<li>
            <button
              type="button"
              class="button link"
              @click=${() => {
                actions.reveal(row.node.id);
              }}
            >
              ${clip(row.words.headline, longestName)}
            </button>
            <span>${row.own}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}
