import type { SqlSyntaxError } from '../postgresSql';
import type { ColumnUse, StatementKind } from '../statement';

/** What is read by node-sql-parser; PostgreSQL has its own parser. MariaDB counts as MySQL. */
export type OtherDialect = 'mysql' | 'sqlite' | 'transactsql';

/** What is known of one statement. Of one that was not understood: kind, writes and tables, told by its words alone. */
export interface DialectAnalysis {
  readonly kind: StatementKind;
  /** It writes to a table when it runs. True of a statement whose first word is not known. */
  readonly writes: boolean;
  /** In order of appearance, each once, as first written, without schema and quotes; no CTEs, `#temporary` tables, functions. */
  readonly tables: readonly string[];
  /** Each pair of column and role once; none of a utility statement. */
  readonly columns: readonly ColumnUse[];
  /** The grammar is narrower than the server's: an error is no proof that the server would refuse the statement. */
  readonly error?: SqlSyntaxError;
}

export interface DialectSql {
  /** Of ONE statement; placeholders may be `?`, `:name`, `@name`, `%s`, `$1` and their kin. Never throws; 1 ms as a rule, 150 at most. */
  analyze(sql: string): DialectAnalysis;
}
