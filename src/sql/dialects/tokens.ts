/**
 * Lexical rules of MySQL (sql/sql_lex.cc, NO_BACKSLASH_ESCAPES and ANSI_QUOTES off), SQLite (src/tokenize.c) and
 * Transact-SQL (QUOTED_IDENTIFIER on), with the placeholders that drivers and mappers replace before the server sees them.
 */
import type { SqlSyntaxError } from '../postgresSql';
import type { OtherDialect } from './dialect';

export type TokenKind = 'word' | 'name' | 'string' | 'number' | 'placeholder' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** Words in lower case; names and strings without their quotes; symbols and placeholders as written. */
  readonly text: string;
  /** Of a word or name, as written, without quotes. */
  readonly name: string;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

export interface Tokens {
  /** Comments are left out. */
  readonly tokens: readonly Token[];
  /** A quote or comment that does not end. */
  readonly error?: SqlSyntaxError;
}

export function tokenize(sql: string, dialect: OtherDialect): Tokens {
  return new Tokenizer(sql, dialect).read();
}

const spacePattern = /[\s\0]+/y;
const wordPattern = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
/** `#temporary`, and `@`, `#` inside of a word. */
const transactWordPattern = /(?:##?\w|[A-Za-z_\u0080-\uffff])[\w@#$\u0080-\uffff]*/y;
const numberPattern = /0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const symbolPattern = /<=>|->>|<>|!=|<=|>=|!<|!>|==|\|\||&&|<<|>>|->|:=|::|[-+*/%&|^]=|[^]/y;
/** N'x', X'1f', B'01', _utf8'x' */
const prefixPattern = /(?:[nxb]|_\w{1,20})?(?=')/iy;
/** Placeholders that nothing else could be. */
const placeholderPatterns = [
  /\?\?|\?\w*/y,
  /:\.\.\.\w+|:[A-Za-z_]\w*|:\d+/y,
  /@@\w+(?:\.\w+)?|@[\w$#]+/y,
  /\$\d+|\$[A-Za-z_]\w*/y,
  /[#$]\{[^{}\n]{0,300}\}/y,
  /@?\{\w{0,100}\}/y,
];
const percentPattern = /%(?:\(\w{1,100}\)[sdif]|(?:\d+\$|\[\d+\])?[sdvqiuf])(?![\w$(])/y;
/** A name in quotes that is put together: `` `%s_x` ``, `[{0}]`. */
const pastedPattern = /%(?:\(\w{1,100}\)|\[\d+\]|\d+\$)?[svdq](?![a-z\d])|[$#]?\{[^{}]*\}/;
/** Behind these a `%` begins a placeholder, whatever they are. */
const awaiting = new Set(
  'select from where and or not in like between limit offset by on set values value when then else case top into join update table is'.split(
    ' ',
  ),
);

class Tokenizer {
  readonly #sql: string;
  readonly #dialect: OtherDialect;
  readonly #tokens: Token[] = [];
  #at = 0;
  #error: SqlSyntaxError | undefined;

  constructor(sql: string, dialect: OtherDialect) {
    this.#sql = sql;
    this.#dialect = dialect;
  }

  read(): Tokens {
    while (this.#at < this.#sql.length) {
      const start = this.#at;
      if (this.#match(spacePattern) || this.#comment()) continue;
      if (this.#quoted()) continue;
      if (this.#placeholder()) continue;
      const word = this.#match(this.#dialect === 'transactsql' ? transactWordPattern : wordPattern);
      if (word) this.#push('word', word.toLowerCase(), start, word);
      else {
        const number = this.#match(numberPattern);
        if (number) this.#push('number', number, start);
        else this.#push('symbol', this.#match(symbolPattern) ?? '', start);
      }
    }
    return { tokens: this.#tokens, ...(this.#error ? { error: this.#error } : {}) };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#sql)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #comment(): boolean {
    const { sql, at, mysql } = { sql: this.#sql, at: this.#at, mysql: this.#dialect === 'mysql' };
    const hash = mysql && sql[at] === '#' && sql[at + 1] !== '{';
    // In MySQL `5--1` is a sum.
    const dashes = sql.startsWith('--', at) && (!mysql || at + 2 >= sql.length || /[\s\0]/.test(sql.charAt(at + 2)));
    if (hash || dashes) {
      const end = /[\n\r]/g;
      end.lastIndex = at;
      this.#at = end.exec(sql)?.index ?? sql.length;
      return true;
    }
    if (!sql.startsWith('/*', at)) return false;
    this.#at = this.#commentEnd(at + 2);
    return true;
  }

  #commentEnd(from: number): number {
    const edge = /\/\*|\*\//g;
    edge.lastIndex = from;
    for (let depth = 1; depth > 0;) {
      const found = edge.exec(this.#sql);
      if (!found) {
        // SQLite ends a comment at the end of the text.
        if (this.#dialect !== 'sqlite') this.#fail('unterminated comment', from - 2);
        return this.#sql.length;
      }
      if (found[0] === '*/') depth--;
      else if (this.#dialect === 'transactsql') depth++;
    }
    return edge.lastIndex;
  }

  #quoted(): boolean {
    const start = this.#at;
    const mysql = this.#dialect === 'mysql';
    const prefix = this.#match(prefixPattern)?.length ?? 0;
    this.#at = start;
    const open = start + prefix;
    const quote = this.#sql.charAt(open);
    if (quote === "'" || (quote === '"' && mysql)) this.#quotedToken('string', start, open, quote, mysql);
    else if (quote === '"' || (quote === '`' && this.#dialect !== 'transactsql')) {
      this.#quotedToken('name', start, open, quote, false);
    } else if (quote === '[' && !mysql) this.#quotedToken('name', start, open, ']', false);
    else return false;
    return true;
  }

  #quotedToken(kind: 'string' | 'name', start: number, open: number, quote: string, backslash: boolean): void {
    const sql = this.#sql;
    let end = open + 1;
    for (; end < sql.length; end++) {
      if (backslash && sql[end] === '\\') end++;
      else if (sql[end] === quote) {
        if (sql[end + 1] !== quote || (quote === ']' && this.#dialect === 'sqlite')) break;
        end++;
      }
    }
    if (end >= sql.length) this.#fail('unterminated quote', start);
    this.#at = Math.min(end + 1, sql.length);
    const inner = sql.slice(open + 1, end).replaceAll(quote + quote, quote);
    if (kind === 'name' && pastedPattern.test(inner)) this.#push('placeholder', '??', start);
    else this.#push(kind, inner, start, kind === 'name' ? inner : '');
  }

  #placeholder(): boolean {
    const start = this.#at;
    if (this.#sql[start] === '%') return this.#percent();
    for (const pattern of placeholderPatterns) {
      const found = this.#match(pattern);
      if (found === undefined) continue;
      if (found.startsWith('{') || found.includes('{')) this.#joined(start);
      else this.#push('placeholder', found, start);
      return true;
    }
    return false;
  }

  /** `%s` where a value or name may stand: `a%s` is modulo, `a %s` is not. */
  #percent(): boolean {
    const start = this.#at;
    const last = this.#tokens.at(-1);
    if (this.#sql.startsWith('%%', start)) {
      this.#at += 2;
      this.#push('symbol', '%', start);
      return true;
    }
    const operand = last && (last.kind === 'symbol' ? last.text === ')' : !awaiting.has(last.text));
    const apart = last?.end !== start || last.name.endsWith('_');
    if (!/[([\d]/.test(this.#sql.charAt(start + 1)) && operand && !apart) return false;
    if (this.#match(percentPattern) === undefined) return false;
    this.#joined(start);
    return true;
  }

  /** `shop_%s`, `${schema}.t`: a placeholder that adjoins a word makes one name with it, which nobody knows. */
  #joined(start: number): void {
    const last = this.#tokens.at(-1);
    if (last?.kind === 'word' && last.end === start) this.#tokens.pop();
    const from = last?.kind === 'word' && last.end === start ? last.start : start;
    this.#push('placeholder', this.#sql.slice(from, this.#at), from);
  }

  #push(kind: TokenKind, text: string, start: number, name = ''): void {
    this.#tokens.push({ kind, text, name, start, end: this.#at });
  }

  #fail(message: string, offset: number): void {
    this.#error ??= { message, offset };
  }
}
