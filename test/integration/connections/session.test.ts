import assert from 'node:assert/strict';

import { Failure } from '../../../src/base/failure';
import { silentLog } from '../../../src/base/log';
import type { PostgresConnection, Session } from '../../../src/databases/postgres/connection';
import { connectPostgres } from '../../../src/databases/postgres/connect';
import { startPostgres } from '../../support/embeddedPostgres';

type Server = Awaited<ReturnType<typeof startPostgres>>;

const never = new AbortController().signal;

describe('a session', () => {
  let server: Server;
  let connection: PostgresConnection;

  before(async function () {
    this.timeout(60_000);
    server = await startPostgres();
    connection = await open(server);
  });
  after(async () => {
    await connection.dispose();
    await server.stop();
  });

  it('knows the server', () => {
    assert.equal(connection.server.versionNumber >= 180000, true);
    assert.equal(connection.server.user, server.user);
    assert.equal(connection.server.database, server.database);
    assert.equal(connection.server.embedded, false);
  });

  it('refuses several statements in one text', async () => {
    const failure = await failureOf(
      connection.rolledBack({ readOnly: true }, session => session.query('select 1; select 2'), never),
    );
    assert.equal(failure.id, 'syntax-error');
    assert.equal(failure.sqlState, '42601');
  });

  it('rolls back, also when the work fails', async () => {
    await connection.autocommit({}, session => session.query('create table kept (n int)'), never);
    await connection.rolledBack({ readOnly: false }, session => session.query('insert into kept values (1)'), never);
    await failureOf(
      connection.rolledBack(
        { readOnly: false },
        async session => {
          await session.query('insert into kept values (2)');
          await session.query('select 1/0');
        },
        never,
      ),
    );
    assert.equal(await count(connection), 0);
  });

  it('cancels on the server', async () => {
    const stop = new AbortController();
    const running = connection.rolledBack(
      { readOnly: true },
      session => session.query('select pg_sleep(30)'),
      stop.signal,
    );
    setTimeout(() => stop.abort(), 300);
    const started = Date.now();
    assert.equal((await failureOf(running)).id, 'cancelled');
    assert.ok(Date.now() - started < 3000);
    const { rows } = await connection.rolledBack(
      { readOnly: true },
      session =>
        session.query(
          "select count(*)::int as n from pg_stat_activity where state <> 'idle' and backend_type = 'client backend' and pid <> pg_backend_pid()",
        ),
      never,
    );
    assert.deepEqual(rows, [{ n: 0 }]);
  });
});

async function open(server: Server): Promise<PostgresConnection> {
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
      },
      password: server.password,
      limits: { connectTimeoutMs: 5000, statementTimeoutMs: 5000, lockTimeoutMs: 1000 },
      environment: {},
      log: silentLog,
    },
    never,
  );
}

async function count(connection: PostgresConnection): Promise<unknown> {
  const query = (session: Session) => session.query('select count(*)::int as n from kept');
  return (await connection.rolledBack({ readOnly: true }, query, never)).rows[0]?.['n'];
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome: unknown = await promise.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof Failure, String(outcome instanceof Error ? outcome.stack : outcome));
  return outcome;
}
