import type { TokenKind } from './lexer';

/** Words that begin a statement that people write at the start of a line. */
const statementWords = new Set([
  ...['select', 'insert', 'update', 'delete', 'with', 'merge', 'create', 'alter', 'drop', 'explain', 'truncate'],
  ...[
    'begin',
    'commit',
    'rollback',
    'grant',
    'revoke',
    'call',
    'do',
    'copy',
    'comment',
    'analyze',
    'vacuum',
    'refresh',
  ],
]);
/** Those of them that do not stand at the start of a line in a function's body. */
const definingWords = new Set(['create', 'alter', 'drop', 'grant', 'revoke', 'comment', 'refresh', 'vacuum']);

export function isStatementWord(word: string): boolean {
  return statementWords.has(word.toLowerCase());
}

export function endOfLine(text: string, at: number): number {
  while (at < text.length && !isBreak(text.charCodeAt(at))) at++;
  return at;
}

/** A line of nothing but white space lies between the two offsets, or the line break before it and `to` do. */
export function hasBlankLine(text: string, from: number, to: number): boolean {
  let breaks = 0;
  for (let at = from; at < to; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x0a || (c === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) breaks++;
    else if (c !== 0x20 && c !== 0x09 && c !== 0x0d) breaks = 0;
    if (breaks > 1) return true;
  }
  return false;
}

/**
 * Where a literal had better end if its closing quote is missing: before the first blank line or the first line that
 * begins a statement. `undefined`: it looks right. Comments and function bodies may hold such lines, so they need more.
 */
export function likelyEnd(literal: string, kind: TokenKind, unterminated: boolean): number | undefined {
  const first = endOfLine(literal, 0);
  if (first < literal.length) {
    if (kind === 'comment') return unterminated ? first : undefined;
    const dollar = literal.startsWith('$');
    for (let at = first; at < literal.length; at = endOfLine(literal, at + 1)) {
      const line = at + (literal.charCodeAt(at) === 0x0d && literal.charCodeAt(at + 1) === 0x0a ? 2 : 1);
      if (line < literal.length && beginsAnew(literal, line, dollar)) return at;
    }
  }
  return unterminated ? literal.length : undefined;
}

function beginsAnew(text: string, line: number, dollar: boolean): boolean {
  let end = line;
  while ((text.charCodeAt(end) | 0x20) >= 0x61 && (text.charCodeAt(end) | 0x20) <= 0x7a) end++;
  const word = text.slice(line, end).toLowerCase();
  if (dollar) return definingWords.has(word);
  if (statementWords.has(word)) return true;
  while (text.charCodeAt(end) === 0x20 || text.charCodeAt(end) === 0x09) end++;
  return word === '' && end < text.length && isBreak(text.charCodeAt(end));
}

function isBreak(c: number): boolean {
  return c === 0x0a || c === 0x0d;
}
