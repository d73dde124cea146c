/** The SELECT list of a query that is made of a statement which changes data. */
import { closing, findOutside, is, isConstant, isIdentifier, keyword, splitCommas, symbol } from './tokenList';
import type { Token } from './tokens';

/** What a column in an item of the SELECT list is there for; `target`: a column of what is written. */
export type ItemRole = 'output' | 'other' | 'target';

export interface Item {
  readonly tokens: readonly Token[];
  readonly role: ItemRole;
}

export class SelectItems {
  readonly #list: Item[] = [];
  readonly #refuse: (token: Token | undefined) => void;

  /** `refuse` is told of what cannot stand where it does; `undefined` stands for the token that is to be read next. */
  constructor(refuse: (token: Token | undefined) => void) {
    this.#refuse = refuse;
  }

  get list(): readonly Item[] {
    return this.#list;
  }

  outputs(list: readonly Token[]): void {
    for (const tokens of splitCommas(list)) this.#list.push({ tokens, role: 'output' });
  }

  /** Columns in brackets: of what is written, or expressions of an index. */
  columns(list: readonly Token[]): void {
    for (const tokens of splitCommas(list)) {
      if (tokens.length === 1 && isIdentifier(tokens[0])) this.#list.push({ tokens, role: 'target' });
      else if (tokens.length > 0 && !isConstant(tokens[0])) this.#list.push({ tokens, role: 'other' });
    }
  }

  /** Rows: of the same kind of which only those count that are more than a constant. */
  values(list: readonly Token[]): void {
    if (list.length === 0) return this.#refuse(undefined);
    for (const row of splitCommas(list)) {
      const open = is(row[0], 'row') ? 1 : 0;
      // `VALUES ?`: the driver writes the rows.
      if (row.length === 1 && row[0]?.kind === 'placeholder') continue;
      if (!is(row[open], '(') || closing(row, open) !== row.length - 1) return this.#refuse(row[0]);
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

  /** `a = b, (c, d) = (select …)` */
  assignments(list: readonly Token[]): void {
    // `SET ?`: the driver writes the assignments.
    if (list.length === 1 && list[0]?.kind === 'placeholder') return;
    let next = 0;
    for (const tokens of splitCommas(list)) {
      next += tokens.length;
      const sign = findOutside(tokens, 0, i => is(tokens[i], '=', ':=') || /^[-+*/%&|^]=$/.test(tokens[i]?.text ?? ''));
      if (sign === 0 || sign >= tokens.length - 1) {
        return this.#refuse(sign === 0 ? (tokens[0] ?? list[next]) : list[next]);
      }
      next++;
      const left = tokens.slice(0, sign);
      if (is(left[0], '(')) this.columns(left.slice(1, -1));
      else if (!isConstant(left[0])) this.#list.push({ tokens: left, role: 'target' });
      this.#expression(tokens.slice(sign + 1));
    }
  }

  /** Of WHEN, ON CONFLICT and their kin: `a = 1` → `case when a = 1 then null end`. */
  condition(tokens: readonly Token[]): void {
    const [first] = tokens;
    const words = [keyword('case', first), keyword('when', first)];
    this.#list.push({
      tokens: [...words, ...tokens, keyword('then', first), keyword('null', first), keyword('end', first)],
      role: 'other',
    });
  }

  #expression(tokens: readonly Token[]): void {
    const [first, second] = tokens;
    if (tokens.length === 1 && (isConstant(first) || is(first, 'default', 'null', 'true', 'false'))) return;
    if (tokens.length === 2 && is(first, '-', '+') && isConstant(second)) return;
    // A query of several columns may stand in a function alone.
    const call = [keyword('zf', first), symbol('(', first), ...tokens, symbol(')', first)];
    this.#list.push({ tokens: is(first, '(') ? call : tokens, role: 'other' });
  }
}
