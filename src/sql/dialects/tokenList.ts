import type { Token } from './tokens';

/** The token is this keyword or symbol; a quoted name never is. */
export function is(token: Token | undefined, ...texts: readonly string[]): boolean {
  return token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && texts.includes(token.text);
}

export function isConstant(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === 'string' || token.kind === 'number' || token.kind === 'placeholder');
}

export function isIdentifier(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === 'word' || token.kind === 'name');
}

/** Index of the `)` that closes the `(` at `open`; the list's length where none does. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (is(tokens[i], '(')) depth++;
    else if (is(tokens[i], ')') && --depth === 0) return i;
  }
  return tokens.length;
}

/** First index from `from` on at which, outside of brackets and CASE, the test holds; the list's length where it does not. */
export function findOutside(tokens: readonly Token[], from: number, test: (i: number) => boolean): number {
  let cases = 0;
  for (let i = from; i < tokens.length; i++) {
    if (cases === 0 && test(i)) return i;
    if (is(tokens[i], '(')) i = closing(tokens, i);
    else if (is(tokens[i], 'case')) cases++;
    else if (is(tokens[i], 'end') && cases > 0) cases--;
  }
  return tokens.length;
}

export function findWord(tokens: readonly Token[], from: number, ...words: readonly string[]): number {
  return findOutside(tokens, from, i => is(tokens[i], ...words) && !is(tokens[i - 1], '.'));
}

/** The parts between commas that stand outside of brackets. */
export function splitCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: (readonly Token[])[] = [];
  for (let from = 0; ;) {
    const comma = findWord(tokens, from, ',');
    parts.push(tokens.slice(from, comma));
    if (comma >= tokens.length) return parts;
    from = comma + 1;
  }
}

/** A query in brackets begins at `open`: `(select`, `((select`, `(with`, `(values`. */
export function opensQuery(tokens: readonly Token[], open: number): boolean {
  let i = open;
  while (is(tokens[i], '(')) i++;
  if (i === open) return false;
  if (is(tokens[i], 'values')) return is(tokens[i + 1], '(', 'row');
  if (is(tokens[i], 'table')) return isIdentifier(tokens[i + 1]);
  return is(tokens[i], 'select', 'with');
}

export function keyword(text: string, at: Token | undefined): Token {
  return { kind: 'word', text, name: text, start: at?.start ?? 0, end: at?.start ?? 0 };
}

export function symbol(text: string, at: Token | undefined): Token {
  return { kind: 'symbol', text, name: '', start: at?.start ?? 0, end: at?.start ?? 0 };
}
