import { html, nothing, type TemplateResult } from 'lit';

import type { Finding } from '../plan/finding';
import type { PlanView } from '../protocol/messages';
import { planFacts, rowFacts, rowFields } from '../protocol/planFacts';
import type { PlanRow } from '../protocol/planRows';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { button, icon } from './controls';
import { sqlView } from './sqlView';
import { unbroken } from './unbroken';

/** Beside the tree: the statement, the findings, and all that is known of the selected step. */
export function asideView(
  view: PlanView,
  shown: ShownPlan,
  selected: PlanRow | undefined,
  actions: Actions,
): TemplateResult {
  return html`<aside aria-label="Details">
    ${statementView(view, actions)} ${findingsView(shown, selected, actions)} ${costliestView(shown, actions)}
    ${selected === undefined ? nothing : stepView(selected, shown)} ${planFactsView(shown)}
  </aside>`;
}

function statementView(view: PlanView, actions: Actions): TemplateResult | typeof nothing {
  if (view.statement === undefined) return nothing;
  return html`<section>
    <h2>
      Statement
      ${button(actions, { label: 'Copy Statement', request: { type: 'copy', what: 'statement' }, look: 'icon', icon: 'copy', title: 'Copy the statement' })}
    </h2>
    ${sqlView(view.statement)} ${parametersView(view, actions)}
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

const severityIcons = { error: 'error', warning: 'warning', info: 'info' } as const;

function findingsView(
  shown: ShownPlan,
  selected: PlanRow | undefined,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { findings } = shown;
  if (findings.length === 0) return nothing;
  return html`<section>
    <h2>Findings</h2>
    <ul class="findings">
      ${findings.map(finding => findingView(finding, finding.nodeId !== undefined && finding.nodeId === selected?.node.id, actions))}
    </ul>
  </section>`;
}

function findingView(finding: Finding, selected: boolean, actions: Actions): TemplateResult {
  const { nodeId } = finding;
  return html`<li class=${selected ? 'selected' : ''}>
    ${icon(severityIcons[finding.severity], finding.severity)}
    <div>
      <p class="message">${unbroken(finding.message)}</p>
      <p class="dim">${finding.remedy}</p>
      <p class="ways">
        ${
          nodeId === undefined
            ? nothing
            : html`<button
                type="button"
                class="button link"
                @click=${() => {
                  actions.reveal(nodeId);
                }}
              >
                Show step
              </button>`
        }
        <a href=${finding.docs}>${finding.rule}</a>
      </p>
    </div>
  </li>`;
}

/** In a plan that does not fit the screen, the way to what costs most. */
const longPlan = 14;

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
              ${row.words.headline}
            </button>
            <span>${row.own}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}

function stepView(row: PlanRow, shown: ShownPlan): TemplateResult {
  const fields = rowFields(row);
  return html`<section>
    <h2>Step</h2>
    <p class="message">${row.words.headline} <span class="dim">${row.words.term}</span></p>
    <dl class="facts">
      ${rowFacts(row, shown.measure).map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${row.buffersTitle === '' ? nothing : html`<p class="buffers-text dim">${row.buffersTitle}</p>`}
    ${row.node.conditions.map(
      ({ label, text }) =>
        html`<h3>${label}</h3>
          ${sqlView(text, label)}`,
    )}
    ${
      fields.length === 0
        ? nothing
        : html`<details>
            <summary>All fields of PostgreSQL</summary>
            ${fieldList(fields)}
          </details>`
    }
  </section>`;
}

/** What stands beside the tree in EXPLAIN's answer: planning, JIT, triggers, settings. */
function planFactsView({ plan }: ShownPlan): TemplateResult | typeof nothing {
  const fields = planFacts(plan);
  if (fields.length === 0) return nothing;
  return html`<section>
    <h2>Whole plan</h2>
    ${fieldList(fields)}
  </section>`;
}

function fieldList(fields: readonly (readonly [string, string])[]): TemplateResult {
  return html`<dl class="fields">
    ${fields.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}
