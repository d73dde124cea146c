import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { silentLog } from '../../../src/base/log';
import type { ConnectionProfile } from '../../../src/catalog/connection';
import { createDemoDatabase, type DemoDatabase } from '../../../src/databases/demo/demoDatabase';
import { connectPostgres } from '../../../src/databases/postgres/connect';
import type { PostgresConnection } from '../../../src/databases/postgres/connection';
import { failureOf, never, valueOf } from './support';

/** Runs for about half a minute; PGlite has one thread and does not enforce statement timeouts. */
const endless = 'select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b';

describe('a session on the demo database', function () {
  this.timeout(120_000);
  let folder: string;
  let demo: DemoDatabase;
  let profile: ConnectionProfile;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bo-demo-'));
    demo = createDemoDatabase({ folder, assets: resolve(__dirname, '../../..'), log: silentLog, port: 0 });
    profile = await demo.start(() => undefined, never);
  });
  after(async () => {
    await demo.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = (statementTimeoutMs: number): Promise<PostgresConnection> =>
    connectPostgres(
      {
        profile,
        limits: { connectTimeoutMs: 20_000, statementTimeoutMs, lockTimeoutMs: 1_000 },
        environment: { HOME: '/nonexistent' },
        log: silentLog,
      },
      never,
    );

  it('knows that it is embedded, and takes one statement only', async () => {
    const connection = await open(10_000);
    assert.equal(connection.server.embedded, true);
    const several = connection.rolledBack({ readOnly: true }, session => session.query('select 1; select 2'), never);
    assert.equal((await failureOf(several)).sqlState, '42601');
    await connection.dispose();
  });

  it('cancels, and works again', async () => {
    const connection = await open(60_000);
    const started = performance.now();
    const running = connection.rolledBack(
      { readOnly: true },
      session => session.query(endless),
      AbortSignal.timeout(500),
    );
    assert.equal((await failureOf(running)).id, 'cancelled');
    assert.ok(performance.now() - started < 10_000);
    assert.equal(await valueOf(connection, 'select 1'), 1);
    await connection.dispose();
  });

  it('stops at the statement timeout by the clock of this side', async () => {
    const connection = await open(500);
    const running = connection.rolledBack({ readOnly: true }, session => session.query(endless), never);
    assert.equal((await failureOf(running)).id, 'statement-timeout');
    assert.equal(await valueOf(connection, 'select 1'), 1);
    await connection.dispose();
  });
});
