import type { StatementParts } from '../../sql/statementParts';

/** The queries of a statement, each in the one around it. */
export class QueryTree {
  readonly #parents: readonly (number | undefined)[];

  constructor({ queries }: StatementParts) {
    this.#parents = queries.map(({ parent }) => parent);
  }

  /** The query and those around it, innermost first. */
  around(query: number): readonly number[] {
    const chain: number[] = [];
    for (let at: number | undefined = query; at !== undefined; at = this.#parents[at]) chain.push(at);
    return chain;
  }

  /** The innermost query that holds both. */
  common(one: number | undefined, other: number | undefined): number | undefined {
    if (one === undefined || other === undefined) return one ?? other;
    const chain = new Set(this.around(one));
    return this.around(other).find(query => chain.has(query));
  }

  /** 0: the same query; larger the further out; `undefined` where `outer` is not around `query`. */
  distance(query: number, outer: number): number | undefined {
    const at = this.around(query).indexOf(outer);
    return at < 0 ? undefined : at;
  }
}
