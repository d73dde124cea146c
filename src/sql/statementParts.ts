import type { Expression } from './expression';

/** A part of a statement that a step of its plan may stem from. Offsets are UTF-16 code units in the SQL. */
export interface StatementPart {
  readonly kind:
    | 'table'
    | 'function'
    | 'values'
    | 'subquery'
    | 'cte'
    | 'predicate'
    | 'order'
    | 'group'
    | 'distinct'
    | 'limit'
    | 'aggregate'
    | 'window'
    | 'set'
    | 'lock'
    | 'write';
  readonly start: number;
  readonly end: number;
  /** The query that it stands in, by its place in `queries`. */
  readonly query: number;
  /** Of tables, functions and CTEs: its name; of set operations: `UNION`, `INTERSECT`, `EXCEPT`. */
  readonly name?: string;
  /** Under which the query knows a table, function or subquery. */
  readonly alias?: string;
  /** Of subqueries and CTEs: the query in it. */
  readonly inner?: number;
  /** Of predicates, and of items to sort or group by. */
  readonly expression?: Expression;
}

export interface StatementParts {
  /** In the order of the tree: what a query holds follows after the query. */
  readonly parts: readonly StatementPart[];
  /** Each SELECT (or writing statement) in the statement. */
  readonly queries: readonly {
    readonly parent?: number;
    /** Aliases of its FROM items. */
    readonly aliases: ReadonlySet<string>;
  }[];
}
