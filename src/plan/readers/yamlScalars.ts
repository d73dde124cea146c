import { isTextField } from './fieldNames';
import { bareScalar } from './fields';
import { readJsonAt } from './lenientJson';
import { readString } from './lenientTokens';

interface ReadScalar {
  readonly value: unknown;
  /** Index of the line behind it. */
  readonly end: number;
  readonly cut: boolean;
}

export function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

const entryStart = /^(?:"([^"\\]{1,120})"|'([^']{1,120})'|([A-Za-z_][\w /.()-]{0,120}?))[ ]?:(?=\s|$)/;

/** `key: rest` of a line without its indentation. */
export function entryOf(text: string): { readonly key: string; readonly rest: string } | undefined {
  const match = entryStart.exec(text.length > 130 ? text.slice(0, 130) : text);
  const key = match?.[1] ?? match?.[2] ?? match?.[3];
  return match === null || key === undefined ? undefined : { key, rest: text.slice(match[0].length).trim() };
}

/** A quoted text may go on in the next lines; a plain one does in lines that are no entries. */
export function readScalar(text: string, lines: readonly string[], at: number, key: string | undefined): ReadScalar {
  const mark = text.charAt(0);
  if (mark === '"' || mark === "'") return readQuoted(text, lines, at);
  if (mark === '[' || mark === '{') {
    const flow = readJsonAt(text, 0, true);
    if (!flow.cut && flow.value !== undefined) return { value: flow.value, end: at + 1, cut: false };
  }
  const parts = [text];
  const indent = indentOf(lines[at] ?? '');
  let end = at + 1;
  for (; end < lines.length; end++) {
    const next = lines[end] ?? '';
    const trimmed = next.trim();
    if (trimmed === '' || indentOf(next) <= indent || isItem(trimmed) || entryOf(trimmed) !== undefined) break;
    parts.push(trimmed);
  }
  const plain = parts.join(' ');
  return { value: key === undefined || isTextField(key) ? plain : bareScalar(plain), end, cut: false };
}

function readQuoted(text: string, lines: readonly string[], at: number): ReadScalar {
  const single = text.startsWith("'");
  const parts = [text];
  let end = at + 1;
  while (!isClosed(parts.at(-1) ?? '', single, parts.length === 1)) {
    const next = lines[end];
    if (next === undefined || entryOf(next.trim()) !== undefined || isItem(next.trim())) {
      return { value: unquote(parts.join(''), single), end, cut: true };
    }
    parts.push(next.trimEnd());
    end++;
  }
  return { value: unquote(parts.join(''), single), end, cut: false };
}

function isClosed(part: string, single: boolean, first: boolean): boolean {
  const mark = single ? "'" : '"';
  const text = part.trimEnd();
  if (!text.endsWith(mark) || (first && text.length === 1)) return false;
  let before = 0;
  const doubled = single ? mark : '\\';
  for (let i = text.length - (single ? 1 : 2); i >= (first ? 1 : 0) && text.charAt(i) === doubled; i--) before++;
  return single ? before % 2 === 1 : before % 2 === 0;
}

function unquote(text: string, single: boolean): string {
  if (!single) return readString(text, 0, true)?.value ?? text;
  const end = text.trimEnd();
  return end.slice(1, end.endsWith("'") ? -1 : undefined).replaceAll("''", "'");
}

export function isBlockMark(text: string): boolean {
  return /^[|>][+-]?\d?$/.test(text);
}

/** The lines of a block that stand further in than its key. */
export function readBlock(
  mark: string,
  lines: readonly string[],
  start: number,
  indent: number,
): { readonly value: string; readonly end: number } {
  let end = start;
  let inner: number | undefined;
  const parts: string[] = [];
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    const own = indentOf(line);
    if (line.trim() === '') parts.push('');
    else if (own <= indent) break;
    else parts.push(line.slice((inner ??= own)));
  }
  while (parts.at(-1) === '') parts.pop();
  return { value: parts.join(mark.startsWith('|') ? '\n' : ' '), end };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
