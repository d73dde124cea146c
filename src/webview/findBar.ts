import { html, nothing, type TemplateResult } from 'lit';

import type { Find } from '../protocol/findRows';
import type { Actions } from './actions';
import { icon } from './controls';
import type { ViewState } from './viewState';

/** The search in the bar of views: a button, or the field with its count. */
export function findBar({ find }: ViewState, actions: Actions): TemplateResult {
  if (find === undefined) {
    return html`<button
      type="button"
      class="button icon"
      title="Find a step (/)"
      aria-label="Find a step"
      aria-keyshortcuts="/"
      @click=${() => {
        actions.find('');
      }}
    >
      ${icon('search')}
    </button>`;
  }
  return html`<span class="find" role="search">
    <input
      id="find"
      type="text"
      placeholder="Find a step"
      aria-label="Find in names, words and conditions"
      aria-describedby="find-count"
      spellcheck="false"
      autocomplete="off"
      .value=${find.text}
      @input=${({ target }: Event) => {
        actions.find((target as HTMLInputElement).value);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') actions.findNext(event.shiftKey ? -1 : 1);
        else if (event.key === 'Escape') actions.find(undefined);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
    <span id="find-count" class="dim" role="status">${countText(find)}</span>
    ${step(find, actions, -1)} ${step(find, actions, 1)}
    <button
      type="button"
      class="button icon"
      title="Close (Escape)"
      aria-label="Close the search"
      @click=${() => {
        actions.find(undefined);
      }}
    >
      ${icon('close')}
    </button>
  </span>`;
}

function step({ matches }: Find, actions: Actions, by: 1 | -1): TemplateResult {
  return html`<button
    type="button"
    class="button icon"
    title=${by === 1 ? 'Next (Enter)' : 'Previous (Shift+Enter)'}
    aria-label=${by === 1 ? 'Next match' : 'Previous match'}
    ?disabled=${matches.length === 0}
    @click=${() => {
      actions.findNext(by);
    }}
  >
    ${icon(by === 1 ? 'arrow-down' : 'arrow-up')}
  </button>`;
}

function countText({ needle, matches, at }: Find): string | typeof nothing {
  if (needle === '') return nothing;
  if (matches.length === 0) return 'nothing';
  return at === undefined ? `${matches.length} found` : `${at + 1} of ${matches.length}`;
}
