import { Failure } from '../../base/failure';
import type { ExplainOutcome, ExplainRequest } from '../../catalog/database';
import type { PostgresSql } from '../../sql/postgresSql';
import type { PostgresConnection, Session } from './connection';
import { findEffects } from './explainEffects';
import { effectsNeedConsent, functionWrites } from './explainFailures';
import { explainIn } from './explainSession';
import { type ExplainableStatement, readStatement } from './explainStatement';
import { namingBadValues } from './explainValues';

/**
 * Plans the statement, or runs it in a transaction that is rolled back.
 * @throws Failure
 */
export async function explain(
  connection: PostgresConnection,
  sql: PostgresSql,
  request: ExplainRequest,
  signal: AbortSignal,
): Promise<ExplainOutcome> {
  const statement = readStatement(sql, request);
  if (!request.analyze) {
    const planned = await namingBadValues(connection, signal, () =>
      connection.rolledBack(
        { readOnly: true },
        session => explainIn(session, connection.server, statement, request),
        signal,
      ),
    );
    return { ...planned, sideEffects: [] };
  }
  const effects = await findEffects(connection, sql, statement, signal);
  if (effects.callsVolatile && !request.allowWrites && request.effectsAccepted !== true) {
    throw effectsNeedConsent(effects.sentences);
  }
  const mayWrite = request.allowWrites && (statement.facts.writes || effects.callsVolatile);
  // PostgreSQL refuses row locks in a READ ONLY transaction.
  const readOnly = !mayWrite && !statement.facts.locksRows;
  const planned = await namingBadValues(connection, signal, () =>
    connection.rolledBack({ readOnly }, session => analyzeIn(session, connection, statement, request, effects), signal),
  );
  return { ...planned, sideEffects: effects.sentences };
}

async function analyzeIn(
  session: Session,
  connection: PostgresConnection,
  statement: ExplainableStatement,
  request: ExplainRequest,
  effects: { readonly locksSession: boolean },
) {
  // In PGlite all clients share one session: letting go of all locks there is done only where the statement took some.
  const unlock = effects.locksSession || !connection.server.embedded;
  await session.query('SAVEPOINT backend_optimizer_run');
  try {
    return await explainIn(session, connection.server, statement, request);
  } catch (error) {
    await session.query('ROLLBACK TO SAVEPOINT backend_optimizer_run').catch(() => undefined);
    if (error instanceof Failure && error.sqlState === '25006' && !statement.facts.writes) throw functionWrites(error);
    throw error;
  } finally {
    // Advisory locks of the session outlive a rollback.
    if (unlock) await session.query('SELECT pg_catalog.pg_advisory_unlock_all()').catch(() => undefined);
  }
}
