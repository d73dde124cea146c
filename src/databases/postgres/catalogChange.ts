import { Failure } from '../../base/failure';
import { loadParser } from '../../sql/postgres/parser';
import type { PostgresSql } from '../../sql/postgresSql';
import type { PostgresConnection } from './connection';
import { buildFailed, notAnOnlineIndexChange } from './explainFailures';
import { readIndexStatement } from './trialIndexStatement';

/**
 * Runs one CREATE INDEX CONCURRENTLY or DROP INDEX CONCURRENTLY for good, without a statement timeout. A build that
 * fails or is cancelled leaves an INVALID index behind, which costs every write and helps no read: it is dropped.
 * @throws Failure
 */
export async function applyIndexChange(
  connection: PostgresConnection,
  sql: PostgresSql,
  ddl: string,
  signal: AbortSignal,
): Promise<void> {
  const statement = readIndexStatement(await loadParser(), ddl);
  const named = statement?.kind === 'drop' || statement?.name !== undefined;
  if (statement?.concurrently !== true || !named || sql.analyze(ddl).statements !== 1) throw notAnOnlineIndexChange();
  const existed = statement.kind === 'create' ? await find(connection, statement, signal) : undefined;
  try {
    await connection.autocommit({ timeoutMs: 0 }, session => session.query(ddl), signal);
  } catch (error) {
    if (!(error instanceof Failure) || statement.kind === 'drop') throw error;
    // The caller's signal may have fired: the cleaning up has its own.
    const cleaning = new AbortController().signal;
    const left = await find(connection, statement, cleaning).catch(() => undefined);
    if (left === undefined || left.valid || left.oid === existed?.oid) throw error;
    const dropped = await connection
      .autocommit({}, session => session.query(`DROP INDEX CONCURRENTLY ${left.name}`), cleaning)
      .then(
        () => true,
        () => false,
      );
    throw error.kind === 'cancelled' && dropped ? error : buildFailed(left.name, error, !dropped);
  }
}

/** The index of that name on that table, as it stands now. */
async function find(
  connection: PostgresConnection,
  index: { readonly schema?: string; readonly table: string; readonly name?: string },
  signal: AbortSignal,
): Promise<{ readonly oid: string; readonly name: string; readonly valid: boolean } | undefined> {
  return connection.rolledBack(
    { readOnly: true },
    async session => {
      const { rows } = await session.query(
        `SELECT c.oid::text AS oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name, i.indisvalid AS valid
           FROM pg_catalog.pg_index i
           JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relname = $3 AND i.indrelid = pg_catalog.to_regclass(
            coalesce(pg_catalog.quote_ident($1) || '.', '') || pg_catalog.quote_ident($2))`,
        [index.schema ?? null, index.table, index.name ?? ''],
      );
      const row = rows[0];
      return row === undefined
        ? undefined
        : { oid: String(row['oid']), name: String(row['name']), valid: row['valid'] === true };
    },
    signal,
  );
}
