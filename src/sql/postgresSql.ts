import type { Expression } from './expression';
import type { StatementParts } from './statementParts';
import type { PreparedText, TextHole } from './preparedText';
import type { ColumnPredicate, ParameterizedSql, Statement, StatementFacts } from './statement';

export interface SqlSyntaxError {
  readonly message: string;
  /** UTF-16 offset in the SQL. */
  readonly offset: number;
}

/** What PostgreSQL's parser says of a text that should hold exactly one statement with `$n` parameters. */
export interface SqlAnalysis {
  /** How many statements the text holds; 0 for blank or comments alone. */
  readonly statements: number;
  /** Of the first statement; absent where it does not parse. */
  readonly facts?: StatementFacts;
  readonly predicates: readonly ColumnPredicate[];
  readonly error?: SqlSyntaxError;
}

/** PostgreSQL's own lexer and parser (libpg-query), loaded. Offsets are UTF-16 code units, never bytes. */
export interface PostgresSql {
  /**
   * Statements of a script, by the token stream: `;` in literals, dollar quotes and comments does not split, psql's
   * backslash commands and COPY data are passed over, a half-typed neighbour does not disturb the others.
   */
  split(script: string): readonly Statement[];
  /** The statement that holds the offset, or, behind its `;` on the same line, the one before. */
  statementAt(script: string, offset: number): Statement | undefined;
  /** Rewrites `?`, `:name`, `%s`, `%(name)s` to `$n`; existing `$n` are kept. Casts, JSON operators and literals are left alone. */
  parameterize(sql: string): ParameterizedSql;
  /** The same, and interpolations: `holes` are marked by `$n` in `sql`. Fills what is no value, so that the parser takes it. */
  prepare(sql: string, holes: readonly TextHole[]): PreparedText;
  analyze(sql: string): SqlAnalysis;
  /** A condition or sort key as EXPLAIN prints it, references to SubPlans and InitPlans included; `undefined` if it is none. */
  planExpression(text: string): Expression | undefined;
  /** Where the tables, conditions, keys and clauses of one statement stand; `undefined` where it does not parse. */
  parts(sql: string): StatementParts | undefined;
  /** The expressions of a list, such as all sort keys of a step; empty if it is none. */
  planExpressions(text: string): readonly Expression[];
  /** Hex fingerprint, equal for statements that differ in literals, case, spacing, comments and placeholder style. */
  shape(sql: string): string;
  /** One readable line: keywords in capitals, `?` for constants and placeholders, `(?, …)` for lists. Equal for equal shapes. */
  normalise(sql: string): string;
  /** Literals replaced by `?`, for logs. Text that cannot be lexed becomes `<unreadable SQL>`. */
  redact(sql: string): string;
}
