import { html, nothing, type TemplateResult } from 'lit';

import type { PanelRequest } from '../protocol/messages';
import type { Actions } from './actions';

export function icon(name: string, more = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${more}" aria-hidden="true"></span>`;
}

export const severityIcons = { error: 'error', warning: 'warning', info: 'info' } as const;

export interface ButtonOptions {
  readonly label: string;
  readonly request: PanelRequest;
  readonly look: 'primary' | 'secondary' | 'link' | 'icon';
  readonly icon?: string;
  readonly title?: string;
}

/** A button that asks the host for something, and turns until the host has answered. */
export function button(actions: Actions, options: ButtonOptions): TemplateResult {
  const busy = actions.isBusy(options.request.type);
  const mark = busy ? 'loading' : options.icon;
  return html`<button
    type="button"
    class="button ${options.look}"
    title=${options.title ?? nothing}
    aria-label=${options.look === 'icon' ? options.label : nothing}
    aria-busy=${busy ? 'true' : nothing}
    @click=${() => {
      if (!busy) actions.ask(options.request);
    }}
  >
    ${mark === undefined ? nothing : icon(mark, busy ? 'codicon-modifier-spin' : '')}
    ${options.look === 'icon' ? nothing : options.label}
  </button>`;
}
