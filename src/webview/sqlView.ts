import { html, type TemplateResult } from 'lit';

import { colourSql } from './sqlColours';

/** SQL in a box of its own that scrolls; the reader can select and, by keyboard, scroll it. */
export function sqlView(sql: string, label = 'Statement'): TemplateResult {
  const pieces = colourSql(sql).map(({ text, kind }) =>
    kind === 'plain' ? text : html`<span class="sql-${kind}">${text}</span>`,
  );
  return html`<pre class="sql" tabindex="0" role="region" aria-label=${label}><code>${pieces}</code></pre>`;
}
