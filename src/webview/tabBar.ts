import { html, nothing, type TemplateResult } from 'lit';

import type { Measure } from '../protocol/measures';
import type { PlanView, VariantsView } from '../protocol/messages';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { columnsMenu } from './columnsMenu';
import { button, icon } from './controls';
import { findBar } from './findBar';
import { tabOf, tabs } from './tabs';
import type { ViewState } from './viewState';

/** The views' names at the left, what can be done to the shown one at the right. */
export function tabBar(view: PlanView, shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult {
  const current = tabOf(state);
  const nodes = current?.nodes === true;
  return html`<nav>
    <div
      role="tablist"
      aria-label="Views"
      @keydown=${(event: KeyboardEvent) => {
        moveTab(event, state, actions);
      }}
    >
      ${tabs.map(
        ({ id, label }, i) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${id}"
            aria-controls="panel-${id}"
            aria-selected=${String(current?.id === id)}
            aria-keyshortcuts=${i + 1}
            title="${label} (${i + 1})"
            tabindex=${current?.id === id ? '0' : '-1'}
            @click=${() => {
              actions.change({ tab: id });
            }}
          >
            ${label}
          </button>`,
      )}
    </div>
    ${nodes && view.measurement !== undefined ? sidesView(state, actions) : nothing}
    <span class="space"></span>
    ${nodes ? measureView(shown, state, actions) : nothing} ${nodes ? findBar(state, actions) : nothing}
    ${current?.id === 'tree' ? html`${columnsMenu(shown, state, actions)} ${foldButton(shown, state, actions)}` : nothing}
    ${button(actions, { label: 'Export Plan…', request: { type: 'export' }, look: 'icon', icon: 'export', title: 'Export as a web page, Markdown, JSON or a drawing' })}
    ${view.variants === undefined ? runButton(view, actions) : variantButtons(view, view.variants, actions)}
  </nav>`;
}

const measureNames: Readonly<Record<Measure, string>> = {
  time: 'own time',
  rows: 'rows',
  ratio: 'ratio of estimates',
  buffers: 'buffers',
  cost: 'cost',
};

function measureView(shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult | typeof nothing {
  if (shown.measures.length < 2) return nothing;
  return html`<label class="measure"
    ><span class="dim">colour by</span>
    <select
      @change=${({ target }: Event) => {
        const measure = shown.measures.find(one => one === (target as HTMLSelectElement).value);
        if (measure !== undefined) actions.colourBy(measure);
      }}
    >
      ${shown.measures.map(one => html`<option value=${one} ?selected=${one === state.colourBy}>${measureNames[one]}</option>`)}
    </select></label
  >`;
}

function moveTab(event: KeyboardEvent, state: ViewState, actions: Actions): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const at = tabs.findIndex(({ id }) => id === tabOf(state)?.id);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  if (next === undefined) return;
  actions.change({ tab: next.id });
  document.getElementById(`tab-${next.id}`)?.focus();
}

function sidesView(state: ViewState, actions: Actions): TemplateResult {
  return html`<div class="sides" role="group" aria-label="Plan shown">
    ${(['before', 'after'] as const).map(
      side =>
        html`<button
          type="button"
          aria-pressed=${String(state.side === side)}
          @click=${() => {
            actions.change({ side, selected: undefined, collapsed: new Set() });
          }}
        >
          ${side === 'before' ? 'Before' : 'After'}
        </button>`,
    )}
  </div>`;
}

function foldButton(shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult | typeof nothing {
  if (shown.rows.length < 3) return nothing;
  const allOpen = state.collapsed.size === 0;
  const label = allOpen ? 'Collapse All' : 'Expand All';
  return html`<button
    type="button"
    class="button icon"
    title=${label}
    aria-label=${label}
    @click=${() => {
      const branches = allOpen ? shown.rows.filter(row => row.descendants > 0) : [];
      actions.change({ collapsed: new Set(branches.map(row => row.node.id)) });
    }}
  >
    ${icon(allOpen ? 'collapse-all' : 'expand-all')}
  </button>`;
}

function runButton(view: PlanView, actions: Actions): TemplateResult | typeof nothing {
  if (view.connection === undefined) return nothing;
  return view.source === 'estimated' && !view.connection.production
    ? button(actions, {
        label: 'Explain and Analyze',
        request: { type: 'analyze' },
        look: 'secondary',
        icon: 'play',
        title: 'Run the statement in a transaction that is rolled back, and measure each step',
      })
    : button(actions, {
        label: 'Explain Again',
        request: { type: view.source === 'measured' ? 'analyze' : 'explain' },
        look: 'icon',
        icon: 'refresh',
        title: view.source === 'measured' ? 'Run and measure again' : 'Explain again',
      });
}

function variantButtons(view: PlanView, { measured }: VariantsView, actions: Actions): TemplateResult {
  return html`${
    view.connection?.production !== false
      ? nothing
      : button(actions, {
          label: measured ? 'Measure Again' : 'Measure Each',
          request: { type: 'measureVariants' },
          look: 'secondary',
          icon: 'play',
          title: 'Run the statement with each set of values, in transactions that are rolled back',
        })
  }
  ${button(actions, {
    label: 'Explain Again',
    request: { type: 'explainTypical' },
    look: 'icon',
    icon: 'refresh',
    title: 'Explain again with typical values',
  })}`;
}
