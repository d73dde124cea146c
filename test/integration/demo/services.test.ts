import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { Client } from 'pg';

import { DEMO_PORT } from '../../../src/databases/demo/demoDatabase';
import { openSql } from './openSql';

const root = resolve(__dirname, '../../..');
const shop = join(root, 'examples', 'shop');
/** TypeScript, and `.sql` files as text, in a Node of its own. */
const loaders = ['--require', 'tsx/cjs', '--require', join(root, 'test', 'support', 'register.cjs')];

describe('the demo as a program, and the examples on it', function () {
  this.timeout(240_000);
  const children: ChildProcess[] = [];
  let folder: string;
  let url: string;
  let demo: ChildProcess;

  /** Runs a program of ours from its sources. @returns the first line that it prints */
  async function run(
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<[ChildProcess, string]> {
    const child = spawn(process.execPath, [...loaders, ...args], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const line = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
      once(child, 'exit').then(([code]) => assert.fail(`ended with ${String(code)}`)),
    ]);
    return [child, line];
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-program-'));
    const stderr = spawnSync(process.execPath, [...loaders, 'src/cli.ts', 'demo', '--port', 'many'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(stderr.status, 2);
    assert.match(stderr.stderr, /"many" is not a port/);
    [demo, url] = await run(['src/cli.ts', 'demo', '--port', '0', '--folder', folder]);
  });

  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('prints its URL first', async () => {
    assert.match(url, /^postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres\?sslmode=disable$/);
    const client = new Client({ connectionString: url });
    await client.connect();
    assert.deepEqual((await client.query('SELECT count(*)::int AS n FROM orders')).rows, [{ n: 200_000 }]);
    await client.end();
  });

  it('the TypeScript service answers each of its routes from the database', async () => {
    const [service, line] = await run(['examples/shop/service-ts/src/server.ts'], { DATABASE_URL: url, PORT: '0' });
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? assert.fail(line);
    const get = async (path: string, method = 'GET'): Promise<unknown> => {
      const response = await fetch(address + path, { method });
      assert.equal(response.status, 200, path);
      return response.json();
    };
    const orders = (await get('/customers/1/orders?items')) as { id: number; items: unknown[] }[];
    assert.equal(orders.length, 20);
    assert.ok(orders.every(order => order.items.length > 0));
    assert.equal(((await get('/customers/1/orders')) as unknown[]).length, 20);
    assert.equal(((await get('/orders?status=pending&sort=dearest')) as unknown[]).length, 50);
    assert.ok(((await get('/products/1/sales')) as unknown[]).length > 10);
    assert.ok(((await get('/products?q=oak')) as unknown[]).length > 10);
    const [pending] = (await get('/orders?status=pending')) as { id: number }[];
    assert.deepEqual(await get(`/orders/${String(pending?.id)}/cancel`, 'POST'), { cancelled: true });
    assert.deepEqual(await get(`/orders/${String(pending?.id)}/cancel`, 'POST'), { cancelled: false });
    assert.equal((await fetch(`${address}/nothing`)).status, 404);
    service.kill('SIGTERM');
    assert.deepEqual(await once(service, 'exit'), [0, null]);
  });

  it('the Python service is valid Python, and its queries run', async () => {
    const path = join(shop, 'service-py', 'shop.py');
    const python = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read())', path]);
    assert.equal(python.error === undefined ? python.status : 0, 0, String(python.stderr));
    const client = new Client({ connectionString: url });
    await client.connect();
    const source = await readFile(path, 'utf8');
    for (const sql of await openSql(path, source)) await client.query(`PREPARE shop AS ${sql}; DEALLOCATE shop`);
    await client.end();
  });

  it('every query of queries.sql runs', async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    const path = join(shop, 'queries.sql');
    const queries = await openSql(path, await readFile(path, 'utf8'));
    assert.equal(queries.length, 10);
    for (const sql of queries) await client.query(`PREPARE shop AS ${sql}; DEALLOCATE shop`);
    await client.end();
  });

  it('the examples name the port of the demo', async () => {
    assert.match(await readFile(join(shop, '.env'), 'utf8'), new RegExp(`^DATABASE_URL=.*:${String(DEMO_PORT)}/`, 'm'));
  });

  it('ends cleanly at a signal', async () => {
    demo.kill('SIGTERM');
    assert.deepEqual(await once(demo, 'exit'), [0, null]);
    assert.deepEqual(await readdir(folder), ['pgdata-1']);
  });
});
