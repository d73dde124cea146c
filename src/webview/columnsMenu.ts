import { html, type TemplateResult } from 'lit';

import type { ShownPlan } from '../protocol/shownPlan';
import { columnsOf } from '../protocol/treeColumns';
import type { Actions } from './actions';
import { icon } from './controls';
import type { ViewState } from './viewState';

/** Which columns the tree has; the choice holds for every plan from then on. */
export function columnsMenu(shown: ShownPlan, state: ViewState, actions: Actions): TemplateResult {
  return html`<details
    class="menu"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') close(event);
    }}
    @focusout=${(event: FocusEvent) => {
      const menu = event.currentTarget as HTMLDetailsElement;
      if (!(event.relatedTarget instanceof Node && menu.contains(event.relatedTarget))) menu.open = false;
    }}
  >
    <summary class="button icon" title="Columns" aria-label="Columns">${icon('settings')}</summary>
    <fieldset tabindex="-1">
      <legend>Columns</legend>
      ${columnsOf(shown).map(
        ({ id, label, title, measure }) =>
          html`<label title=${title}
            ><input
              type="checkbox"
              .checked=${state.columns.includes(id) || measure === state.colourBy}
              ?disabled=${measure === state.colourBy}
              @change=${({ target }: Event) => {
                const others = state.columns.filter(one => one !== id);
                actions.chooseColumns((target as HTMLInputElement).checked ? [...others, id] : others);
              }}
            />
            ${label}</label
          >`,
      )}
    </fieldset>
  </details>`;
}

function close(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (!menu.open) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector('summary')?.focus();
}
