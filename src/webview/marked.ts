import { html, type TemplateResult } from 'lit';

/** The text with what was searched for marked, wherever it stands in it, in any case of letters. */
export function marked(text: string, needle: string): string | readonly (string | TemplateResult)[] {
  if (needle === '') return text;
  const lower = text.toLowerCase();
  // Some letters change length with their case: then places in `lower` are none in `text`.
  if (lower.length !== text.length) return text;
  const pieces: (string | TemplateResult)[] = [];
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    pieces.push(text.slice(from, at), html`<mark class="found">${text.slice(at, at + needle.length)}</mark>`);
    from = at + needle.length;
  }
  return from === 0 ? text : [...pieces, text.slice(from)];
}
