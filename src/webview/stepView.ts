import { html, nothing, type TemplateResult } from 'lit';

import { planFacts, rowFacts, rowFields } from '../protocol/planFacts';
import type { PlanRow } from '../protocol/planRows';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { clip } from './clip';
import { icon } from './controls';
import { sqlView } from './sqlView';

const longestName = 600;
const longestField = 20_000;

/** All that is known of the selected step. */
export function stepView(row: PlanRow, shown: ShownPlan, actions: Actions): TemplateResult {
  const fields = rowFields(row);
  return html`<section>
    <h2>
      Step
      <button
        type="button"
        class="button icon"
        title="What this kind of step is (?)"
        aria-label="Explain this kind of step"
        @click=${({ currentTarget }: Event) => {
          actions.explain(row.node.id, currentTarget as Element);
        }}
      >
        ${icon('question')}
      </button>
    </h2>
    <p class="message">
      ${clip(row.words.headline, longestName)} <span class="dim">${clip(row.words.term, longestName)}</span>
    </p>
    <dl class="facts">
      ${rowFacts(row, shown.measure).map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd>${clip(value, longestName)}</dd>`,
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
export function planFactsView({ plan }: ShownPlan): TemplateResult | typeof nothing {
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
        html`<dt>${clip(label, longestName)}</dt>
          <dd>${clip(value, longestField)}</dd>`,
    )}
  </dl>`;
}
