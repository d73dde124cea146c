/**
 * PostgreSQL's lexical rules (src/backend/parser/scan.l, standard_conforming_strings on), over UTF-16 and in constant
 * memory. libpg-query's own scanner cannot serve here: it refuses a text as a whole when one literal is unterminated,
 * does not say where, and builds JSON of everything. A test holds the two against each other, token by token.
 */
export type TokenKind =
  'word' | 'quoted-identifier' | 'string' | 'number' | 'parameter' | 'comment' | 'operator' | 'other';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The text or a cut ended before the token's closing quote. */
  readonly unterminated: boolean;
}

/** What a quote inside a literal is written as: doubled; also behind a backslash (E''); not at all (B'', X''). */
type Escapes = 'doubled' | 'backslash' | 'none';

/** By character code. The second are those that SQL's own operators do not have. */
const operatorCharacters = codes('~!@#^&|`?+-*/%<>=');
const freeOperatorCharacters = codes('~!@#^&|`?%');

export class Lexer {
  kind: TokenKind = 'other';
  start = 0;
  end = 0;
  unterminated = false;

  readonly #text: string;
  readonly #cuts: ReadonlyMap<number, number> | undefined;

  /** `cuts`: where a literal that starts at the key must end, because its closing quote is taken to be missing. */
  constructor(text: string, start = 0, cuts?: ReadonlyMap<number, number>) {
    this.#text = text;
    this.end = start;
    this.#cuts = cuts;
  }

  /** Moves to the next token. False at the end of the text. */
  next(): boolean {
    this.#skipSpace();
    const text = this.#text;
    if (this.end >= text.length) return false;
    const start = (this.start = this.end);
    this.unterminated = false;
    const c = text.charCodeAt(start);
    const d = text.charCodeAt(start + 1);
    const cut = this.#cuts?.get(start);

    if (c === 0x2d && d === 0x2d) this.#take('comment', lineEnd(text, start));
    else if (c === 0x2f && d === 0x2a) this.#blockComment();
    else if (c === 0x27) this.#string(start + 1, 'doubled');
    else if (c === 0x22) this.#quoted('quoted-identifier', start + 1);
    else if (isIdentifierStart(c)) this.#word(c, d);
    else if (isDigit(c) || (c === 0x2e && isDigit(d))) this.#number();
    else if (c === 0x24) this.#dollar();
    else if (operatorCharacters[c]) this.#operator();
    else if (c === 0x3a && (d === 0x3a || d === 0x3d)) this.#take('operator', start + 2);
    else if (c === 0x2e && d === 0x2e) this.#take('operator', start + 2);
    else this.#take('other', start + 1);

    if (cut !== undefined && cut < this.end) {
      this.end = cut;
      this.unterminated = true;
    }
    return true;
  }

  token(): Token {
    return { kind: this.kind, start: this.start, end: this.end, unterminated: this.unterminated };
  }

  /** Goes on at `offset`. */
  seek(offset: number): void {
    this.end = offset;
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.end))) this.end++;
  }

  #blockComment(): void {
    const text = this.#text;
    let depth = 1;
    let at = this.start + 2;
    while (depth > 0) {
      const close = text.indexOf('*/', at);
      if (close < 0) {
        this.unterminated = true;
        return this.#take('comment', text.length);
      }
      const open = text.indexOf('/*', at);
      if (open >= 0 && open < close) {
        depth++;
        at = open + 2;
      } else {
        depth--;
        at = close + 2;
      }
    }
    this.#take('comment', at);
  }

  /** `from` stands behind the opening quote. Literals parted by white space with a line break are one. */
  #string(from: number, escapes: Escapes): void {
    const text = this.#text;
    for (;;) {
      from = this.#closingQuote(from, 0x27, escapes);
      if (from < 0) break;
      const next = continuation(text, from);
      if (next < 0) return this.#take('string', from);
      from = next;
    }
    this.unterminated = true;
    this.#take('string', text.length);
  }

  #quoted(kind: TokenKind, from: number): void {
    const end = this.#closingQuote(from, 0x22, 'doubled');
    this.unterminated = end < 0;
    this.#take(kind, end < 0 ? this.#text.length : end);
  }

  /** Offset behind the closing quote, or −1. */
  #closingQuote(from: number, quote: number, escapes: Escapes): number {
    const text = this.#text;
    for (let at = from; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === 0x5c && escapes === 'backslash') at++;
      else if (c === quote) {
        if (escapes === 'none' || text.charCodeAt(at + 1) !== quote) return at + 1;
        at++;
      }
    }
    return -1;
  }

  #word(c: number, d: number): void {
    const start = this.start;
    const lower = c | 0x20;
    if (d === 0x27 && lower === 0x65) return this.#string(start + 2, 'backslash');
    if (d === 0x27 && (lower === 0x62 || lower === 0x78)) return this.#string(start + 2, 'none');
    if (lower === 0x75 && d === 0x26) {
      const quote = this.#text.charCodeAt(start + 2);
      if (quote === 0x27) return this.#string(start + 3, 'doubled');
      if (quote === 0x22) return this.#quoted('quoted-identifier', start + 3);
    }
    let end = start + 1;
    while (isIdentifierPart(this.#text.charCodeAt(end))) end++;
    this.#take('word', end);
  }

  #number(): void {
    const text = this.#text;
    const start = this.start;
    const radix = text.charCodeAt(start) === 0x30 ? text.charCodeAt(start + 1) | 0x20 : 0;
    if (radix === 0x78 || radix === 0x6f || radix === 0x62) {
      const digits = radix === 0x78 ? isHexDigit : isDigit;
      const end = digitsEnd(text, start + 2, digits);
      if (end > start + 2) return this.#take('number', end);
    }
    let end = digitsEnd(text, start, isDigit);
    if (text.charCodeAt(end) === 0x2e && text.charCodeAt(end + 1) !== 0x2e) end = digitsEnd(text, end + 1, isDigit);
    if ((text.charCodeAt(end) | 0x20) === 0x65) {
      const sign = text.charCodeAt(end + 1);
      const from = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
      if (isDigit(text.charCodeAt(from))) end = digitsEnd(text, from, isDigit);
    }
    this.#take('number', end);
  }

  #dollar(): void {
    const text = this.#text;
    const start = this.start;
    let end = start + 1;
    if (isDigit(text.charCodeAt(end))) {
      while (isDigit(text.charCodeAt(end))) end++;
      return this.#take('parameter', end);
    }
    if (isIdentifierStart(text.charCodeAt(end))) {
      while (isIdentifierPart(text.charCodeAt(end)) && text.charCodeAt(end) !== 0x24) end++;
    }
    if (text.charCodeAt(end) !== 0x24) return this.#take('other', start + 1);
    const tag = text.slice(start, end + 1);
    const close = text.indexOf(tag, end + 1);
    this.unterminated = close < 0;
    this.#take('string', close < 0 ? text.length : close + tag.length);
  }

  /** The rule `operator` of scan.l: the longest run, but no comment start in it and no trailing sign without cause. */
  #operator(): void {
    const text = this.#text;
    const start = this.start;
    let end = start + 1;
    for (; operatorCharacters[text.charCodeAt(end)]; end++) {
      const c = text[end];
      const d = text[end + 1];
      if ((c === '-' && d === '-') || (c === '/' && d === '*')) break;
    }
    const isSign = () => text[end - 1] === '+' || text[end - 1] === '-';
    if (end - start > 1 && isSign()) {
      let free = false;
      for (let at = start; at < end - 1; at++) free ||= freeOperatorCharacters[text.charCodeAt(at)] === 1;
      if (!free) while (end - start > 1 && isSign()) end--;
    }
    this.#take('operator', end);
  }
}

/** All tokens of a text, comments included. For texts of a statement's size. */
export function tokenize(text: string): readonly Token[] {
  const lexer = new Lexer(text);
  const tokens: Token[] = [];
  while (lexer.next()) tokens.push(lexer.token());
  return tokens;
}

/** Offset behind the quote that continues the literal which ended at `at`, or −1. libpg-query takes no comment between. */
function continuation(text: string, at: number): number {
  let broken = false;
  for (; isSpace(text.charCodeAt(at)); at++) {
    const c = text.charCodeAt(at);
    broken ||= c === 0x0a || c === 0x0d;
  }
  return broken && text.charCodeAt(at) === 0x27 ? at + 1 : -1;
}

function lineEnd(text: string, at: number): number {
  while (at < text.length && text.charCodeAt(at) !== 0x0a && text.charCodeAt(at) !== 0x0d) at++;
  return at;
}

/** Digits with single underscores between or before them, as scan.l allows since 16. */
function digitsEnd(text: string, at: number, isDigitOf: (c: number) => boolean): number {
  for (;;) {
    if (isDigitOf(text.charCodeAt(at))) at++;
    else if (text.charCodeAt(at) === 0x5f && isDigitOf(text.charCodeAt(at + 1))) at += 2;
    else return at;
  }
}

function isSpace(c: number): boolean {
  return c === 0x20 || (c >= 0x09 && c <= 0x0d);
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

function isHexDigit(c: number): boolean {
  return isDigit(c) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x66);
}

function isIdentifierStart(c: number): boolean {
  return ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a) || c === 0x5f || c >= 0x80;
}

function isIdentifierPart(c: number): boolean {
  return isIdentifierStart(c) || isDigit(c) || c === 0x24;
}

function codes(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
