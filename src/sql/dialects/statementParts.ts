/**
 * Makes queries of a statement that changes data, because the parser takes little of OUTPUT, MERGE, ON CONFLICT,
 * UPDATE … FROM and the like, and takes every query. What is assigned and what is given out becomes the query's SELECT list:
 * `update t set a = f(b) where c = 1 returning d` is read as `select a, f(b), d from t where c = 1`.
 */
import type { SqlSyntaxError } from '../postgresSql';
import type { OtherDialect } from './dialect';
import {
  closing,
  findOutside,
  findWord,
  is,
  isConstant,
  isIdentifier,
  keyword,
  opensQuery,
  splitCommas,
  symbol,
} from './tokenList';
import type { Token } from './tokens';
import type { Verb } from './verb';

/** What a column in an item of the SELECT list is there for; `target`: a column of what is written. */
export type ItemRole = 'output' | 'other' | 'target';

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

export function partsOf(tokens: readonly Token[], verb: Verb, dialect: OtherDialect): Parts {
  const maker = new QueryMaker(tokens, verb.at, dialect);
  switch (verb.kind) {
    case 'insert':
      return maker.insert();
    case 'update':
      return maker.update();
    case 'delete':
      return maker.delete();
    case 'merge':
      return maker.merge();
    default:
      return { queries: [{ tokens }] };
  }
}

interface Item {
  readonly tokens: readonly Token[];
  readonly role: ItemRole;
}

const modifiers = ['low_priority', 'delayed', 'high_priority', 'ignore', 'quick', 'overwrite'];
const conflictWords = ['duplicate', 'conflict', 'constraint'];
const pseudoRows = ['inserted', 'deleted', 'excluded'];

class QueryMaker {
  readonly #tokens: readonly Token[];
  readonly #dialect: OtherDialect;
  readonly #verb: Token | undefined;
  /** The WITH clause. */
  readonly #ctes: readonly Token[];
  readonly #items: Item[] = [];
  readonly #queries: Query[] = [];
  #at: number;
  #error: SqlSyntaxError | undefined;

  constructor(tokens: readonly Token[], at: number, dialect: OtherDialect) {
    this.#tokens = tokens;
    this.#dialect = dialect;
    this.#verb = tokens[at];
    this.#ctes = tokens.slice(0, at).filter(token => !is(token, ';'));
    this.#at = at + 1;
    this.#modifiers();
  }

  insert(): Parts {
    if (is(this.#token(), 'into')) this.#at++;
    const target = this.#target(is(this.#token(1), 'as') || is(this.#token(3), 'as'));
    if (!target) return this.#parts();
    if (is(this.#token(), '(') && !opensQuery(this.#tokens, this.#at)) {
      this.#columns(this.#tokens.slice(this.#at + 1, closing(this.#tokens, this.#at)));
      this.#at = closing(this.#tokens, this.#at) + 1;
    }
    this.#hints();
    if (is(this.#token(), 'output')) this.#outputs('values', 'select', 'exec', 'execute', 'default', 'with', '(');
    let rows: string | undefined;
    if (is(this.#token(), 'values', 'value')) {
      this.#at++;
      this.#values(this.#until('on', 'returning', 'as', 'option'));
    } else if (is(this.#token(), 'set')) {
      this.#at++;
      this.#assignments(this.#until('on', 'returning', 'as'));
    } else if (is(this.#token(), 'default') && is(this.#token(1), 'values')) this.#at += 2;
    else if (is(this.#token(), 'exec', 'execute')) this.#at = this.#tokens.length;
    else if (is(this.#token(), 'select', 'with', 'table', '(')) {
      const end = findOutside(this.#tokens, this.#at, i => this.#endsSource(i));
      this.#queries.push({ tokens: [...this.#ctes, ...this.#tokens.slice(this.#at, end)] });
      this.#at = end;
    } else this.#refuse();
    if (is(this.#token(), 'as')) {
      rows = this.#token(1)?.name;
      this.#at += 2;
      if (is(this.#token(), '(')) this.#at = closing(this.#tokens, this.#at) + 1;
    }
    while (is(this.#token(), 'on')) this.#conflict();
    if (is(this.#token(), 'returning')) this.#outputs();
    if (this.#at < this.#tokens.length && !is(this.#token(), 'option')) this.#refuse();
    this.#query(this.#named(target), [], rows === undefined ? target : { ...target, rows: [...target.rows, rows] });
    return this.#parts();
  }

  update(): Parts {
    const changed = this.#until('set');
    if (!is(this.#token(), 'set')) return this.#refused(changed.find(token => is(token, '=', 'where', 'from')));
    this.#at++;
    this.#assignments(this.#until('from', 'where', 'output', 'returning', 'order', 'limit', 'option'));
    if (is(this.#token(), 'output')) this.#outputs('from', 'where', 'option');
    const from = this.#from();
    const tail = this.#tail();
    const name = this.#targetIn(changed);
    this.#query(from ?? changed, tail, this.#dialect === 'mysql' ? undefined : name);
    return this.#parts();
  }

  delete(): Parts {
    if (is(this.#token(), 'from')) this.#at++;
    const changed = this.#until('from', 'using', 'where', 'output', 'returning', 'order', 'limit', 'option');
    if (changed.length === 0) return this.#refused();
    if (is(this.#token(), 'output')) this.#outputs('from', 'where', 'option');
    if (is(this.#token(), 'using') && this.#dialect === 'mysql') this.#at++;
    const using = is(this.#token(-1), 'using') ? this.#until('where', 'order', 'limit', 'returning') : this.#from();
    const tail = this.#tail();
    this.#query(using ?? changed, tail, this.#dialect === 'mysql' ? undefined : this.#targetIn(changed));
    return this.#parts();
  }

  merge(): Parts {
    if (is(this.#token(), 'into')) this.#at++;
    const changed = this.#until('using');
    if (!is(this.#token(), 'using')) return this.#refused();
    this.#at++;
    const source = this.#until('on');
    const condition = this.#until('when', 'output', 'option');
    if (condition.length < 2) return this.#refused();
    while (is(this.#token(), 'when')) this.#when();
    if (is(this.#token(), 'output')) this.#outputs('option');
    if (is(this.#token(), 'option')) this.#at = this.#tokens.length;
    if (this.#at < this.#tokens.length) this.#refuse();
    const join = keyword('join', source[0]);
    this.#query([...changed, join, ...source, ...condition], [], this.#targetIn(changed));
    return this.#parts();
  }

  /** WHEN [NOT] MATCHED [BY …] [AND …] THEN UPDATE SET … | INSERT (…) VALUES (…) | DELETE */
  #when(): void {
    this.#at++;
    const head = this.#until('then');
    const and = findWord(head, 0, 'and');
    if (and < head.length) this.#condition(head.slice(and + 1));
    this.#at++;
    if (is(this.#token(), 'update') && is(this.#token(1), 'set')) {
      this.#at += 2;
      this.#assignments(this.#until('when', 'output', 'option'));
    } else if (is(this.#token(), 'insert')) {
      this.#at++;
      if (is(this.#token(), '(')) this.#columns(this.#until('values', 'default').slice(1, -1));
      if (is(this.#token(), 'values')) {
        this.#at++;
        this.#values(this.#until('when', 'output', 'option'));
      } else this.#until('when', 'output', 'option');
    } else if (is(this.#token(), 'delete') || is(this.#token(1), 'nothing')) this.#until('when', 'output', 'option');
    else this.#refuse();
  }

  /** ON DUPLICATE KEY UPDATE …; ON CONFLICT [(…) [WHERE …]] DO NOTHING | UPDATE SET … [WHERE …] */
  #conflict(): void {
    if (!is(this.#token(1), ...conflictWords)) return this.#refuse();
    const head = this.#until('update', 'nothing');
    const where = findWord(head, 0, 'where');
    if (is(head[2], '(')) this.#columns(head.slice(3, closing(head, 2)));
    if (where < head.length) this.#condition(head.slice(where + 1, findWord(head, where, 'do')));
    const nothing = is(this.#token(), 'nothing');
    this.#at += is(this.#token(1), 'set') ? 2 : 1;
    if (nothing) return;
    this.#assignments(this.#until('where', 'returning', 'on'));
    if (is(this.#token(), 'where')) {
      this.#at++;
      this.#condition(this.#until('returning', 'on'));
    }
  }

  #endsSource(i: number): boolean {
    const next = this.#tokens[i + 1];
    if (is(this.#tokens[i], 'returning') && !is(this.#tokens[i - 1], '.')) return i > this.#at;
    if (is(this.#tokens[i], 'on')) return is(next, ...conflictWords);
    return (
      is(this.#tokens[i], 'as') &&
      isIdentifier(next) &&
      is(this.#tokens[i + 2], 'on', '(') &&
      is(this.#tokens[i - 1], ')')
    );
  }

  #token(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** Up to one of the words outside of brackets, or the end. */
  #until(...words: readonly string[]): readonly Token[] {
    const from = this.#at;
    this.#at = Math.min(findWord(this.#tokens, from, ...words), this.#tokens.length);
    return this.#tokens.slice(from, this.#at);
  }

  #modifiers(): void {
    for (;;) {
      if (is(this.#token(), ...modifiers)) this.#at++;
      else if (is(this.#token(), 'or') && isIdentifier(this.#token(1))) this.#at += 2;
      else if (is(this.#token(), 'top') && is(this.#token(1), '(')) this.#at = closing(this.#tokens, this.#at + 1) + 1;
      else if (is(this.#token(), 'top') && isConstant(this.#token(1))) this.#at += 2;
      else if (is(this.#token(), 'percent')) this.#at++;
      else return;
    }
  }

  #from(): readonly Token[] | undefined {
    if (!is(this.#token(), 'from')) return undefined;
    this.#at++;
    return this.#until('where', 'output', 'returning', 'order', 'limit', 'option');
  }

  /** WHERE, ORDER BY and LIMIT as they stand, without what is given out. */
  #tail(): readonly Token[] {
    const tail = this.#until('returning', 'option');
    if (is(this.#token(), 'returning')) {
      this.#outputs('order', 'limit');
      this.#at = this.#tokens.length;
    }
    return tail;
  }

  /** `[schema.]name [AS alias]` and what stands behind it. */
  #target(aliased: boolean): Target | undefined {
    const names: string[] = [];
    for (;;) {
      const token = this.#token();
      // `db..t` leaves out the schema; a placeholder stands for a name.
      if (is(token, '.')) {
        if (is(this.#token(-1), '.')) names.push('');
        this.#at++;
      } else if (isIdentifier(token) || token?.kind === 'placeholder') {
        names.push(token?.name ?? '');
        this.#at++;
        if (!is(this.#token(), '.')) break;
      } else {
        this.#refuse();
        return undefined;
      }
    }
    this.#hints();
    let alias: string | undefined;
    if (aliased && is(this.#token(), 'as')) {
      alias = this.#token(1)?.name;
      this.#at += 2;
    }
    return { names, alias, rows: pseudoRows };
  }

  /** The first table of a list. */
  #targetIn(list: readonly Token[]): Target | undefined {
    const maker = new QueryMaker(list, -1, this.#dialect);
    const target = maker.#target(true);
    const next = maker.#token();
    const alias = target?.alias ?? (isIdentifier(next) && !is(next, 'not', 'indexed', 'with') ? next?.name : undefined);
    return target && { ...target, alias };
  }

  #hints(): void {
    if (is(this.#token(), 'with', 'partition') && is(this.#token(1), '(') && !opensQuery(this.#tokens, this.#at + 1)) {
      this.#at = closing(this.#tokens, this.#at + 1) + 1;
    }
  }

  #named(target: Target): readonly Token[] {
    return target.names.flatMap((name, i): Token[] => {
      const token: Token = { ...keyword(name, this.#verb), kind: name === '' ? 'placeholder' : 'name' };
      return i === 0 ? [token] : [symbol('.', this.#verb), token];
    });
  }

  #columns(list: readonly Token[]): void {
    for (const tokens of splitCommas(list)) {
      if (tokens.length === 1 && isIdentifier(tokens[0])) this.#items.push({ tokens, role: 'target' });
      else if (tokens.length > 0 && !isConstant(tokens[0])) this.#items.push({ tokens, role: 'other' });
    }
  }

  /** Rows: of the same kind of which only those count that are more than a constant. */
  #values(list: readonly Token[]): void {
    if (list.length === 0) return this.#refuse();
    for (const row of splitCommas(list)) {
      const open = is(row[0], 'row') ? 1 : 0;
      // `VALUES ?`: the driver writes the rows.
      if (row.length === 1 && row[0]?.kind === 'placeholder') continue;
      if (!is(row[open], '(') || closing(row, open) !== row.length - 1) return this.#refuse(row[0] ?? this.#token());
      if (row.length === open + 2) continue;
      let next = open + 1;
      for (const tokens of splitCommas(row.slice(open + 1, -1))) {
        next += tokens.length;
        if (tokens.length === 0) return this.#refuse(row[next]);
        this.#expression(tokens);
        next++;
      }
    }
  }

  #expression(tokens: readonly Token[]): void {
    const [first, second] = tokens;
    if (tokens.length === 1 && (isConstant(first) || is(first, 'default', 'null', 'true', 'false'))) return;
    if (tokens.length === 2 && is(first, '-', '+') && isConstant(second)) return;
    // A query of several columns may stand in a function alone.
    const call = [keyword('zf', first), symbol('(', first), ...tokens, symbol(')', first)];
    this.#items.push({ tokens: is(first, '(') ? call : tokens, role: 'other' });
  }

  #assignments(list: readonly Token[]): void {
    // `SET ?`: the driver writes the assignments.
    if (list.length === 1 && list[0]?.kind === 'placeholder') return;
    let next = 0;
    for (const tokens of splitCommas(list)) {
      next += tokens.length;
      const sign = findOutside(tokens, 0, i => is(tokens[i], '=', ':=') || /^[-+*/%&|^]=$/.test(tokens[i]?.text ?? ''));
      if (sign === 0 || sign >= tokens.length - 1) {
        return this.#refuse(sign === 0 ? (tokens[0] ?? list[next] ?? this.#token()) : (list[next] ?? this.#token()));
      }
      next++;
      const left = tokens.slice(0, sign);
      if (is(left[0], '(')) this.#columns(left.slice(1, -1));
      else if (!isConstant(left[0])) this.#items.push({ tokens: left, role: 'target' });
      this.#expression(tokens.slice(sign + 1));
    }
  }

  #condition(tokens: readonly Token[]): void {
    const [first] = tokens;
    const words = [keyword('case', first), keyword('when', first)];
    this.#items.push({
      tokens: [...words, ...tokens, keyword('then', first), keyword('null', first), keyword('end', first)],
      role: 'other',
    });
  }

  /** RETURNING or OUTPUT [… INTO …] */
  #outputs(...ends: readonly string[]): void {
    this.#at++;
    const list = ends.includes('(') ? this.#outputsBeforeQuery(ends) : this.#until('into', ...ends);
    for (const tokens of splitCommas(list)) this.#items.push({ tokens, role: 'output' });
    if (is(this.#token(), 'into')) this.#until(...ends);
  }

  /** A bracket ends the list where a query opens. */
  #outputsBeforeQuery(ends: readonly string[]): readonly Token[] {
    const from = this.#at;
    this.#at = findOutside(
      this.#tokens,
      from,
      i => is(this.#tokens[i], 'into', ...ends.filter(end => end !== '(')) || opensQuery(this.#tokens, i),
    );
    return this.#tokens.slice(from, this.#at);
  }

  #query(from: readonly Token[], tail: readonly Token[], target: Target | undefined): void {
    const items = this.#items.filter(({ tokens }) => tokens.length > 0);
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

  #parts(): Parts {
    return { queries: this.#error ? [] : this.#queries, ...(this.#error ? { error: this.#error } : {}) };
  }

  #refused(token?: Token): Parts {
    this.#refuse(token);
    return this.#parts();
  }

  /** Nothing is read from here on. */
  #refuse(token = this.#token()): void {
    this.#error ??= refusal(token, this.#tokens.at(-1)?.end ?? 0);
    this.#at = this.#tokens.length;
  }
}

export function refusal(token: Token | undefined, end: number): SqlSyntaxError {
  if (!token) return { message: 'statement ends too early', offset: end };
  const text = token.name === '' ? token.text : token.name;
  return {
    message: `not understood from "${text.length > 40 ? `${text.slice(0, 40)}…` : text}" on`,
    offset: token.start,
  };
}
