import type { ExplainOutcome, ExplainRequest, MeasureOutcome, TimingRuns } from '../../catalog/database';
import { loadParser } from '../../sql/postgres/parser';
import type { PostgresSql } from '../../sql/postgresSql';
import type { PostgresConnection, Session } from './connection';
import { findEffects } from './explainEffects';
import { explainIn } from './explainSession';
import { genericCannotRun, measureMustRead, trialInconclusive } from './explainFailures';
import { type ExplainableStatement, readStatement } from './explainStatement';
import { namingBadValues } from './explainValues';
import { digestOf } from './measureDigest';
import { buildIndex, readCreateIndex } from './trialBuild';

/** Runs dropped at the start of each block: the first one after a change reads from disk and fills caches. */
const warmUps = 1;

/**
 * Times a statement without and with an index, in one transaction that is rolled back.
 *
 * The blocks are A B B A: half of the runs without, all with, the other half without again, so that a drift of the
 * machine over the minutes weighs on both sides alike. The index is built once: rolling back to the savepoint before
 * it leads from B to A, and frees the table for its writers. A finer interleaving would need a build for each switch.
 *
 * A run is EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF), its "Execution Time": the work of the server alone, without
 * network and client, and without the clock calls that inflate plans of many rows. The plan shown for a side is one
 * more run with timing and buffers on. REPEATABLE READ keeps the data the same for both sides.
 * @throws Failure
 */
export async function measureIndex(
  connection: PostgresConnection,
  sql: PostgresSql,
  measure: { readonly createIndex: string; readonly request: ExplainRequest; readonly runs: number },
  signal: AbortSignal,
): Promise<MeasureOutcome> {
  const { request } = measure;
  const index = readCreateIndex(await loadParser(), measure.createIndex);
  const statement = readStatement(sql, { ...request, analyze: false });
  if (statement.facts.writes || statement.facts.locksRows) throw measureMustRead();
  if (request.parameters === 'generic' && statement.parameterCount > 0) throw genericCannotRun();
  const effects = await findEffects(connection, sql, statement, signal);
  if (effects.callsVolatile) throw measureMustRead();
  const runs = Math.max(2, Math.ceil(measure.runs));
  const firstHalf = Math.ceil(runs / 2);
  const side = new Side(connection, statement, request);

  return namingBadValues(connection, signal, () =>
    connection.rolledBack(
      { readOnly: false },
      async session => {
        await session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        await session.query('SAVEPOINT without_index');
        const first = await side.block(session, firstHalf);
        const planBefore = await side.plan(session);
        const digestBefore = await digestOf(session, statement.sql, request.parameters);
        await session.query('ROLLBACK TO SAVEPOINT without_index');

        const built = await buildIndex(session, index);
        if (!built.usable) throw trialInconclusive(built.name);
        const after = await side.block(session, runs);
        const planAfter = await side.plan(session);
        const digestAfter = await digestOf(session, statement.sql, request.parameters);
        await session.query('ROLLBACK TO SAVEPOINT without_index');

        const second = await side.block(session, runs - firstHalf);
        const before: TimingRuns = { runsMs: [...first, ...second], plan: planBefore };
        return {
          before,
          after: { runsMs: after, plan: planAfter },
          indexBytes: built.bytes,
          buildMs: built.buildMs,
          sameResult: digestBefore === digestAfter,
        };
      },
      signal,
    ),
  );
}

class Side {
  readonly #connection: PostgresConnection;
  readonly #statement: ExplainableStatement;
  readonly #request: ExplainRequest;

  constructor(connection: PostgresConnection, statement: ExplainableStatement, request: ExplainRequest) {
    this.#connection = connection;
    this.#statement = statement;
    this.#request = request;
  }

  /** Times of `runs` runs in ms, in order; READ ONLY until the next rollback to a savepoint. */
  async block(session: Session, runs: number): Promise<readonly number[]> {
    await session.query('SET LOCAL transaction_read_only = on');
    const times: number[] = [];
    for (let run = -warmUps; run < runs; run++) {
      const { raw } = await this.#explain(session, ['ANALYZE', 'TIMING OFF', 'BUFFERS OFF', 'FORMAT JSON']);
      if (run >= 0) times.push(executionMs(raw));
    }
    return times;
  }

  async plan(session: Session): Promise<ExplainOutcome> {
    return { ...(await this.#explain(session)), sideEffects: [] };
  }

  #explain(session: Session, options?: readonly string[]) {
    const request = { parameters: this.#request.parameters, analyze: true };
    return explainIn(session, this.#connection.server, this.#statement, request, options);
  }
}

function executionMs(raw: unknown): number {
  const first: unknown = Array.isArray(raw) ? raw[0] : undefined;
  const ms: unknown =
    typeof first === 'object' && first !== null ? (Reflect.get(first, 'Execution Time') as unknown) : undefined;
  if (typeof ms !== 'number') throw new Error('EXPLAIN ANALYZE gave no execution time');
  return ms;
}
