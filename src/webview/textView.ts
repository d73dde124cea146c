import { html, nothing, type TemplateResult } from 'lit';

import type { PlanView } from '../protocol/messages';
import type { Actions } from './actions';
import { button } from './controls';

/** A page of more than this takes the browser long to lay out, and nobody reads to its end. */
const mostShown = 400_000;

/** EXPLAIN's own answer, as it came. */
export function textView(view: PlanView, actions: Actions): TemplateResult {
  const { rawJson } = view;
  const cut = rawJson.length > mostShown;
  return html`<section class="json">
    <div class="buttons">
      ${button(actions, { label: 'Copy JSON', request: { type: 'copy', what: 'json' }, look: 'secondary', icon: 'copy' })}
      ${button(actions, { label: 'Open as Document', request: { type: 'openJson' }, look: 'secondary', icon: 'go-to-file' })}
      ${
        view.explainSql === undefined
          ? nothing
          : button(actions, {
              label: 'Copy EXPLAIN',
              request: { type: 'copy', what: 'explain' },
              look: 'secondary',
              icon: 'copy',
              title: 'Copy the EXPLAIN statement that produced this plan',
            })
      }
      ${cut ? html`<span class="dim">The beginning; the document has all of it.</span>` : ''}
    </div>
    <pre class="raw" tabindex="0" aria-label="Raw JSON">${cut ? rawJson.slice(0, mostShown) : rawJson}</pre>
  </section>`;
}
