import { html, nothing, type TemplateResult } from 'lit';

import type { PlanView, VariantCard, VariantCardValue, VariantsView } from '../protocol/messages';
import type { Actions } from './actions';
import { icon } from './controls';
import { unbroken } from './unbroken';

/** Above the plan: whether it flips, and the sets of values side by side. A card shows its own plan below. */
export function variantsView({ variants }: PlanView, actions: Actions): TemplateResult | typeof nothing {
  if (variants === undefined) return nothing;
  const { flips, summary } = variants;
  return html`<section class="variants" aria-label="Plans by values">
    <p class="flip ${flips ? 'flips' : ''}" role="status">
      ${icon(flips ? 'git-compare' : 'pass', flips ? 'warning' : 'good')}<span>${unbroken(summary)}</span>
    </p>
    <div class="cards" role="group" aria-label="Values">
      ${variants.cards.map(card => cardView(card, variants, actions))}
    </div>
  </section>`;
}

const names: Readonly<Record<VariantCard['kind'], string>> = {
  generic: 'Generic',
  common: 'Common',
  rare: 'Rare',
  median: 'Median',
  given: 'Yours',
};

const explained: Readonly<Record<VariantCard['kind'], string>> = {
  generic: 'Planned for unknown values, as a prepared statement may be after five runs',
  common: 'What most rows have',
  rare: 'What exists and few rows have',
  median: 'What lies in the middle',
  given: 'What you typed, or the log has',
};

const mostValues = 3;

function cardView(card: VariantCard, { selected }: VariantsView, actions: Actions): TemplateResult {
  const { kind, figure, values } = card;
  const more = values.length - mostValues;
  return html`<button
    type="button"
    class="variant"
    title=${explained[kind]}
    aria-pressed=${String(kind === selected)}
    @click=${() => {
      if (kind !== selected) actions.ask({ type: 'showVariant', kind });
    }}
  >
    <span class="kind">${names[kind]}</span>
    <span class="figure-of">${figure}</span>
    <span class="with">
      ${values.length === 0 ? html`<span class="dim">unknown values</span>` : nothing}
      ${values.slice(0, mostValues).map(valueView)}
      ${more > 0 ? html`<span class="dim">and ${more} more</span>` : nothing}
    </span>
    ${kind === 'generic' ? html`<span class="way"></span>` : wayView(card)}
  </button>`;
}

function valueView({ name, value, note, title }: VariantCardValue): TemplateResult {
  return html`<span class="value" title=${title}
    ><code>${name} = ${value}</code> ${note === undefined ? nothing : html`<span class="dim">${note}</span>`}</span
  >`;
}

function wayView({ difference }: VariantCard): TemplateResult {
  if (difference === undefined) return html`<span class="way dim">same plan</span>`;
  return html`<span class="way other" title=${difference.text}>other plan: ${difference.short}</span>`;
}
