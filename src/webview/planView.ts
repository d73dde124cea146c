import { html, nothing, type TemplateResult } from 'lit';

import { adviceView } from './adviceView';
import { asideView } from './asideView';
import { headerView } from './headerView';
import { tabBar } from './tabBar';
import { tabOf, type TabParts } from './tabs';
import { variantsView } from './variantsView';

export function planView(parts: TabParts): TemplateResult {
  const { view, shown, state, actions } = parts;
  const tab = tabOf(state);
  const selected = shown.rows[shown.places.get(state.selected ?? '') ?? 0];
  return html`<header>
      ${variantsView(view, actions)} ${headerView(view, shown, actions)} ${adviceView(view, actions)}
    </header>
    ${tabBar(view, shown, state, actions)}
    ${
      tab === undefined
        ? nothing
        : html`<main
            id="panel-${tab.id}"
            class=${tab.nodes ? 'beside' : ''}
            role="tabpanel"
            aria-labelledby="tab-${tab.id}"
          >
            ${tab.content(parts)} ${tab.nodes ? asideView(parts, selected) : nothing}
          </main>`
    }`;
}
