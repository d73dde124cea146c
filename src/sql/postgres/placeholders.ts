/**
 * Reads a statement's tokens as pieces: SQL to keep and placeholders of any style. A character such as `?` or `%` is
 * an operator between two operands and a placeholder elsewhere, and the lexer merges it with operators beside it
 * (`=?`, `=%` `s`): both are decided here by what stands before and after.
 */
import type { Parameter, PlaceholderStyle } from '../statement';
import { type Token, tokenize } from './lexer';
import type { KeywordKind } from './parser';

export type Keywords = (word: string) => KeywordKind;

export interface Piece {
  readonly kind: Token['kind'] | 'placeholder';
  readonly start: number;
  readonly end: number;
  /** Stands for the source text where it differs, e.g. `$2`, `%`. */
  readonly replacement?: string;
  /** Of a placeholder. */
  readonly number?: number;
  readonly unterminated: boolean;
  /** An operand ends here: what follows may be an infix operator. */
  readonly endsOperand: boolean;
}

export interface Pieces {
  readonly pieces: readonly Piece[];
  /** By number, each once. */
  readonly parameters: readonly Parameter[];
}

/** PostgreSQL's own operators with a question mark; JDBC doubles the mark to escape it. */
const questionOperators: ReadonlyMap<string, string> = new Map([
  ...['?', '?|', '?&', '@?', '?#', '?-', '?-|', '?||'].map(text => [text, text] as const),
  ...['?', '?|', '?&'].map(text => [`?${text}`, text] as const),
]);

/** Words that end an operand though they are reserved. */
const operandWords = new Set([
  ...['null', 'true', 'false', 'end', 'default', 'current_date', 'current_time', 'current_timestamp', 'localtime'],
  ...['localtimestamp', 'current_user', 'session_user', 'user', 'current_role', 'current_catalog', 'current_schema'],
]);
/** Unreserved words that await a value. */
const awaitingWords = new Set(['by', 'zone', 'escape', 'exclude', 'return', 'value', 'increment', 'start', 'cache']);
/** Words that begin an operand though they are reserved or name a construct. */
const openingWords = new Set([
  ...[
    'any',
    'all',
    'some',
    'array',
    'case',
    'cast',
    'not',
    'null',
    'true',
    'false',
    'row',
    'select',
    'exists',
    'coalesce',
  ],
  ...['current_date', 'current_timestamp', 'current_user', 'interval', 'position', 'substring', 'trim', 'nullif'],
]);

/** Longer names of placeholders are none. */
const longestName = 300;
/** Behind the `%`: `s`, `(name)s`, and the directives of printf. */
const percentPattern = /^(?:\(([^()\n]+)\)[sdif]|(?:\d+\$|\[\d+\])?[-+]?[sdvqiuftIL](?![a-z0-9$]))/;
const fieldPattern = /^\{(\w*)(?::[^{}\n]*)?\}/;
const pastedPattern = /^\$\{([^{}\n]*)\}/;
const boundPattern = /^#\{([^{}]*)\}/;
const spelPattern = /^:[#$]\{([^{}\n]*)\}/;
/** pg-promise: `$<name>`, `$(name)`, `$/name/`, `$[name]`, with a format modifier or without. */
const pgPromisePattern =
  /^\$(?:<(\w+)(?:[:^~#]\w*)?>|\((\w+)(?:[:^~#]\w*)?\)|\/(\w+)(?:[:^~#]\w*)?\/|\[(\w+)(?:[:^~#]\w*)?\])/;
/** pg-promise: `$1:csv`. */
const modifiedPattern = /^(\$\d+):(?:csv|list|json|name|alias|raw|value)\b/;
/** Knex: `:column:` is a name. */
const boundNamePattern = /^:(\w+):(?![:\w])/;
const spreadPattern = /^:\.\.\.(\w+)/;
const atPattern = /^@([A-Za-z_]\w*|\d{1,2}(?!\w))/;
const dollarNamePattern = /^\$([A-Za-z_]\w*)(?!\$)/;
const sqlcPattern = /^sqlc\.(?:n?arg|slice)\(\s*['"]?(\w+)['"]?\s*\)/i;

export function readPieces(sql: string, keywords: Keywords): Pieces {
  const percent = new PieceReader(sql, keywords, true).read();
  // `%%` means `%` only where the driver reads percent placeholders at all.
  return percent.sawPercent ? percent : new PieceReader(sql, keywords, false).read();
}

class PieceReader {
  readonly #sql: string;
  readonly #keywords: Keywords;
  readonly #percent: boolean;
  readonly #tokens: readonly Token[];
  readonly #pieces: Piece[] = [];
  readonly #parameters = new Map<number, Parameter>();
  readonly #named = new Map<string, number>();
  readonly #brackets: ('slice' | 'array' | 'round')[] = [];
  #last: Piece | undefined;
  #word = '';
  #free = 0;
  #sawPercent = false;

  constructor(sql: string, keywords: Keywords, percent: boolean) {
    this.#sql = sql;
    this.#keywords = keywords;
    this.#percent = percent;
    this.#tokens = tokenize(sql);
    for (const token of this.#tokens)
      if (token.kind === 'parameter') this.#free = Math.max(this.#free, numberOf(sql, token));
  }

  read(): Pieces & { readonly sawPercent: boolean } {
    const tokens = this.#tokens;
    for (let i = 0; i < tokens.length;) {
      const token = tokens[i];
      if (!token) break;
      i += this.#token(token, i);
    }
    const parameters = [...this.#parameters.values()].sort((a, b) => a.number - b.number);
    return { pieces: this.#pieces, parameters, sawPercent: this.#sawPercent };
  }

  /** Gives how many tokens were used. */
  #token(token: Token, i: number): number {
    switch (token.kind) {
      case 'comment':
        this.#pieces.push({ ...token, endsOperand: false });
        return 1;
      case 'parameter': {
        const modified = this.#pattern(token.start, i, modifiedPattern, 'dollar-name');
        if (modified !== undefined) return modified;
        const number = numberOf(this.#sql, token);
        this.#note({ number, style: 'dollar' });
        this.#push({ ...token, kind: 'placeholder', number, endsOperand: true });
        return 1;
      }
      case 'word': {
        const sqlc = this.#sqlcCall(token, i);
        if (sqlc !== undefined) return sqlc;
        this.#push({ ...token, endsOperand: this.#wordEndsOperand(token) });
        this.#word = this.#text(token).toLowerCase();
        return 1;
      }
      case 'quoted-identifier':
      case 'number':
        this.#push({ ...token, endsOperand: true });
        return 1;
      case 'string':
        if (this.#percent) this.#pushHalved({ ...token, endsOperand: true });
        else this.#push({ ...token, endsOperand: true });
        return 1;
      case 'operator':
        return this.#operator(token, i);
      case 'other':
        return this.#punctuation(token, i);
    }
  }

  #punctuation(token: Token, i: number): number {
    const text = this.#text(token);
    if (text === '(') this.#brackets.push('round');
    else if (text === '[') this.#brackets.push(this.#endsOperand() ? 'slice' : 'array');
    else if (text === ')' || text === ']') this.#brackets.pop();
    else if (text === ':') return this.#colon(token, i);
    else if (text === '{') {
      const brace = this.#pattern(token.start, i, fieldPattern, 'brace');
      if (brace !== undefined) return brace;
    } else if (text === '$') {
      const named =
        this.#pattern(token.start, i, pastedPattern, 'dollar-brace') ??
        this.#pattern(token.start, i, pgPromisePattern, 'dollar-name') ??
        (this.#endsOperand() ? undefined : this.#pattern(token.start, i, dollarNamePattern, 'dollar-name'));
      if (named !== undefined) return named;
    }
    this.#push({ ...token, endsOperand: text === ')' || text === ']' });
    return 1;
  }

  /** `:name`, `:1`, `:'name'`; not `a[1:n]`, `a[:n]` or `json_object('a':b)`. */
  #colon(token: Token, i: number): number {
    const next = this.#tokens[i + 1];
    const inSlice = this.#brackets.at(-1) === 'slice';
    const before = this.#last;
    const opensSlice = inSlice && before !== undefined && this.#sql[before.start] === '[';
    if (!this.#endsOperand()) {
      const other =
        this.#pattern(token.start, i, spreadPattern, 'colon') ??
        this.#pattern(token.start, i, boundNamePattern, 'double-question') ??
        this.#pattern(token.start, i, spelPattern, 'hash-brace');
      if (other !== undefined) return other;
    }
    if (next?.start === token.end && !this.#endsOperand() && !opensSlice) {
      const text = this.#text(next);
      const plain = next.kind === 'word' || (next.kind === 'number' && /^\d+$/.test(text));
      const literal = next.kind === 'string' && text.startsWith("'") && !next.unterminated;
      if (plain || literal) {
        this.#placeholder(token.start, next.end, 'colon', literal ? text.slice(1, -1) : text);
        return 2;
      }
    }
    this.#push({ ...token, endsOperand: false });
    return 1;
  }

  /** An operator may hold several things: `=?`, `?-?`, `||%` with `s` behind it. */
  #operator(token: Token, i: number): number {
    const end = token.end;
    let at = token.start;
    while (at < end) {
      const rest = this.#sql.slice(at, end);
      const named = this.#percentPlaceholder(rest, at, i) ?? this.#signedName(rest, at, i);
      if (named !== undefined) return named;
      const question = rest.indexOf('?');
      if (question < 0) return this.#plainOperator(token, at, rest);
      if (this.#endsOperand()) {
        const known = questionOperators.get(rest);
        if (known !== undefined && this.#opensOperand(this.#tokens[i + 1], i + 1)) {
          this.#push({ ...token, start: at, endsOperand: false, ...(known === rest ? {} : { replacement: known }) });
          return 1;
        }
      }
      if (question > 0) this.#push({ ...token, start: at, end: at + question, endsOperand: false });
      const start = at + question;
      if (rest.startsWith('??', question)) {
        this.#placeholder(start, start + 2, 'double-question');
        at = start + 2;
        continue;
      }
      const next = this.#tokens[i + 1];
      if (start + 1 === end && next?.start === end && next.kind === 'number' && /^\d+$/.test(this.#text(next))) {
        this.#placeholder(start, next.end, 'question', this.#text(next));
        return 2;
      }
      this.#placeholder(start, start + 1, 'question');
      at = start + 1;
    }
    return 1;
  }

  /** `@name` and `#{name}` at the end of an operator. */
  #signedName(rest: string, at: number, i: number): number | undefined {
    const start = at + rest.length - 1;
    const sign = rest.at(-1);
    if (sign === '@') {
      if (this.#endsOperand() && (rest === '@' || /[<~|&@]@$/.test(rest))) return undefined;
      if (rest.endsWith('@@')) return undefined;
    } else if (sign !== '#' || this.#sql[start + 1] !== '{') return undefined;
    const pattern = sign === '@' ? atPattern : boundPattern;
    if (!pattern.test(this.#sql.slice(start, start + longestName))) return undefined;
    if (rest.length > 1) {
      this.#push({ kind: 'operator', start: at, end: start, unterminated: false, endsOperand: false });
    }
    return this.#pattern(start, i, pattern, sign === '@' ? 'at' : 'hash-brace');
  }

  /** A placeholder that the text at `start` matches; gives how many tokens it uses, the first of them being `i`. */
  #pattern(start: number, i: number, pattern: RegExp, style: PlaceholderStyle): number | undefined {
    const match = pattern.exec(this.#sql.slice(start, start + longestName));
    if (!match) return undefined;
    const end = start + match[0].length;
    // MyBatis: `#{name,jdbcType=VARCHAR}`.
    const groups: readonly (string | undefined)[] = match.slice(1);
    const name = groups
      .find(group => group !== undefined)
      ?.replace(/,.*/s, '')
      .trim();
    this.#placeholder(start, end, style, name === '' ? undefined : name);
    let used = 1;
    while ((this.#tokens[i + used]?.start ?? Infinity) < end) used++;
    return used;
  }

  /** sqlc's own functions are replaced before the statement is sent (docs.sqlc.dev, "Naming parameters"). */
  #sqlcCall(token: Token, i: number): number | undefined {
    if (this.#text(token).toLowerCase() !== 'sqlc') return undefined;
    return this.#pattern(token.start, i, sqlcPattern, 'sqlc');
  }

  #plainOperator(token: Token, at: number, rest: string): number {
    if (this.#percent && rest.includes('%%')) this.#pushHalved({ ...token, start: at, endsOperand: false });
    else this.#push({ ...token, start: at, endsOperand: rest === '*' && !this.#endsOperand() });
    return 1;
  }

  /** `%s` and `%(name)s` at the end of an operator. Tokens used, `undefined` where it is none. */
  #percentPlaceholder(rest: string, at: number, i: number): number | undefined {
    if (!this.#percent || !rest.endsWith('%') || rest.endsWith('%%')) return undefined;
    const start = at + rest.length - 1;
    const following = this.#sql.slice(start + 1, start + 200);
    const match = percentPattern.exec(following);
    if (!match) return undefined;
    // `50%d` is no directive, `tbl_%s` is.
    const joined = this.#last?.end === start && this.#last.kind === 'word';
    if (rest === '%' && this.#endsOperand() && !this.#beginsDirective(start, joined)) return undefined;
    if (match[1] === undefined && this.#isModulo(match[0])) return undefined;
    if (rest.includes('?')) return undefined;
    if (rest.length > 1) {
      this.#push({ kind: 'operator', start: at, end: start, unterminated: false, endsOperand: false });
    }
    const end = start + 1 + match[0].length;
    this.#placeholder(start, end, match[1] === undefined ? 'percent' : 'percent-named', match[1]);
    this.#sawPercent = true;
    let used = 1;
    while ((this.#tokens[i + used]?.start ?? Infinity) < end) used++;
    return used;
  }

  /** Behind an operand: `t %s`, `$1 %s`, `tbl_%s`; `a % s` and `a%s` are modulo. */
  #beginsDirective(start: number, joined: boolean): boolean {
    if (joined) return this.#sql[start - 1] === '_';
    return this.#last?.kind === 'placeholder' || /\s/.test(this.#sql.charAt(start - 1));
  }

  /** `%d` and the like are read only where no percent sign of another kind could be meant. */
  #isModulo(directive: string): boolean {
    return directive !== 's' && this.#last === undefined;
  }

  /** `%%` becomes `%`: a piece for each, so that offsets beside them stay exact. */
  #pushHalved(piece: Piece): void {
    const text = this.#text(piece);
    let at = piece.start;
    for (let found = text.indexOf('%%'); found >= 0; found = text.indexOf('%%', found + 2)) {
      const end = piece.start + found + 2;
      this.#push({ ...piece, start: at, end: end - 1 });
      this.#push({ ...piece, start: end - 1, end, replacement: '' });
      at = end;
    }
    if (at < piece.end) this.#push({ ...piece, start: at });
  }

  #placeholder(start: number, end: number, style: PlaceholderStyle, name?: string): void {
    const key = name === undefined ? undefined : `${style} ${name}`;
    let number = key === undefined ? undefined : this.#named.get(key);
    if (number === undefined) {
      number = ++this.#free;
      if (key !== undefined) this.#named.set(key, number);
      this.#note({ number, style, ...(name === undefined ? {} : { name }) });
    }
    this.#push({
      kind: 'placeholder',
      start,
      end,
      replacement: `$${number}`,
      number,
      unterminated: false,
      endsOperand: true,
    });
  }

  #note(parameter: Parameter): void {
    if (!this.#parameters.has(parameter.number)) this.#parameters.set(parameter.number, parameter);
  }

  #push(piece: Piece): void {
    this.#pieces.push(piece);
    this.#last = piece;
  }

  #endsOperand(): boolean {
    return this.#last?.endsOperand ?? false;
  }

  #wordEndsOperand(token: Token): boolean {
    const word = this.#text(token).toLowerCase();
    const last = this.#last;
    // Behind a dot any word is a column.
    if (last && this.#sql[last.start] === '.' && last.end - last.start === 1) return true;
    if (operandWords.has(word)) return true;
    if (awaitingWords.has(word)) return false;
    if ((word === 'first' || word === 'next') && this.#word === 'fetch') return false;
    const kind = this.#keywords(word);
    return kind === 'none' || kind === 'unreserved';
  }

  #opensOperand(token: Token | undefined, i: number): boolean {
    if (!token) return false;
    const text = this.#text(token);
    switch (token.kind) {
      case 'string':
      case 'number':
      case 'parameter':
      case 'quoted-identifier':
        return true;
      case 'comment':
        return this.#opensOperand(this.#tokens[i + 1], i + 1);
      case 'operator':
        return text === '?' || text === '-' || text === '%' || text === '@' || text === '?)';
      case 'other':
        return text === '(' || text === ':';
      case 'word': {
        const word = text.toLowerCase();
        if (openingWords.has(word)) return true;
        if (word === 'preceding' || word === 'following' || word === 'rows' || word === 'row') return false;
        const kind = this.#keywords(word);
        return kind === 'none' || kind === 'unreserved';
      }
    }
  }

  #text(token: { readonly start: number; readonly end: number }): string {
    return this.#sql.slice(token.start, token.end);
  }
}

function numberOf(sql: string, token: Token): number {
  return Number(sql.slice(token.start + 1, token.end));
}
