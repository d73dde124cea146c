import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { Failure } from '../../../src/base/failure';
import { silentLog } from '../../../src/base/log';
import type { ConnectionProfile } from '../../../src/catalog/connection';
import { DEMO_PORT, type DemoDatabase, createDemoDatabase } from '../../../src/databases/demo/demoDatabase';

const assets = resolve(__dirname, '../../..');
const never = new AbortController().signal;

describe('demo database', function () {
  this.timeout(240_000);
  let root: string;
  /** Loaded once; tests that damage a folder take a copy. */
  let folder: string;
  let demo: DemoDatabase | undefined;
  let profile: ConnectionProfile;
  const clients: Client[] = [];

  const create = (place: string, port?: number, idleLimitMs?: number) =>
    createDemoDatabase({ folder: place, assets, log: silentLog, port, idleLimitMs });

  /** A client; that its connection may end is part of most tests here. */
  async function open(at: ConnectionProfile = profile): Promise<Client> {
    const client = new Client({ host: at.host, port: at.port, user: at.user, database: at.database });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  }

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'demo-'));
    folder = join(root, 'shop');
  });

  after(async () => {
    await demo?.dispose();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end().catch(() => undefined);
  });

  it('stops loading when it is cancelled', async () => {
    const halved = create(folder, 0);
    const stop = new AbortController();
    const start = halved.start(text => {
      if (text === 'Loading orders') stop.abort();
    }, stop.signal);
    await assert.rejects(start, (failure: unknown) => failure instanceof Failure && failure.kind === 'cancelled');
    assert.equal(halved.running, false);
    await halved.dispose();
    assert.deepEqual((await readdir(folder)).sort(), ['pgdata-1']);
  });

  it('makes a half-loaded folder anew and says what it does', async () => {
    demo = create(folder, 0, 1000);
    const progress: string[] = [];
    profile = await demo.start(text => progress.push(text), never);
    assert.deepEqual(progress, [
      'Preparing the demo database',
      'Loading customers',
      'Loading orders',
      'Loading reviews and events',
      'Gathering statistics',
    ]);
    assert.equal(demo.running, true);
    assert.equal(await loadOf(await open()), '200000 orders, 646493 items, 20000 customers');
  });

  it('has the same data on every machine', async () => {
    const client = await open();
    const { rows } = await client.query<{ sum: string; cents: string }>(
      `SELECT sum(hashtextextended(orders::text, 0))::text AS sum, sum(total_cents)::text AS cents FROM orders`,
    );
    assert.deepEqual(rows, [{ sum: EXPECTED_SUM, cents: EXPECTED_CENTS }]);
  });

  it('keeps its promises about the data: keys, dates, skew', async () => {
    const client = await open();
    const { rows } = await client.query(`
      SELECT
        (SELECT count(*)::int FROM orders WHERE (status IN ('shipped', 'delivered', 'returned')) <> (shipped_at IS NOT NULL)) AS undated,
        (SELECT count(*)::int FROM orders WHERE NOT EXISTS (SELECT FROM customers WHERE id = customer_id)) AS orphans,
        (SELECT count(*)::int FROM order_items WHERE NOT EXISTS (SELECT FROM products WHERE id = product_id)) AS lost,
        (SELECT count(*)::int FROM orders o WHERE total_cents <>
          (SELECT sum(quantity * unit_price_cents) FROM order_items WHERE order_id = o.id) AND id % 500 = 0) AS wrong,
        (SELECT count(DISTINCT country)::int FROM customers WHERE city = 'Leeds') AS countries,
        (SELECT count(*) FILTER (WHERE customer_id <= 200) > 0.2 * count(*) FROM orders) AS skewed,
        (SELECT max(created_at) < '2026-01-01' AND min(created_at) >= '2023-01-01' FROM orders) AS dated`);
    assert.deepEqual(rows, [{ undated: 0, orphans: 0, lost: 0, wrong: 0, countries: 1, skewed: true, dated: true }]);
  });

  it('answers each of many clients with its own rows', async () => {
    const crowd = await Promise.all(Array.from({ length: 12 }, () => open()));
    await Promise.all(
      crowd.map(async (client, me) => {
        for (let round = 0; round < 30; round++) {
          const { rows } = await client.query({
            name: round % 2 === 0 ? 'same-name' : '',
            text: round % 2 === 0 ? `SELECT ${me} AS me, $1::int AS round` : `SELECT $1::int AS round, ${me} AS me`,
            values: [round],
          });
          assert.deepEqual({ ...rows[0] }, { me, round });
        }
      }),
    );
  });

  it('keeps a transaction of one from the statements of another', async () => {
    const [one, two] = [await open(), await open()];
    await one.query('BEGIN');
    await one.query("UPDATE customers SET city = 'Atlantis' WHERE id = 1");
    const seen = two.query('SELECT city FROM customers WHERE id = 1');
    await one.query('ROLLBACK');
    assert.notEqual((await seen).rows[0].city, 'Atlantis');
  });

  it('rolls back for a client that vanishes in its transaction', async () => {
    const [one, two] = [await open(), await open()];
    await one.query('BEGIN');
    await one.query('DELETE FROM events');
    socketOf(one).destroy();
    assert.deepEqual((await two.query('SELECT count(*)::int AS n FROM events')).rows, [{ n: 100_000 }]);
    assert.deepEqual((await two.query('SELECT pg_current_xact_id_if_assigned() AS id')).rows, [{ id: null }]);
  });

  it('rolls back for a client that vanishes before its Sync', async () => {
    const raw = await rawClient(profile);
    const two = await open();
    raw.write(frame('P', '\0DELETE FROM events\0\0\0'));
    raw.write(frame('B', '\0\0\0\0\0\0\0\0'));
    raw.write(frame('E', '\0\0\0\0\0'));
    raw.write(frame('H', ''));
    await once(raw, 'data');
    raw.destroy();
    assert.deepEqual((await two.query('SELECT count(*)::int AS n FROM events')).rows, [{ n: 100_000 }]);
  });

  it('drops who stays silent in a transaction while others wait, and only then', async () => {
    const [idler, other] = [await open(), await open()];
    await idler.query('BEGIN');
    await sleep(1300);
    assert.deepEqual((await idler.query('SELECT 1 AS one')).rows, [{ one: 1 }], 'nobody waited');
    const ended = failureOf(idler);
    assert.deepEqual((await other.query('SELECT 2 AS two')).rows, [{ two: 2 }]);
    assert.equal((await ended).code, '25P03');
  });

  it('forgets the settings of a session once everybody has left', async () => {
    const one = await open();
    await one.query('SET enable_seqscan = off');
    await one.end();
    const two = await open();
    assert.deepEqual((await two.query('SHOW enable_seqscan')).rows, [{ enable_seqscan: 'on' }]);
  });

  it('cancels a statement within seconds and works on with its data', async () => {
    const [one, idle] = [await open(), await open()];
    const dropped = failureOf(idle);
    const endless = one.query('SELECT count(*) FROM generate_series(1, 1e10)');
    await sleep(200);
    const cancelledAt = performance.now();
    cancel(one);
    await assert.rejects(endless, { code: '57014' });
    assert.equal((await dropped).code, '57P01');
    assert.equal(await loadOf(await open()), '200000 orders, 646493 items, 20000 customers');
    assert.ok(performance.now() - cancelledAt < 20_000);
  });

  it('ignores a cancel that comes late, and one with a wrong key', async () => {
    const one = await open();
    await one.query('SELECT 1');
    cancel(one);
    cancel(one, 12345);
    await sleep(100);
    const slow = one.query('SELECT pg_sleep(0.3), 7 AS seven');
    cancel(one, 12345);
    assert.equal((await slow).rows[0].seven, 7);
  });

  it('cancels a statement that only waits, and nothing else', async () => {
    const [busy, waiting] = [await open(), await open()];
    const working = busy.query('SELECT pg_sleep(1), 1 AS one');
    await sleep(100);
    const queued = waiting.query('SELECT 2 AS two');
    await sleep(50);
    cancel(waiting);
    await assert.rejects(queued, { code: '57014' });
    assert.equal((await working).rows[0].one, 1);
    assert.deepEqual((await waiting.query('SELECT 3 AS three')).rows, [{ three: 3 }], 'it goes on');
  });

  it('recovers what was committed when it is killed in mid-write', async () => {
    const one = await open();
    await one.query('CREATE TABLE kept AS SELECT n FROM generate_series(1, 1000) AS n');
    await one.query('CREATE INDEX kept_n ON kept (n)');
    const writing = one.query('UPDATE order_items SET quantity = quantity + 1');
    await sleep(400);
    cancel(one);
    await assert.rejects(writing, { code: '57014' });
    const two = await open();
    assert.deepEqual((await two.query('SELECT count(*)::int AS n FROM kept WHERE n > 0')).rows, [{ n: 1000 }]);
    assert.deepEqual((await two.query('SELECT max(quantity) AS most FROM order_items')).rows, [{ most: 6 }]);
    await two.query('DROP TABLE kept');
  });

  it('is free again when a client leaves in the middle of an endless statement', async () => {
    const [one, two] = [await open(), await open()];
    one.query('SELECT count(*) FROM generate_series(1, 1e10)').catch(() => undefined);
    await sleep(200);
    socketOf(one).destroy();
    await two.query('SELECT 1').catch(() => undefined);
    assert.deepEqual((await (await open()).query('SELECT 1 AS one')).rows, [{ one: 1 }]);
  });

  it('survives what it cannot do: COPY FROM STDIN, a broken message, another protocol', async () => {
    const copying = await open();
    await assert.rejects(copying.query('COPY categories (name) FROM STDIN'));
    const broken = await rawClient(profile);
    broken.write(Buffer.from([81, 0, 0, 0, 1]));
    await once(broken.resume(), 'close');
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\0\0\0\x08\0\x02\0\0']) {
      const stranger = connect({ port: profile.port ?? 0, host: '127.0.0.1' });
      stranger.on('error', () => undefined);
      stranger.end(bytes);
      await once(stranger.resume(), 'close');
    }
    assert.deepEqual((await (await open()).query('SELECT 1 AS one')).rows, [{ one: 1 }]);
  });

  it('hands out large results', async () => {
    const client = await open();
    const { rows } = await client.query<{ text: string }>(
      "SELECT repeat('x', 200) AS text FROM generate_series(1, 200000)",
    );
    assert.equal(rows.length, 200_000);
  });

  it('builds and drops an index concurrently, as the editor does', async () => {
    const client = await open();
    await client.query('CREATE INDEX CONCURRENTLY tried ON orders (customer_id)');
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { Plans?: [{ 'Index Name': string }] } }] }>(
      'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM orders WHERE customer_id = 4711',
    );
    assert.equal(rows[0]?.['QUERY PLAN'][0].Plan.Plans?.[0]['Index Name'], 'tried');
    await client.query('DROP INDEX CONCURRENTLY tried');
  });

  it('counts use for the indexes that the shop uses, none for the one it does not', async () => {
    const { rows } = await (
      await open()
    ).query<{ name: string; used: boolean }>(
      `SELECT indexrelname AS name, idx_scan > 0 AS used FROM pg_stat_user_indexes
       WHERE indexrelname IN ('events_user_agent_idx', 'payments_order_id_idx', 'reviews_product_id_idx') ORDER BY 1`,
    );
    assert.deepEqual(rows, [
      { name: 'events_user_agent_idx', used: false },
      { name: 'payments_order_id_idx', used: true },
      { name: 'reviews_product_id_idx', used: true },
    ]);
  });

  it('is used by the second window, for the folder and for the port', async () => {
    const sameFolder = create(folder);
    const samePort = create(join(root, 'other'), profile.port);
    for (const second of [sameFolder, samePort]) {
      assert.equal((await second.start(() => undefined, never)).port, profile.port);
      await second.dispose();
    }
    assert.deepEqual((await (await open()).query('SELECT 1 AS one')).rows, [{ one: 1 }]);
    assert.equal((await readdir(root)).includes('other'), false);
  });

  it('takes over when the window that ran it is closed, in about a second, with what was changed', async () => {
    await (await open()).query('CREATE INDEX orders_customer_id_idx ON orders (customer_id)');
    const second = create(folder, undefined, 1000);
    await second.start(() => undefined, never);
    await demo?.dispose();
    await assert.rejects(open());
    const startedAt = performance.now();
    const progress: string[] = [];
    profile = await second.start(text => progress.push(text), never);
    demo = second;
    assert.deepEqual(progress, [], 'nothing was loaded');
    assert.ok(performance.now() - startedAt < 15_000);
    const { rows } = await (await open()).query("SELECT to_regclass('orders_customer_id_idx')::text AS index");
    assert.deepEqual(rows, [{ index: 'orders_customer_id_idx' }]);
  });

  it('takes another port when a stranger listens on the usual one', async () => {
    await demo?.dispose();
    const stranger = await listenAt(DEMO_PORT);
    try {
      demo = create(folder, undefined, 1000);
      profile = await demo.start(() => undefined, never);
      assert.notEqual(profile.port, DEMO_PORT);
      assert.equal(await loadOf(await open()), '200000 orders, 646493 items, 20000 customers');
      const wanted = create(join(root, 'other'), DEMO_PORT);
      await assert.rejects(
        wanted.start(() => undefined, never),
        { id: 'demo-port-taken' },
      );
    } finally {
      stranger?.close();
    }
  });

  it('makes the shop anew when its files are damaged', async () => {
    await demo?.dispose();
    const damaged = join(root, 'damaged');
    await cp(folder, damaged, { recursive: true });
    await writeFile(join(damaged, 'pgdata-1', 'global', 'pg_control'), 'nonsense');
    const mended = create(damaged, 0);
    const mendedProfile = await mended.start(() => undefined, never);
    assert.equal(await loadOf(await open(mendedProfile)), '200000 orders, 646493 items, 20000 customers');
    await mended.dispose();
  });

  it('leaves nothing that keeps a process alive, even with clients connected', async () => {
    const program = `
      const { createDemoDatabase } = require(${JSON.stringify(join(assets, 'src/databases/demo/demoDatabase.ts'))});
      const { Client } = require(${JSON.stringify(join(assets, 'node_modules/pg'))});
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const demo = createDemoDatabase({ folder: ${JSON.stringify(folder)}, assets: ${JSON.stringify(assets)}, log, port: 0 });
      demo.start(() => {}, new AbortController().signal).then(async ({ port }) => {
        const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
        client.on('error', () => {});
        await client.connect();
        client.query('SELECT count(*) FROM generate_series(1, 1e10)').catch(() => {});
        setTimeout(() => demo.dispose(), 300);
      });`;
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', program], { cwd: assets, stdio: 'inherit' });
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    clearTimeout(timer);
    assert.equal((await readdir(folder)).includes('owner.json'), false);
  });
});

const EXPECTED_SUM = '2770018233446101553309';
const EXPECTED_CENTS = '17206654579';

async function loadOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ text: string }>(`
    SELECT (SELECT count(*) FROM orders) || ' orders, ' || (SELECT count(*) FROM order_items) || ' items, '
      || (SELECT count(*) FROM customers) || ' customers' AS text`);
  return rows[0]?.text ?? '';
}

interface Inside {
  readonly processID: number;
  readonly secretKey: number;
  readonly connection: { readonly stream: Socket };
}

function socketOf(client: Client): Socket {
  return (client as unknown as Inside).connection.stream;
}

/** As libpq's PQcancel: a connection of its own with the key. */
function cancel(client: Client, secret?: number): void {
  const { processID, secretKey } = client as unknown as Inside;
  const packet = Buffer.alloc(16);
  [16, 80877102, processID, secret ?? secretKey].forEach((value, i) => packet.writeInt32BE(value, 4 * i));
  const socket = connect({ port: client.port, host: client.host });
  socket.on('error', () => undefined);
  socket.end(packet);
}

function failureOf(client: Client): Promise<Error & { code?: string }> {
  return new Promise(done => void client.once('error', done));
}

function frame(type: string, payload: string): Buffer {
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeInt32BE(4 + payload.length, 1);
  return Buffer.concat([header, Buffer.from(payload, 'latin1')]);
}

/** A connection after its start, without a driver that would keep to the rules. */
async function rawClient(at: ConnectionProfile): Promise<Socket> {
  const socket = connect({ port: at.port ?? 0, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const startup = Buffer.from('\0\0\0\0\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  startup.writeInt32BE(startup.length, 0);
  socket.write(startup);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    if ((chunk as Buffer).includes('Z\0\0\0\x05I', 0, 'latin1')) break;
  }
  return socket;
}

/** `undefined` where somebody listens there already: as good a stranger. */
function listenAt(port: number): Promise<Server | undefined> {
  return new Promise(done => {
    const server = createServer(socket => socket.on('error', () => undefined));
    server.once('error', () => done(undefined));
    server.listen(port, '127.0.0.1', () => done(server));
  });
}
