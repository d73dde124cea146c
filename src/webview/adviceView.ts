import { html, nothing, svg, type TemplateResult } from 'lit';

import { adviceText } from '../protocol/adviceText';
import { dotPlot } from '../protocol/dotPlot';
import type { MeasurementView, PlanView } from '../protocol/messages';
import type { Actions } from './actions';
import { button, icon } from './controls';

/** One card: the gain with its proof, the price, one primary action. */
export function adviceView(view: PlanView, actions: Actions): TemplateResult | typeof nothing {
  const { advice, measurement } = view;
  if (advice === undefined) return candidateView(view, actions);
  const text = adviceText(advice, measurement);
  return html`<section class="advice" aria-label="Index advice">
    <div class="gain">
      <h2>${text.headline}</h2>
      <p><span class="tag ${text.source}">${text.source}</span> ${text.gain}</p>
    </div>
    ${measurement === undefined ? html`<div class="proof words">Tried for real in a transaction that was rolled back.</div>` : proofView(measurement)}
    <div class="buttons">${adviceButtons(view, actions)}</div>
    <dl class="price">
      ${text.price.map(
        ({ label, value, code, more }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>
              ${code ? html`<code>${value}</code>` : value}${more === undefined ? nothing : html` <span class="dim">${more}</span>`}
            </dd>
          </div>`,
      )}
    </dl>
    ${
      measurement?.sameResult === false
        ? html`<p class="warning">
            ${icon('warning')} The statement gave another result with the index; it may depend on an order that it does
            not fix.
          </p>`
        : nothing
    }
  </section>`;
}

function candidateView({ candidate }: PlanView, actions: Actions): TemplateResult | typeof nothing {
  if (candidate === undefined) return nothing;
  return html`<section class="advice candidate" aria-label="Index candidate">
    <div class="gain"><h2>${candidate.title}</h2></div>
    <div class="proof words">
      Not tried yet. Trying builds it in a transaction that is rolled back: writers of the table wait meanwhile, and the
      table's row count in pg_class is brought up to date.
    </div>
    <div class="buttons">
      ${button(actions, { label: 'Try Index', request: { type: 'tryIndex' }, look: 'primary' })}
    </div>
  </section>`;
}

function adviceButtons(view: PlanView, actions: Actions): readonly TemplateResult[] {
  if (view.applied === true) {
    return [
      html`<span class="applied">${icon('check')} Index created</span>`,
      button(actions, { label: 'Undo', request: { type: 'undoIndex' }, look: 'secondary', icon: 'discard' }),
    ];
  }
  const measured = view.measurement !== undefined;
  const measure = button(actions, {
    label: measured ? 'Measure Again' : 'Measure Before/After',
    request: { type: 'measure' },
    look: measured ? 'secondary' : 'primary',
  });
  const create = button(actions, {
    label: 'Create Index…',
    request: { type: 'createIndex' },
    look: measured ? 'primary' : 'secondary',
  });
  const copy = button(actions, {
    label: 'Copy DDL',
    request: { type: 'copy', what: 'ddl' },
    look: 'icon',
    icon: 'copy',
    title: 'Copy the CREATE INDEX statement',
  });
  return measured ? [create, measure, copy] : [measure, create, copy];
}

function proofView({ before, after }: MeasurementView): TemplateResult {
  const plot = dotPlot(before, after);
  const { axisY } = plot;
  return html`<svg class="proof dots" viewBox="0 0 ${plot.width} ${plot.height}" role="img" aria-label=${plot.label}>
    <line class="axis" x1=${plot.ticks[0]?.x ?? 0} x2=${plot.ticks.at(-1)?.x ?? 0} y1=${axisY} y2=${axisY}></line>
    ${plot.ticks.map(
      ({ x, label }) =>
        svg`<line class="axis" x1=${x} x2=${x} y1=${axisY - 3} y2=${axisY + 3}></line><text x=${x} y=${axisY + 14}>${label}</text>`,
    )}
    ${plot.sides.map(
      side => svg`<g class=${side.name}>
        ${side.dots.map(({ x, y }) => svg`<circle cx=${x} cy=${y} r="2.6"></circle>`)}
        <line x1=${side.medianX} x2=${side.medianX} y1="3" y2=${axisY}></line>
      </g>`,
    )}
  </svg>`;
}
