import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import type { PostgresConnection } from '../../../src/databases/postgres/connection';
import { startPostgres } from '../../support/embeddedPostgres';
import type { TestServer } from '../../support/postgresProcess';
import { connectTo, failureOf, never, openSockets, valueOf } from './support';

const readOnly = { readOnly: true };

describe('a session', () => {
  let server: TestServer;
  let connection: PostgresConnection;

  before(async function () {
    this.timeout(60_000);
    server = await startPostgres();
    connection = await connectTo(server);
    await connection.autocommit(
      {},
      session => session.query('create table item (id int primary key, name text)'),
      never,
    );
    await connection.autocommit({}, session => session.query("insert into item values (1, 'one')"), never);
  });
  after(async () => {
    await connection.dispose();
    await server.stop();
  });

  /** Every other client backend with its state. */
  const others = () =>
    connection.rolledBack(
      readOnly,
      session =>
        session.query(
          "select state from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
        ),
      never,
    );

  it('knows the server', () => {
    const { versionNumber, ...rest } = connection.server;
    assert.ok(versionNumber >= 180_000);
    assert.equal(rest.version.split('.')[0], '18');
    assert.deepEqual(
      { user: rest.user, database: rest.database, embedded: rest.embedded },
      { user: server.user, database: server.database, embedded: false },
    );
  });

  it('names itself and sets its limits', async () => {
    assert.equal(await valueOf(connection, "select current_setting('application_name')"), 'Backend Optimizer');
    assert.equal(await valueOf(connection, "select current_setting('statement_timeout')"), '5s');
    assert.equal(await valueOf(connection, "select current_setting('lock_timeout')"), '1s');
    assert.equal(await valueOf(connection, "select current_setting('transaction_read_only')"), 'on');
  });

  it('binds values by the extended protocol', async () => {
    const { rows } = await connection.rolledBack(
      readOnly,
      session => session.query('select $1::int + 1 as sum, $2::text is null as nothing', ['41', null]),
      never,
    );
    assert.deepEqual(rows, [{ sum: 42, nothing: true }]);
  });

  for (const sql of ['select 1; select 2', 'select 1; commit; delete from item', 'commit; delete from item']) {
    it(`refuses several statements: ${sql}`, async () => {
      for (const values of [undefined, []]) {
        const failure = await failureOf(
          connection.rolledBack({ readOnly: false }, session => session.query(sql, values), never),
        );
        assert.equal(failure.id, 'syntax-error');
        assert.equal(failure.sqlState, '42601');
      }
      assert.equal(await valueOf(connection, 'select count(*)::int from item'), 1);
    });
  }

  it('rolls back, also when the work fails on either side', async () => {
    const insert = (after: () => Promise<unknown>) =>
      connection.rolledBack(
        { readOnly: false },
        async session => {
          await session.query("insert into item values (2, 'two')");
          return after();
        },
        never,
      );
    await insert(() => Promise.resolve());
    await assert.rejects(
      insert(() => Promise.reject(new Error('ours'))),
      /ours/,
    );
    const failed = connection.rolledBack(
      { readOnly: false },
      async session => {
        await session.query("insert into item values (3, 'three')");
        await session.query('select 1/0');
      },
      never,
    );
    assert.equal((await failureOf(failed)).sqlState, '22012');
    assert.equal(await valueOf(connection, 'select count(*)::int from item'), 1);
    assert.deepEqual((await others()).rows, []);
  });

  it('refuses a statement that ends the transaction, and what follows it', async () => {
    const failure = await failureOf(
      connection.rolledBack(
        { readOnly: false },
        async session => {
          await session.query('commit');
          await session.query("insert into item values (4, 'four')");
        },
        never,
      ),
    );
    assert.equal(failure.id, 'transaction-ended');
    assert.equal(await valueOf(connection, 'select count(*)::int from item'), 1);
  });

  it('does not write where it may only read', async () => {
    const failure = await failureOf(
      connection.rolledBack(readOnly, session => session.query("insert into item values (5, '')"), never),
    );
    assert.equal(failure.id, 'read-only');
  });

  it('cancels on the server', async () => {
    const stop = new AbortController();
    const started = performance.now();
    setTimeout(() => stop.abort(), 200);
    const sleeping = connection.rolledBack(readOnly, session => session.query('select pg_sleep(30)'), stop.signal);
    assert.equal((await failureOf(sleeping)).id, 'cancelled');
    assert.ok(performance.now() - started < 2_000);
    assert.deepEqual(
      (await others()).rows.filter(row => row['state'] !== 'idle'),
      [],
    );
    // The request must not strike what runs next on the same backend.
    for (let run = 0; run < 20; run++) assert.equal(await valueOf(connection, 'select 7'), 7);
  });

  it('sends nothing once the signal has fired', async () => {
    const stop = AbortSignal.abort();
    const failure = await failureOf(connection.rolledBack(readOnly, session => session.query('select 1'), stop));
    assert.equal(failure.id, 'cancelled');
  });

  it('survives cancelling at any moment', async function () {
    this.timeout(30_000);
    for (let run = 0; run < 60; run++) {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), run % 12);
      const outcome = await connection
        .rolledBack(readOnly, session => session.query('select pg_sleep(0.006)'), stop.signal)
        .then(
          () => 'done',
          (error: unknown) => (error as { id?: string }).id,
        );
      assert.match(String(outcome), /^(?:done|cancelled)$/);
      assert.equal(await valueOf(connection, 'select 1'), 1);
    }
  });

  it('stops at the statement timeout', async () => {
    const hasty = await connectTo(server, { limits: { statementTimeoutMs: 200 } });
    const failure = await failureOf(hasty.rolledBack(readOnly, session => session.query('select pg_sleep(10)'), never));
    assert.equal(failure.id, 'statement-timeout');
    assert.equal(failure.kind, 'timeout');
    assert.match(failure.message, /200 ms/);
    await hasty.dispose();
  });

  it('stops by its own clock where the server does not', async function () {
    const hasty = await connectTo(server, { limits: { statementTimeoutMs: 300 } });
    const failure = await failureOf(
      hasty.rolledBack(
        readOnly,
        async session => {
          await session.query('set local statement_timeout = 0');
          await session.query('select pg_sleep(15)');
        },
        never,
      ),
    );
    assert.equal(failure.id, 'statement-timeout');
    assert.deepEqual(
      (await others()).rows.filter(row => row['state'] !== 'idle'),
      [],
    );
    await hasty.dispose();
  });

  it("tells somebody else's cancel from a timeout", async () => {
    const victim = connection.rolledBack(readOnly, session => session.query('select pg_sleep(4)'), never);
    const outcome = failureOf(victim);
    await delay(200);
    const other = await connectTo(server);
    await valueOf(
      other,
      "select pg_cancel_backend(pid) from pg_stat_activity where query like '%pg_sleep(4)%' and pid <> pg_backend_pid()",
    );
    assert.equal((await outcome).id, 'stopped-by-server');
    await other.dispose();
  });

  it('gives up waiting for a lock', async () => {
    const holder = await connectTo(server);
    let release: () => void = () => undefined;
    const holding = new Promise<void>(resolve => (release = resolve));
    let held: () => void = () => undefined;
    const isHeld = new Promise<void>(resolve => (held = resolve));
    const lock = holder.rolledBack(
      { readOnly: false },
      async session => {
        await session.query('lock table item in access exclusive mode');
        held();
        await holding;
      },
      never,
    );
    await isHeld;
    const failure = await failureOf(
      connection.rolledBack(readOnly, session => session.query('select * from item'), never),
    );
    release();
    await lock;
    assert.equal(failure.id, 'lock-timeout');
    assert.equal(failure.kind, 'timeout');
    await holder.dispose();
  });

  it('runs outside a transaction without a timeout when asked, and forgets that afterwards', async () => {
    const hasty = await connectTo(server, { limits: { statementTimeoutMs: 300 } });
    await hasty.autocommit({ timeoutMs: 0 }, session => session.query('select pg_sleep(0.5)'), never);
    await hasty.autocommit(
      { timeoutMs: 0 },
      session => session.query('create index concurrently item_name on item (name)'),
      never,
    );
    assert.equal(await valueOf(hasty, "select count(*)::int from pg_class where relname = 'item_name'"), 1);
    const failure = await failureOf(hasty.rolledBack(readOnly, session => session.query('select pg_sleep(5)'), never));
    assert.equal(failure.id, 'statement-timeout');
    await hasty.dispose();
  });

  it('places a syntax error in UTF-16, behind characters of two units', async () => {
    const sql = "select '😀😀ä' as smile frm item";
    const failure = await failureOf(connection.rolledBack(readOnly, session => session.query(sql), never));
    assert.equal(failure.kind, 'input');
    assert.deepEqual(failure.position, { offset: sql.indexOf('frm') });
    assert.equal(failure.id, 'syntax-error');
  });

  it('names a missing relation and what is forbidden', async () => {
    const missing = await failureOf(
      connection.rolledBack(readOnly, session => session.query('select * from itm'), never),
    );
    assert.equal(missing.sqlState, '42P01');
    assert.deepEqual(missing.position, { offset: 14 });
    await connection.autocommit({}, session => session.query("create role reader login password 'secret'"), never);
    const reader = await connectTo(server, { profile: { user: 'reader' }, password: 'secret' });
    const denied = await failureOf(reader.rolledBack(readOnly, session => session.query('select * from item'), never));
    assert.equal(denied.id, 'permission-denied');
    assert.equal(denied.kind, 'connection');
    assert.match(denied.message, /reader.*permission denied for table item/);
    await reader.dispose();
  });

  it('runs several at a time and keeps one connection', async () => {
    const busy = await connectTo(server);
    const values = await Promise.all([1, 2, 3, 4, 5].map(n => valueOf(busy, `select ${String(n)}, pg_sleep(0.05)`)));
    assert.deepEqual(values, [1, 2, 3, 4, 5]);
    assert.equal((await others()).rows.length, 1);
    await busy.dispose();
    assert.equal((await others()).rows.length, 0);
  });

  it('leaves nothing behind, even when it is let go in mid-query', async () => {
    const before = openSockets();
    const doomed = await connectTo(server);
    const outcome = failureOf(doomed.rolledBack(readOnly, session => session.query('select pg_sleep(30)'), never));
    await delay(100);
    await doomed.dispose();
    assert.equal((await outcome).id, 'connection-closed');
    assert.equal(openSockets(), before);
    assert.deepEqual((await others()).rows, []);
    const late = await failureOf(doomed.rolledBack(readOnly, session => session.query('select 1'), never));
    assert.equal(late.id, 'connection-closed');
  });
});
