/**
 * What the readings of INSERT, UPDATE, DELETE and MERGE share: the place in the statement, its SELECT list as it grows, and the
 * queries made. What cannot be understood is told once; reading then goes on at the end, where there is nothing to be found.
 */
import type { SqlSyntaxError } from '../postgresSql';
import type { OtherDialect } from './dialect';
import { refusal } from './refusal';
import { type ItemRole, SelectItems } from './selectItems';
import { closing, findOutside, findWord, is, isConstant, isIdentifier, keyword, opensQuery, symbol } from './tokenList';
import type { Token } from './tokens';

export interface Target {
  /** Schema last but one. */
  readonly names: readonly string[];
  readonly alias: string | undefined;
  /** Other names for its rows: `excluded`, `inserted`. */
  readonly rows: readonly string[];
}

export interface Query {
  readonly tokens: readonly Token[];
  /** Of a query made of another statement, one an item. */
  readonly roles?: readonly ItemRole[];
  readonly target?: Target;
}

export interface Parts {
  readonly queries: readonly Query[];
  readonly error?: SqlSyntaxError;
}

const modifiers = ['low_priority', 'delayed', 'high_priority', 'ignore', 'quick', 'overwrite'];
const pseudoRows = ['inserted', 'deleted', 'excluded'];

export class QueryMaker {
  readonly tokens: readonly Token[];
  readonly dialect: OtherDialect;
  readonly items = new SelectItems(token => this.refuse(token));
  /** Index of the token to be read next. */
  at: number;
  readonly #verb: Token | undefined;
  /** The WITH clause. */
  readonly #ctes: readonly Token[];
  readonly #queries: Query[] = [];
  #error: SqlSyntaxError | undefined;

  /** Begins behind the verb, which stands at `at`, and its modifiers. */
  constructor(tokens: readonly Token[], at: number, dialect: OtherDialect) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.#verb = tokens[at];
    this.#ctes = tokens.slice(0, at).filter(token => !is(token, ';'));
    this.at = at + 1;
    this.#modifiers();
  }

  token(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  /** Up to one of the words outside of brackets, or the end. */
  until(...words: readonly string[]): readonly Token[] {
    const from = this.at;
    this.at = Math.min(findWord(this.tokens, from, ...words), this.tokens.length);
    return this.tokens.slice(from, this.at);
  }

  #modifiers(): void {
    for (;;) {
      if (is(this.token(), ...modifiers)) this.at++;
      else if (is(this.token(), 'or') && isIdentifier(this.token(1))) this.at += 2;
      else if (is(this.token(), 'top') && is(this.token(1), '(')) this.at = closing(this.tokens, this.at + 1) + 1;
      else if (is(this.token(), 'top') && isConstant(this.token(1))) this.at += 2;
      else if (is(this.token(), 'percent')) this.at++;
      else return;
    }
  }

  /** `[schema.]name [AS alias]` and what stands behind it. */
  target(aliased: boolean): Target | undefined {
    const names: string[] = [];
    for (;;) {
      const token = this.token();
      // `db..t` leaves out the schema; a placeholder stands for a name.
      if (is(token, '.')) {
        if (is(this.token(-1), '.')) names.push('');
        this.at++;
      } else if (isIdentifier(token) || token?.kind === 'placeholder') {
        names.push(token?.name ?? '');
        this.at++;
        if (!is(this.token(), '.')) break;
      } else {
        this.refuse();
        return undefined;
      }
    }
    this.hints();
    let alias: string | undefined;
    if (aliased && is(this.token(), 'as')) {
      alias = this.token(1)?.name;
      this.at += 2;
    }
    return { names, alias, rows: pseudoRows };
  }

  /** The first table of a list. */
  targetIn(list: readonly Token[]): Target | undefined {
    const maker = new QueryMaker(list, -1, this.dialect);
    const target = maker.target(true);
    const next = maker.token();
    const alias = target?.alias ?? (isIdentifier(next) && !is(next, 'not', 'indexed', 'with') ? next?.name : undefined);
    return target && { ...target, alias };
  }

  hints(): void {
    if (is(this.token(), 'with', 'partition') && is(this.token(1), '(') && !opensQuery(this.tokens, this.at + 1)) {
      this.at = closing(this.tokens, this.at + 1) + 1;
    }
  }

  named(target: Target): readonly Token[] {
    return target.names.flatMap((name, i): Token[] => {
      const token: Token = { ...keyword(name, this.#verb), kind: name === '' ? 'placeholder' : 'name' };
      return i === 0 ? [token] : [symbol('.', this.#verb), token];
    });
  }

  /** RETURNING or OUTPUT [… INTO …] */
  outputs(...ends: readonly string[]): void {
    this.at++;
    const list = ends.includes('(') ? this.#outputsBeforeQuery(ends) : this.until('into', ...ends);
    this.items.outputs(list);
    if (is(this.token(), 'into')) this.until(...ends);
  }

  /** A bracket ends the list where a query opens. */
  #outputsBeforeQuery(ends: readonly string[]): readonly Token[] {
    const from = this.at;
    this.at = findOutside(
      this.tokens,
      from,
      i => is(this.tokens[i], 'into', ...ends.filter(end => end !== '(')) || opensQuery(this.tokens, i),
    );
    return this.tokens.slice(from, this.at);
  }

  /** A query in brackets or not, up to `end`, that stands in the statement as it is. */
  source(end: number): void {
    this.#queries.push({ tokens: [...this.#ctes, ...this.tokens.slice(this.at, end)] });
    this.at = end;
  }

  /** What the items are given out of. Left out where there are neither and another query is there. */
  query(from: readonly Token[], tail: readonly Token[], target: Target | undefined): void {
    const items = this.items.list.filter(({ tokens }) => tokens.length > 0);
    if (tail.length === 0 && items.length === 0 && this.#queries.length > 0) return;
    const list = items.flatMap(({ tokens }, i) => (i === 0 ? tokens : [symbol(',', tokens[0]), ...tokens]));
    const one: Token = { ...keyword('1', this.#verb), kind: 'number' };
    const tokens = [
      ...this.#ctes,
      keyword('select', this.#verb),
      ...(list.length === 0 ? [one] : list),
      keyword('from', from[0]),
      ...from,
      ...tail,
    ];
    this.#queries.push({ tokens, roles: items.map(({ role }) => role), ...(target ? { target } : {}) });
  }

  parts(): Parts {
    return { queries: this.#error ? [] : this.#queries, ...(this.#error ? { error: this.#error } : {}) };
  }

  refused(token?: Token): Parts {
    this.refuse(token);
    return this.parts();
  }

  /** Nothing is read from here on. */
  refuse(token = this.token()): void {
    this.#error ??= refusal(token, this.tokens.at(-1)?.end ?? 0);
    this.at = this.tokens.length;
  }
}
