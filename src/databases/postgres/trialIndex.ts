import type { ExplainRequest, TrialOutcome } from '../../catalog/database';
import { loadParser } from '../../sql/postgres/parser';
import type { PostgresSql } from '../../sql/postgresSql';
import type { PostgresConnection } from './connection';
import { explainIn } from './explainSession';
import { readStatement } from './explainStatement';
import { buildIndex, readCreateIndex } from './trialBuild';
import { namingBadValues } from './explainValues';

/**
 * Plans the statement, builds the index, plans it again, rolls everything back. The statement itself never runs. What
 * stays is what CREATE INDEX learns of the table's size: it updates reltuples and relpages of pg_class in place, and
 * they hold (src/backend/catalog/index.c, index_update_stats).
 * @throws Failure
 */
export async function tryIndex(
  connection: PostgresConnection,
  sql: PostgresSql,
  trial: { readonly createIndex: string; readonly request: ExplainRequest },
  signal: AbortSignal,
): Promise<TrialOutcome> {
  const index = readCreateIndex(await loadParser(), trial.createIndex);
  const request = { ...trial.request, analyze: false };
  const statement = readStatement(sql, request);
  const { server } = connection;
  return namingBadValues(connection, signal, () =>
    connection.rolledBack(
      { readOnly: false },
      async session => {
        const before = await explainIn(session, server, statement, request);
        const built = await buildIndex(session, index);
        const after = await explainIn(session, server, statement, request);
        return {
          before: { ...before, sideEffects: [] },
          after: { ...after, sideEffects: [] },
          indexBytes: built.bytes,
          buildMs: built.buildMs,
          conclusive: built.usable,
        };
      },
      signal,
    ),
  );
}
