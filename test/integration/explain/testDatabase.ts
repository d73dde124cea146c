import { Client } from 'pg';

import { silentLog } from '../../../src/base/log';
import type { Database, ExplainRequest, ParameterValue } from '../../../src/catalog/database';
import { openPostgres } from '../../../src/databases/postgres/postgresDatabase';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { TestServer } from '../../support/postgresProcess';

export const never = new AbortController().signal;

/** The adapter under test, on a server of the test's own. */
export function openDatabase(
  server: TestServer,
  options: { user?: string; password?: string; statementTimeoutMs?: number; lockTimeoutMs?: number } = {},
): Promise<Database> {
  return openPostgres(
    {
      profile: {
        id: 'test',
        name: 'test',
        origin: { kind: 'entered' },
        host: server.host,
        port: server.port,
        database: server.database,
        user: options.user ?? server.user,
        tls: { mode: 'disable' },
      },
      password: options.password ?? server.password,
      limits: {
        connectTimeoutMs: 10_000,
        statementTimeoutMs: options.statementTimeoutMs ?? 10_000,
        lockTimeoutMs: options.lockTimeoutMs ?? 2_000,
      },
      environment: {},
      log: silentLog,
      sql: loadPostgresSql,
    },
    never,
  );
}

/** A client beside the adapter, that sees what others see. */
export async function openWitness(server: TestServer): Promise<Client> {
  const witness = new Client({ connectionString: server.url });
  await witness.connect();
  return witness;
}

export function request(
  sql: string,
  parameters: 'generic' | readonly ParameterValue[] = [],
  more: Partial<ExplainRequest> = {},
): ExplainRequest {
  return { sql, parameters, analyze: false, allowWrites: false, ...more };
}
