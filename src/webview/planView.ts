import { html, nothing, type TemplateResult } from 'lit';

import type { PlanView, VariantsView } from '../protocol/messages';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { adviceView } from './adviceView';
import { asideView } from './asideView';
import { button, icon } from './controls';
import { headerView } from './headerView';
import { treeView } from './treeView';
import { variantsView } from './variantsView';
import type { ViewState } from './viewState';

export function planView(
  view: PlanView,
  shown: ShownPlan,
  visible: readonly number[],
  state: ViewState,
  actions: Actions,
): TemplateResult {
  const selected = shown.rows.find(row => row.node.id === state.selected) ?? shown.rows[0];
  return html`<header>
      ${variantsView(view, actions)} ${headerView(view, shown, actions)} ${adviceView(view, actions)}
    </header>
    ${tabsView(view, shown, state, actions)}
    ${
      state.tab === 'json'
        ? jsonView(view, actions)
        : html`<main id="panel-plan" role="tabpanel" aria-labelledby="tab-plan">
            ${treeView(shown, visible, state, actions)} ${asideView(view, shown, selected, actions)}
          </main>`
    }`;
}

const tabs = [
  { id: 'plan', label: 'Plan' },
  { id: 'json', label: 'Raw JSON' },
] as const;

function tabsView(view: PlanView, shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult {
  return html`<nav>
    <div
      role="tablist"
      aria-label="Views"
      @keydown=${(event: KeyboardEvent) => {
        moveTab(event, state, actions);
      }}
    >
      ${tabs.map(
        ({ id, label }) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${id}"
            aria-controls="panel-${id}"
            aria-selected=${String(state.tab === id)}
            tabindex=${state.tab === id ? '0' : '-1'}
            @click=${() => {
              actions.change({ tab: id });
            }}
          >
            ${label}
          </button>`,
      )}
    </div>
    ${state.tab === 'plan' && view.measurement !== undefined ? sidesView(state, actions) : nothing}
    <span class="space"></span>
    ${state.tab === 'plan' ? foldButtons(shown, state, actions) : nothing}
    ${view.variants === undefined ? runButton(view, actions) : variantButtons(view, view.variants, actions)}
  </nav>`;
}

function runButton(view: PlanView, actions: Actions): TemplateResult {
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
    view.connection.production
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

function moveTab(event: KeyboardEvent, state: ViewState, actions: Actions): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const at = tabs.findIndex(({ id }) => id === state.tab);
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

function foldButtons(shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult | typeof nothing {
  const branches = shown.rows.filter(row => row.descendants > 0);
  if (branches.length < 2) return nothing;
  const allOpen = state.collapsed.size === 0;
  const label = allOpen ? 'Collapse All' : 'Expand All';
  return html`<button
    type="button"
    class="button icon"
    title=${label}
    aria-label=${label}
    @click=${() => {
      actions.change({ collapsed: new Set(allOpen ? branches.map(row => row.node.id) : []) });
    }}
  >
    ${icon(allOpen ? 'collapse-all' : 'expand-all')}
  </button>`;
}

function jsonView(view: PlanView, actions: Actions): TemplateResult {
  return html`<section class="json" id="panel-json" role="tabpanel" aria-labelledby="tab-json">
    <div class="buttons">
      ${button(actions, { label: 'Copy JSON', request: { type: 'copy', what: 'json' }, look: 'secondary', icon: 'copy' })}
      ${button(actions, { label: 'Open as Document', request: { type: 'openJson' }, look: 'secondary', icon: 'go-to-file' })}
      ${button(actions, { label: 'Copy EXPLAIN', request: { type: 'copy', what: 'explain' }, look: 'secondary', icon: 'copy', title: 'Copy the EXPLAIN statement that produced this plan' })}
    </div>
    <pre class="raw" tabindex="0" aria-label="Raw JSON">${view.rawJson}</pre>
  </section>`;
}
