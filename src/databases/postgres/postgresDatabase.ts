import type { Log } from '../../base/log';
import type { ConnectionProfile } from '../../catalog/connection';
import type { Database, ExplainOutcome, ExplainRequest, MeasureOutcome, TrialOutcome } from '../../catalog/database';
import type { Catalog } from '../../catalog/model';
import type { AskedParameter, TypicalParameter } from '../../catalog/typicalValues';
import type { PostgresSql } from '../../sql/postgresSql';
import { applyIndexChange } from './catalogChange';
import { readCatalog } from './catalogReader';
import { connectPostgres } from './connect';
import type { ConnectionLimits, PostgresConnection } from './connection';
import { announce, volatileAmong } from './explainEffects';
import { explain } from './explainRun';
import { measureIndex } from './measureRuns';
import { tryIndex } from './trialIndex';
import { typicalValues } from './typicalValues';

export interface OpenPostgresOptions {
  readonly profile: ConnectionProfile;
  readonly password?: string | undefined;
  readonly limits: ConnectionLimits;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly sql: () => Promise<PostgresSql>;
}

/**
 * Opens a PostgreSQL database (12 to 18, or PGlite behind a socket).
 * @throws Failure when it cannot be reached
 */
export async function openPostgres(options: OpenPostgresOptions, signal: AbortSignal): Promise<Database> {
  const { sql, ...how } = options;
  return new PostgresDatabase(await connectPostgres(how, signal), sql);
}

class PostgresDatabase implements Database {
  readonly #connection: PostgresConnection;
  readonly #sql: () => Promise<PostgresSql>;

  constructor(connection: PostgresConnection, sql: () => Promise<PostgresSql>) {
    this.#connection = connection;
    this.#sql = sql;
  }

  get server() {
    return this.#connection.server;
  }

  readCatalog(signal: AbortSignal): Promise<Catalog> {
    return readCatalog(this.#connection, signal);
  }

  async explain(request: ExplainRequest, signal: AbortSignal): Promise<ExplainOutcome> {
    return explain(this.#connection, await this.#sql(), request, signal);
  }

  typicalValues(parameters: readonly AskedParameter[], signal: AbortSignal): Promise<readonly TypicalParameter[]> {
    return typicalValues(this.#connection, parameters, signal);
  }

  async announce(request: ExplainRequest, signal: AbortSignal): Promise<readonly string[]> {
    return announce(this.#connection, await this.#sql(), request, signal);
  }

  volatileFunctions(functions: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    return volatileAmong(this.#connection, functions, signal);
  }

  async tryIndex(createIndex: string, request: ExplainRequest, signal: AbortSignal): Promise<TrialOutcome> {
    return tryIndex(this.#connection, await this.#sql(), { createIndex, request }, signal);
  }

  async measureIndex(
    createIndex: string,
    request: ExplainRequest,
    runs: number,
    signal: AbortSignal,
  ): Promise<MeasureOutcome> {
    return measureIndex(this.#connection, await this.#sql(), { createIndex, request, runs }, signal);
  }

  async applyDdl(ddl: string, signal: AbortSignal): Promise<void> {
    await applyIndexChange(this.#connection, await this.#sql(), ddl, signal);
  }

  async dispose(): Promise<void> {
    await this.#connection.dispose();
  }
}
