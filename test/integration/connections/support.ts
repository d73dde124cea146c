import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Failure } from '../../../src/base/failure';
import type { Log } from '../../../src/base/log';
import type { ConnectionProfile } from '../../../src/catalog/connection';
import { connectPostgres } from '../../../src/databases/postgres/connect';
import type { ConnectionLimits, PostgresConnection } from '../../../src/databases/postgres/connection';
import type { TestServer } from '../../support/postgresProcess';

export const never = new AbortController().signal;

export interface ConnectionUnderTest {
  readonly profile?: Partial<ConnectionProfile>;
  /** `null`: none is handed over. */
  readonly password?: string | null;
  readonly limits?: Partial<ConnectionLimits>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly log?: string[];
}

/** Connects to `server` as its superuser, but for what `options` say. The home folder holds nothing. */
export function connectTo(server: TestServer, options: ConnectionUnderTest = {}): Promise<PostgresConnection> {
  const password = options.password === undefined ? server.password : options.password;
  return connectPostgres(
    {
      profile: {
        id: 'test',
        name: 'test',
        origin: { kind: 'entered' },
        host: server.host,
        port: server.port,
        user: server.user,
        database: server.database,
        ...options.profile,
      },
      ...(password === null ? {} : { password }),
      limits: { connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, lockTimeoutMs: 1_000, ...options.limits },
      environment: { HOME: '/nonexistent', PATH: process.env['PATH'], ...options.environment },
      log: logInto(options.log ?? []),
    },
    options.signal ?? never,
  );
}

/** The value of the first column of the first row, read in a transaction. */
export async function valueOf(connection: PostgresConnection, sql: string): Promise<unknown> {
  const { rows } = await connection.rolledBack({ readOnly: true }, session => session.query(sql), never);
  return Object.values(rows[0] ?? {})[0];
}

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome: unknown = await promise.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof Failure, outcome instanceof Error ? outcome.stack : String(outcome));
  return outcome;
}

export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bo-connections-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sockets of ours that are still open. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter(kind => /^(?:TCPSocketWrap|TLSWrap|PipeWrap)$/.test(kind)).length;
}

function logInto(lines: string[]): Log {
  const write = (message: string) => void lines.push(message);
  return { debug: write, info: write, warn: write, error: write };
}
