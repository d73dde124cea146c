import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import pg from 'pg';

import { Failure, isCancelled } from '../../../src/base/failure';
import { silentLog } from '../../../src/base/log';
import type { ConnectionProfile } from '../../../src/catalog/connection';
import type { Database } from '../../../src/catalog/database';
import { openPostgres } from '../../../src/databases/postgres/postgresDatabase';
import { OpenDatabases } from '../../../src/editor/connections/openDatabases';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import { startPostgres } from '../../support/embeddedPostgres';

type Server = Awaited<ReturnType<typeof startPostgres>>;

const never = new AbortController().signal;
const failedWith = (id: string) => (error: unknown) => error instanceof Failure && error.id === id;

describe('OpenDatabases on a real server', () => {
  let server: Server;
  let profile: ConnectionProfile;
  let openings: number;
  let databases: OpenDatabases;

  before(async function () {
    this.timeout(60_000);
    server = await startPostgres();
    const { host, port, database, user } = server;
    profile = { id: 'p', name: 'Test', origin: { kind: 'entered' }, host, port, database, user };
  });
  after(() => server.stop());

  beforeEach(() => {
    openings = 0;
    databases = new OpenDatabases(async (target, signal) => {
      openings++;
      return await openPostgres(
        {
          profile: target,
          password: server.password,
          limits: { connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, lockTimeoutMs: 1_000 },
          environment: {},
          log: silentLog,
          sql: loadPostgresSql,
        },
        signal,
      );
    });
  });
  afterEach(() => databases.dispose());

  it('shares one opening among those who come at once, and the database among those who come later', async () => {
    const all = await Promise.all([1, 2, 3].map(() => databases.open(profile, never)));
    assert.equal(openings, 1);
    assert.equal(new Set([...all, await databases.open(profile, never)]).size, 1);
    assert.equal(databases.state('p').kind, 'connected');
  });

  it('lets one who waits go without the others, and gives up when the last has gone', async () => {
    const leaving = new AbortController();
    const stays = databases.open(profile, never);
    const leaves = databases.open(profile, leaving.signal);
    leaving.abort();
    await assert.rejects(leaves, isCancelled);
    assert.equal(await stays, databases.opened('p'));

    await databases.close('p');
    const alone = new AbortController();
    const opening = databases.open(profile, alone.signal);
    alone.abort();
    await assert.rejects(opening, isCancelled);
    await delay(300);
    assert.equal(databases.state('p').kind, 'disconnected');
    assert.equal(databases.opened('p'), undefined);
    assert.equal(await backends(server), 0);
  });

  it('opens anew for one who comes right after an opening was given up', async () => {
    const first = new AbortController();
    const given = databases.open(profile, first.signal);
    first.abort();
    await assert.rejects(given, isCancelled);
    const database = await databases.open(profile, never);
    assert.equal(database.server.database, server.database);
  });

  it('tells a failure to everyone, keeps its reason, and tries again when asked', async () => {
    const bad = { ...profile, database: 'nowhere' };
    const results = await Promise.allSettled([databases.open(bad, never), databases.open(bad, never)]);
    for (const result of results)
      assert.ok(result.status === 'rejected' && failedWith('database-missing')(result.reason));
    const state = databases.state('p');
    assert.ok(state.kind === 'failed');
    assert.match(state.reason, /nowhere/);
    await databases.open(profile, never);
    assert.equal(databases.state('p').kind, 'connected');
  });

  it('leaves no backend behind when it ends, whatever was under way', async () => {
    const opened = await databases.open(profile, never);
    const second = databases.open({ ...profile, id: 'q' }, never);
    const running = opened.explain(
      { sql: 'select pg_sleep(30)', parameters: [], analyze: true, allowWrites: false },
      never,
    );
    await delay(300);
    await Promise.all([
      databases.dispose(),
      assert.rejects(running, Failure),
      second.then(
        () => undefined,
        (error: unknown) => assert.ok(isCancelled(error)),
      ),
    ]);
    await assert.rejects(databases.open(profile, never), isCancelled);
    await none(server);
  });

  it('hears when the server is lost, and when it is back', async function () {
    this.timeout(60_000);
    const kinds: string[] = [];
    databases.onDidChange(id => kinds.push(databases.state(id).kind));
    const database = await databases.open(profile, never);
    await explain(database);
    await server.kill();
    await assert.rejects(
      explain(database),
      (error: unknown) => error instanceof Failure && error.kind === 'connection',
    );
    assert.equal(databases.state('p').kind, 'failed');
    await server.restart();
    await explain(await databases.open(profile, never));
    assert.deepEqual(kinds, ['connecting', 'connected', 'failed', 'connected']);
  });

  it('does not call a server lost that refuses a statement', async () => {
    const database = await databases.open(profile, never);
    await assert.rejects(
      database.explain({ sql: 'select * from nowhere', parameters: [], analyze: false, allowWrites: false }, never),
      Failure,
    );
    assert.equal(databases.state('p').kind, 'connected');
  });
});

function explain(database: Database) {
  return database.explain({ sql: 'select 1', parameters: [], analyze: false, allowWrites: false }, never);
}

/** Client backends beside the one that asks. */
async function backends(server: Server): Promise<number> {
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return rows[0]?.n ?? -1;
  } finally {
    await client.end();
  }
}

async function none(server: Server): Promise<void> {
  for (let i = 0; i < 40 && (await backends(server)) > 0; i++) await delay(50);
  assert.equal(await backends(server), 0);
}
