import { Failure } from '../../base/failure';
import type { ExplainOutcome, ExplainRequest, ParameterValue, ServerInfo } from '../../catalog/database';
import type { Session } from './connection';
import { badParameterValue } from './explainFailures';
import type { ExplainableStatement } from './explainStatement';
import { quoteLiteral } from './explainText';

type Planned = Pick<ExplainOutcome, 'raw' | 'explainSql' | 'parameterTypes'>;

/** Makes the names of prepared statements differ, because PGlite's one session is shared by all its clients. */
const owner = `backend_optimizer_${Math.random().toString(36).slice(2, 10)}`;
let prepared = 0;

/**
 * One EXPLAIN inside the caller's transaction, over the extended protocol.
 *
 * Values travel as bound parameters of the EXPLAIN itself: the server infers their types and plans for them as for any
 * first execution. Without values the statement is prepared and its generic plan forced, which works on every version.
 * EXPLAIN (GENERIC_PLAN), of 16 and later, comes second, because the extended protocol demands a value for each `$n` even
 * there and folds it into the plan, and the simple protocol would take more than one statement: see `unprunedPlan`.
 * @throws Failure, positions relative to the statement's own text
 */
export async function explainIn(
  session: Session,
  server: ServerInfo,
  statement: ExplainableStatement,
  request: Pick<ExplainRequest, 'parameters' | 'analyze'>,
  options = explainOptions(server.versionNumber, request.analyze, statement.facts.writes),
): Promise<Planned> {
  const explain = `EXPLAIN (${options.join(', ')}) `;
  const count = statement.parameterCount;
  if (count === 0) {
    const raw = await planOf(session, explain, statement.sql, []);
    return { raw, explainSql: explain + statement.sql, parameterTypes: [] };
  }
  const name = `${owner}_${String(++prepared)}`;
  const generic = request.parameters === 'generic';
  const planned = await withPrepared(session, name, statement.sql, async types => ({
    types,
    raw: generic ? await genericPlan(session, explain, name, count) : undefined,
  }));
  const repeat = (values: readonly ParameterValue[], mode: string) =>
    `PREPARE statement (${planned.types.join(', ')}) AS\n${statement.sql};\n` +
    `SET plan_cache_mode = ${mode};\n` +
    `${explain}EXECUTE statement(${values.map(quoteLiteral).join(', ')});`;
  if (request.parameters === 'generic') {
    if (server.versionNumber >= 160_000 && JSON.stringify(planned.raw).includes('"Subplans Removed"')) {
      const explainSql = `EXPLAIN (${['GENERIC_PLAN', ...options].join(', ')}) ${statement.sql}`;
      return { raw: await unprunedPlan(session, explainSql), explainSql, parameterTypes: planned.types };
    }
    return {
      raw: planned.raw,
      explainSql: repeat(Array<null>(count).fill(null), 'force_generic_plan'),
      parameterTypes: planned.types,
    };
  }
  try {
    return {
      raw: await planOf(session, explain, statement.sql, request.parameters),
      explainSql: repeat(request.parameters, 'force_custom_plan'),
      parameterTypes: planned.types,
    };
  } catch (error) {
    if (error instanceof Failure && error.sqlState?.startsWith('22') === true) {
      throw new SuspectValues(error, planned.types, request.parameters);
    }
    throw error;
  }
}

/** EXPLAIN's options as the server's version has them (PostgreSQL manual, EXPLAIN; release notes of 12, 13). */
export function explainOptions(version: number, analyze: boolean, writes: boolean): readonly string[] {
  return [
    ...(analyze ? ['ANALYZE'] : []),
    'VERBOSE',
    'SETTINGS',
    ...(analyze || version >= 130_000 ? ['BUFFERS'] : []),
    ...(analyze && writes && version >= 130_000 ? ['WAL'] : []),
    'FORMAT JSON',
  ];
}

/** An error of class 22 when values were bound: the values themselves, or the statement at work on the rows. */
export class SuspectValues extends Error {
  constructor(
    readonly failure: Failure,
    readonly types: readonly string[],
    readonly values: readonly ParameterValue[],
  ) {
    super(failure.message, { cause: failure });
  }

  /** Reads each value alone, in a transaction of its own, and names the first that the server does not take. */
  async judge(probe: (sql: string, value: ParameterValue) => Promise<unknown>): Promise<Failure> {
    for (const [index, type] of this.types.entries()) {
      const value = this.values[index] ?? null;
      try {
        await probe(`SELECT $1::${type}`, value);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.sqlState?.startsWith('22') === true) return badParameterValue(index + 1, type, error);
      }
    }
    return this.failure;
  }
}

async function genericPlan(session: Session, explain: string, name: string, count: number): Promise<unknown> {
  await session.query('SET LOCAL plan_cache_mode = force_generic_plan');
  const nulls = Array(count).fill('NULL').join(', ');
  const { rows } = await session.query(`${explain}EXECUTE ${name}(${nulls})`);
  return rows[0]?.['QUERY PLAN'];
}

/**
 * EXPLAIN EXECUTE prunes the partitions that the NULLs standing for the values do not reach; GENERIC_PLAN keeps them. It
 * takes `$n` without values only where no protocol brings parameters along: in dynamic SQL on the server. The text was
 * prepared before, so the server agrees that it is one statement.
 */
async function unprunedPlan(session: Session, explainSql: string): Promise<unknown> {
  await session.query("SELECT pg_catalog.set_config('backend_optimizer.explain', $1, true)", [explainSql]);
  await session.query(`DO LANGUAGE plpgsql $$
    DECLARE
      plan text;
    BEGIN
      EXECUTE pg_catalog.current_setting('backend_optimizer.explain') INTO plan;
      PERFORM pg_catalog.set_config('backend_optimizer.explain', plan, true);
    END $$`);
  const { rows } = await session.query("SELECT pg_catalog.current_setting('backend_optimizer.explain')::json AS plan");
  return rows[0]?.['plan'];
}

/** PREPARE outlives a rollback, so the statement is deallocated however `work` ends. */
async function withPrepared<T>(
  session: Session,
  name: string,
  sql: string,
  work: (types: readonly string[]) => Promise<T>,
): Promise<T> {
  await session.query(`SAVEPOINT ${name}`);
  await shifted(`PREPARE ${name} AS `, sql, text => session.query(text));
  try {
    const { rows } = await session.query(
      'SELECT parameter_types::text[] AS types FROM pg_catalog.pg_prepared_statements WHERE name = $1',
      [name],
    );
    return await work((rows[0]?.['types'] ?? []) as readonly string[]);
  } catch (error) {
    await session.query(`ROLLBACK TO SAVEPOINT ${name}`).catch(() => undefined);
    throw error;
  } finally {
    // Fails only where the session is gone or the call was cancelled; the name is not used again.
    await session.query(`DEALLOCATE ${name}`).catch(() => undefined);
  }
}

async function planOf(
  session: Session,
  prefix: string,
  sql: string,
  values: readonly ParameterValue[],
): Promise<unknown> {
  const { rows } = await shifted(prefix, sql, text => session.query(text, values));
  return rows[0]?.['QUERY PLAN'];
}

/** Runs `prefix + sql` and maps the position of an error back into `sql`. */
async function shifted<T>(prefix: string, sql: string, run: (text: string) => Promise<T>): Promise<T> {
  try {
    return await run(prefix + sql);
  } catch (error) {
    if (!(error instanceof Failure) || error.position === undefined) throw error;
    const offset = error.position.offset - prefix.length;
    throw new Failure({
      id: error.id,
      kind: error.kind,
      message: error.message,
      remedy: error.remedy,
      sqlState: error.sqlState,
      position: offset < 0 ? undefined : { offset: Math.min(offset, sql.length) },
      cause: error,
    });
  }
}
