import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { runCli } from '../../../src/cli/runCli';
import type { PlanDiff } from '../../../src/plan/diff/planDiff';
import { startPostgres } from '../../support/embeddedPostgres';
import type { TestServer } from '../../support/postgresProcess';

const root = join(__dirname, '..', '..', '..');
const sql = 'SELECT * FROM orders WHERE customer_id = 42';

describe('backend-optimizer plan diff', function () {
  this.timeout(60_000);
  let server: TestServer;
  let client: Client;
  let folder: string;

  const explain = async (options: string): Promise<string> => {
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (${options}) ${sql}`);
    const lines = rows.map(row => row['QUERY PLAN']);
    return lines.every(line => typeof line === 'string') ? lines.join('\n') : JSON.stringify(lines[0]);
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-diff-'));
    server = await startPostgres();
    client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(
      'SET max_parallel_workers_per_gather = 0; CREATE TABLE orders AS SELECT n AS id, n % 50 AS customer_id FROM generate_series(1, 90000) n; ANALYZE orders',
    );
    for (const [name, options] of [
      ['slow.json', 'ANALYZE, FORMAT JSON'],
      ['slow.yaml', 'FORMAT YAML'],
      ['slow.xml', 'FORMAT XML'],
      ['slow.txt', 'FORMAT TEXT'],
      ['slow-estimate.json', 'FORMAT JSON'],
    ] as const) {
      writeFileSync(join(folder, name), await explain(options));
    }
    await client.query('CREATE INDEX by_customer ON orders (customer_id)');
    await client.query('VACUUM orders');
    writeFileSync(join(folder, 'fast.json'), await explain('ANALYZE, FORMAT JSON'));
    const several = [await explain('FORMAT JSON'), await explain('FORMAT JSON')].join('\n\n');
    writeFileSync(join(folder, 'several.json'), several);
    writeFileSync(join(folder, 'none.txt'), 'dear diary\n');
  });

  after(async () => {
    await client.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(words: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
    let out = '';
    let err = '';
    const terminal = {
      environment: {},
      folder,
      out: (text: string) => (out += text),
      err: (text: string) => (err += text),
      readInput: async () => input,
      colour: false,
      signal: new AbortController().signal,
    };
    const code = await runCli(['plan', 'diff', ...words], terminal, { assets: root, demo: join(folder, 'demo') });
    return { code, out, err };
  }

  it('says what changed in kind first, then by how much', async () => {
    const { code, out, err } = await run(['slow.json', 'fast.json', '--format', 'json']);
    assert.equal(code, 0, err);
    const { version, changes, before, after, nodes } = JSON.parse(out) as PlanDiff & { readonly version: number };
    assert.equal(version, 1);
    const [first] = changes;
    assert.deepEqual(
      { ...first },
      {
        kind: 'accessPath',
        before: 'Seq Scan',
        after: 'Bitmap Heap Scan using by_customer',
        relation: 'orders',
        text: 'orders: Seq Scan → Bitmap Heap Scan using by_customer',
        beforeId: '0',
        afterId: '0',
      },
    );
    assert.ok(changes.some(({ kind }) => kind === 'cost'));
    assert.ok((before.timeMs ?? 0) > (after.timeMs ?? Infinity) && (before.cost ?? 0) > (after.cost ?? Infinity));
    assert.deepEqual([nodes[0]?.before, nodes[0]?.after], ['0', '0']);
  });

  it('finds no difference between the formats of one plan', async () => {
    for (const other of ['slow.yaml', 'slow.xml', 'slow.txt']) {
      const { code, out, err } = await run(['slow-estimate.json', other, '--format', 'json']);
      assert.equal(code, 0, err);
      assert.deepEqual((JSON.parse(out) as PlanDiff).changes, [], other);
    }
  });

  it('reads one side from standard input, and writes for a reader and in Markdown', async () => {
    const fast = await explain('ANALYZE, FORMAT JSON');
    const text = await run(['slow.json', '-'], fast);
    assert.match(text.out, /times faster: .+ → /);
    assert.match(text.out, /What changed\n {2}orders: Seq Scan → Bitmap Heap Scan using by_customer/);
    assert.match(text.out, /Each time comes from one run/);
    assert.match(text.out, /~ Seq Scan on orders → Bitmap Heap Scan on orders/);
    const markdown = await run(['-', 'slow.json', '--format', 'markdown'], fast);
    assert.match(markdown.out, /\*\*.+ times slower\\: .+\*\*/);
    assert.match(markdown.out, /- orders\\: Bitmap Heap Scan using by\\_customer → Seq Scan/);
    assert.equal((await run(['-', '-'])).code, 2);
  });

  it('chooses one of several plans, and refuses what is none with its place', async () => {
    assert.equal((await run(['several.json', 'fast.json', '--plan', '1'])).code, 0);
    const missing = await run(['several.json', 'several.json', '--plan', '3']);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /holds 2 plans, and no number 3/);
    const none = await run(['slow.json', 'none.txt']);
    assert.equal(none.code, 3);
    assert.match(none.err, /none\.txt/);
    assert.equal((await run(['slow.json', 'gone.json'])).code, 3);
  });

  it('fails on a regression where it is asked to', async () => {
    assert.equal((await run(['slow.json', 'fast.json', '--fail-on-regression'])).code, 0);
    assert.equal((await run(['fast.json', 'slow.json', '--fail-on-regression'])).code, 1);
    assert.equal((await run(['fast.json', 'slow.json', '--fail-on-regression', '100000000'])).code, 0);
    assert.equal((await run(['fast.json', 'slow.json', '--fail-on-regression', 'much'])).code, 2);
  });
});
