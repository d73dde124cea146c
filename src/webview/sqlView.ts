import { html, type TemplateResult } from 'lit';

import { colourSql } from './sqlColours';

/**
 * SQL in a box of its own that scrolls; the reader can select and, by keyboard, scroll it. Indentation that the
 * program around it gave to all lines is left out.
 */
export function sqlView(sql: string, label = 'Statement'): TemplateResult {
  const pieces = colourSql(withoutMargin(sql)).map(({ text, kind }) =>
    kind === 'plain' ? text : html`<span class="sql-${kind}">${text}</span>`,
  );
  return html`<pre class="sql" tabindex="0" role="region" aria-label=${label}><code>${pieces}</code></pre>`;
}

/** The first line stands without its indentation already; the margin is what the others share. */
function withoutMargin(sql: string): string {
  const [first = '', ...others] = sql.split('\n');
  const margin = Math.min(
    ...others.filter(line => line.trim() !== '').map(line => /^[ \t]*/.exec(line)?.[0].length ?? 0),
  );
  return Number.isFinite(margin) ? [first, ...others.map(line => line.slice(margin))].join('\n') : sql;
}
