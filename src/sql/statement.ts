/** One SQL statement in a text of one or more. Offsets are UTF-16 code units into that text; the `;` is not part. */
export interface Statement {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How a placeholder is written in the host's SQL. */
export type PlaceholderStyle =
  /** `$1` */
  | 'dollar'
  /** `?`, and JPA's `?1` with its number as name */
  | 'question'
  /** `??`: an identifier, as knex and mysql2 have it */
  | 'double-question'
  /** `:name`, `:1`, TypeORM's `:...names` */
  | 'colon'
  /** `@name` */
  | 'at'
  /** SQLite's `$name` */
  | 'dollar-name'
  /** `%s`, `%d`, `%1$s` */
  | 'percent'
  /** `%(name)s` */
  | 'percent-named'
  /** `{}`, `{0}`, `{name}` */
  | 'brace'
  /** MyBatis' and Spring's `#{name}` */
  | 'hash-brace'
  /** MyBatis' `${name}`, pasted in */
  | 'dollar-brace'
  /** `sqlc.arg(name)`, `sqlc.narg(name)`, `sqlc.slice(name)` */
  | 'sqlc'
  /** An interpolation of the host language */
  | 'hole';

/** One parameter of a statement; several placeholders may stand for it (`$1` twice, `:id` twice). */
export interface Parameter {
  /** 1 for `$1`. */
  readonly number: number;
  /** `:name` and `%(name)s` give a name; a hole gives its source text. */
  readonly name?: string;
  readonly style: PlaceholderStyle;
}

/** What a placeholder stands for: one value, a list of values, a name, or any other piece of SQL. */
export type ParameterKind = 'value' | 'list' | 'identifier' | 'fragment';

/** A statement whose placeholders were rewritten to `$n`, so that PostgreSQL's parser and server take it. */
export interface ParameterizedSql {
  /** As sent. */
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** Every placeholder in `sql`, in order; several may have one number. */
  readonly places: readonly { readonly start: number; readonly end: number; readonly number: number }[];
  /** Offset in the original text of an offset in `sql`. An offset inside a placeholder gives the placeholder's start. */
  readonly toOriginal: (offset: number) => number;
  /** The way back. */
  readonly fromOriginal: (offset: number) => number;
}

/** What a statement does when it runs, told from its parse tree. */
export type StatementKind = 'select' | 'insert' | 'update' | 'delete' | 'merge' | 'values' | 'utility';

/** What PostgreSQL's own parser says of exactly one statement. */
export interface StatementFacts {
  readonly kind: StatementKind;
  /** The word the user knows it by: `SELECT`, `DO`, `CALL`, `CREATE TABLE`, … */
  readonly command: string;
  /** EXPLAIN takes it: SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE, and CREATE TABLE AS / EXECUTE are not. */
  readonly explainable: boolean;
  /** It writes to a table when it runs: DML at the top or in a CTE, SELECT INTO. */
  readonly writes: boolean;
  /** It takes row locks (FOR UPDATE, …), which READ ONLY forbids. */
  readonly locksRows: boolean;
  /** Names of functions called, as written, folded as PostgreSQL folds them (`nextval`, `public.f`). */
  readonly functions: readonly string[];
  /** Tables that stand in FROM, as targets and in subqueries; CTE names are not among them. */
  readonly tables: readonly TableReference[];
  /** What each column is there for; each pair of column and role once. */
  readonly columns: readonly ColumnUse[];
  /** The column that each parameter is compared with or written to, where it is one. */
  readonly parameters: readonly ParameterUse[];
  /** Types that parameters are cast to, by number, as PostgreSQL's catalogue names them (`int4`). */
  readonly parameterTypes: ReadonlyMap<number, string>;
  /** Names of FROM items that stand for their whole row. */
  readonly wholeRows: readonly string[];
  /** LIMIT, OFFSET or FETCH at the top. */
  readonly limited: boolean;
  /** For EXPLAIN: where the statement that it explains begins in the SQL. */
  readonly explains?: { readonly offset: number };
}

export interface TableReference {
  readonly schema?: string;
  readonly name: string;
  readonly alias?: string;
  /** Offset of the name in the SQL. */
  readonly offset: number;
}

/** `column op constant-or-parameter` in a WHERE or JOIN condition that ANDs at top level: what a single-column index serves. */
export interface ColumnPredicate {
  readonly table: TableReference;
  readonly column: string;
  readonly role: 'equality' | 'range' | 'in';
  /** Offset of the column reference in the SQL. */
  readonly offset: number;
}

export type ColumnRole = 'equality' | 'range' | 'join' | 'prefix' | 'in' | 'order' | 'group' | 'output' | 'other';

/** A column of a table, traced through WITH queries and subqueries; without a table where only the catalogue can tell. */
export interface ColumnUse {
  readonly schema?: string;
  readonly table?: string;
  /** `*` for all. */
  readonly column: string;
  readonly role: ColumnRole;
  /** With role `order`. */
  readonly direction?: 'ascending' | 'descending';
}

export interface ParameterUse {
  readonly number: number;
  readonly schema?: string;
  readonly table?: string;
  readonly column: string;
  readonly role: ColumnRole;
}
