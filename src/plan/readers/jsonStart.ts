import { readString } from './lenientTokens';

/** Where JSON may begin, and how it is written there. */
export type JsonStart =
  | { readonly kind: 'plain'; readonly at: number }
  /** A quoted field of a CSV, marks within doubled: `"[{""Plan"": …`. */
  | { readonly kind: 'doubled'; readonly at: number; readonly text: string; readonly end: number }
  /** A string of a programming language or of JSON itself: `"[\n {\"Plan\": …`. */
  | { readonly kind: 'escaped'; readonly at: number; readonly text: string; readonly end: number };

/** The first bracket in `from` to `upTo` behind which JSON goes on. `escaped`: strings are looked into as well. */
export function jsonStart(text: string, from: number, upTo: number, escaped: boolean): JsonStart | undefined {
  for (let at = from; at < upTo; at++) {
    const bracket = text.charAt(at);
    if (bracket !== '[' && bracket !== '{') continue;
    const first = skipBlanks(text, at + 1);
    const next = text.charAt(first);
    if (next === '\\') {
      if (escaped && begun.test(text.charAt(first + 1))) return escapedAt(text, at);
      continue;
    }
    if (!(bracket === '[' ? inList : inObject).test(next)) continue;
    const mark = text.charAt(at - 1);
    if (mark === '"' || mark === "'") {
      const field = quotedField(text, at, mark);
      if (field !== undefined) return field;
    }
    return { kind: 'plain', at };
  }
  return undefined;
}

/** Behind a backslash: a blank, a mark, or another backslash. */
const begun = /[ntr"'\\]/;
const inList = /[[{"'(\]]/;
/** A bare word too: a literal of JavaScript. */
const inObject = /["'}A-Za-z]/;

/** Blanks, and marks that psql leaves at the ends of lines. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < 2_000 && ' \t\n\r+↵'.includes(text.charAt(at))) at++;
  return at;
}

/** The text behind an opening mark, if its marks are doubled within. */
function quotedField(text: string, at: number, mark: string): JsonStart | undefined {
  const inner = text.indexOf(mark, at);
  if (inner < 0 || text.charAt(inner + 1) !== mark) return mark === "'" ? singleField(text, at) : undefined;
  const parts: string[] = [];
  let from = at;
  for (let end = inner; ; end = text.indexOf(mark, from)) {
    if (end < 0) return { kind: 'doubled', at, text: parts.join('') + text.slice(from), end: text.length };
    parts.push(text.slice(from, end));
    if (text.charAt(end + 1) !== mark) return { kind: 'doubled', at, text: parts.join(''), end: end + 1 };
    parts.push(mark);
    from = end + 2;
  }
}

/** A literal of SQL that holds no mark, or ends with one. */
function singleField(text: string, at: number): JsonStart | undefined {
  const end = text.indexOf("'", at);
  const inner = end < 0 ? text.slice(at) : text.slice(at, end);
  return inner.includes('"') ? { kind: 'doubled', at, text: inner, end: end < 0 ? text.length : end + 1 } : undefined;
}

/** With the mark in front the string ends at its like; without, at the end of the line. */
function escapedAt(text: string, at: number): JsonStart {
  const mark = text.charAt(at - 1);
  if (mark === '"' || mark === "'") {
    const read = readString(text, at - 1, true);
    if (read !== undefined) return { kind: 'escaped', at, text: read.value, end: read.end };
  }
  const lineEnd = text.indexOf('\n', at);
  const end = lineEnd < 0 ? text.length : lineEnd;
  return { kind: 'escaped', at, text: unescaped(text.slice(at, end)), end };
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (whole, letter: string) => escapes[letter] ?? whole);
}
