/** Which SQL a file speaks: by the drivers that it names, then by what no other dialect has. */
import { tokenize } from '../sql/postgres/lexer';
import type { Dialect } from './sourceQuery';

const drivers: Readonly<Record<Dialect, RegExp>> = {
  postgresql:
    /\b(?:node-postgres|postgres(?:ql)?(?:js)?|psycopg\w*|asyncpg|pgx\w*|pgxpool|npgsql\w*|tokio_postgres|slonik|pg-promise|libpq|lib\/pq|PGconn|pgtype|PgPool|aiopg|pg_dump)\b|['"]pg['"]|\bPG[.:]/i,
  mysql: /\b(?:mysql2?\w*|pymysql|mysqldb|mariadb\w*|mysqli\w*|aiomysql|wpdb|MySqlConnect\w*)\b/i,
  sqlite:
    /\b(?:better-sqlite3|sqlite3?|rusqlite|aiosqlite|go-sqlite3|androidx\.room|expo-sqlite|Sqlite\w+|SQLiteDatabase|SupportSQLite\w*)\b/i,
  transactsql:
    /\b(?:mssql\w*|tedious|pymssql|sqlserver|SqlConnection|SqlCommand|SqlDataReader|SqlClient|tiny_tds|TinyTds|tiberius|MsSql\w*)\b/,
};

/** By the drivers that the file names; `undefined`: none, or several. */
export function dialectOfFile(text: string): Dialect | undefined {
  // Imports stand at the top; the whole of a long file is not worth a search at each keystroke.
  const head = text.slice(0, 8_000);
  const named = (Object.keys(drivers) as Dialect[]).filter(dialect => drivers[dialect].test(head));
  return named.length === 1 ? named[0] : undefined;
}

/** By what the statement has that PostgreSQL does not; `undefined`: nothing. */
export function dialectOfText(sql: string): Dialect | undefined {
  const tokens = tokenize(sql.length > 20_000 ? sql.slice(0, 20_000) : sql).filter(token => token.kind !== 'comment');
  const words = tokens.map(token => sql.slice(token.start, token.end).toLowerCase());
  const has = (...sequence: readonly string[]) =>
    words.some((_, i) => sequence.every((word, k) => words[i + k] === word));
  if (words.some((word, i) => tokens[i]?.kind === 'operator' && word.includes('`'))) return 'mysql';
  if (has('on', 'duplicate', 'key') || has('auto_increment') || has('insert', 'ignore') || has('engine', '='))
    return 'mysql';
  if (has('sql_calc_found_rows') || has('straight_join') || has('replace', 'into')) return 'mysql';
  if (words[0] === 'show' && has('columns')) return 'mysql';
  if (['use', 'describe', 'desc'].includes(words[0] ?? '')) return 'mysql';
  if (has('insert', 'or') || has('autoincrement') || words[0] === 'pragma' || has('without', 'rowid')) return 'sqlite';
  if (
    isBracketed(words) ||
    has('dbo', '.') ||
    has('cross', 'apply') ||
    has('outer', 'apply') ||
    words.some((word, i) => (word === 'declare' || word === 'set') && words[i + 1] === '@') ||
    has('nvarchar') ||
    has('getdate', '(') ||
    has('identity', '(') ||
    has('with', '(', 'nolock')
  )
    return 'transactsql';
  if (
    words.some(
      (word, i) =>
        word === 'top' &&
        /^(?:\d|\(|\$)/.test(words[i + 1] ?? '') &&
        ['select', 'distinct', 'delete', 'update'].includes(words[i - 1] ?? ''),
    )
  )
    return 'transactsql';
  return undefined;
}

/** `[dbo].[Orders]`: a bracket where a name must stand. */
function isBracketed(words: readonly string[]): boolean {
  return words.some(
    (word, i) =>
      word === '[' &&
      ['from', 'join', 'into', 'update', 'select', '.', ',', 'by', 'where', 'and', 'table', 'exec', 'on'].includes(
        words[i - 1] ?? '',
      ) &&
      words[i + 2] === ']',
  );
}
