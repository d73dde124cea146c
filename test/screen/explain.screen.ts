import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import pg from 'pg';

import { startPostgres } from '../support/embeddedPostgres';
import type { TestServer } from '../support/postgresProcess';
import { Workbench } from './workbench';

const seed = readFileSync(resolve(__dirname, '../vscode/seed.sql'), 'utf8');

const ordersSql = `-- What one customer bought.
SELECT id, total, placed_at FROM orders WHERE customer_id = 42;

SELECT id FROM orders WHERE;

SELECT count(*) FROM no_such_table;

UPDATE orders SET total = total + 1 WHERE id = 7;
`;

const serviceTs = `import { Pool } from 'pg';

const pool = new Pool();

export async function openOrders(country: string) {
  const { rows } = await pool.query(
    'SELECT o.id, c.name FROM orders AS o JOIN customers AS c ON c.id = o.customer_id WHERE c.country = $1',
    [country],
  );
  return rows;
}
`;

/** One window, one story: each step stands on the one before. */
describe('Explain Query through the workbench', () => {
  let server: TestServer;
  let workbench: Workbench;

  before(async () => {
    server = await startPostgres();
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(seed);
    await client.end();
    const wrong = server.url.replace(`:${server.password}@`, ':outdated@');
    workbench = await Workbench.open({
      files: { 'orders.sql': ordersSql, 'src/service.ts': serviceTs, '.env': `DATABASE_URL=${wrong}\n` },
      environment: { DATABASE_URL: undefined, PGPASSWORD: undefined },
    });
  });

  after(async () => {
    await workbench.close();
    await server.stop();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
  });

  it('offers the connection of .env, asks for the password that was refused, and shows the plan', async () => {
    await workbench.openFile('orders.sql');
    await workbench.contextMenu('SELECT id, total', 'Explain Query');
    await workbench.pick(String(server.port));
    await workbench.page.locator('.quick-input-widget', { hasText: /password/i }).waitFor();
    await workbench.screenshot('password-refused');
    await workbench.answer(server.password);
    await workbench.panelText('Seq Scan', /orders/, /customer_id = 42/);
  });

  it('shows the panel in light and dark', async () => {
    await workbench.screenshots('explain');
  });

  it('measures with Explain and Analyze, from the palette', async () => {
    await workbench.focusEditor('orders.sql');
    await workbench.goTo(2, 10);
    await workbench.runCommand('Backend Optimizer: Explain and Analyze Query');
    await workbench.panelText(/\d\s*ms/, /Seq Scan/);
    await workbench.screenshots('analyze');
  });

  it('marks a syntax error where it stands and says it in the panel', async () => {
    await workbench.focusEditor('orders.sql');
    await workbench.goTo(4, 10);
    await workbench.runCommand('Backend Optimizer: Explain Query');
    await workbench.panelText(/syntax error/i);
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.screenshot('syntax-error');
  });

  it('names a relation that is not there', async () => {
    await workbench.focusEditor('orders.sql');
    await workbench.goTo(6, 10);
    await workbench.runCommand('Backend Optimizer: Explain Query');
    await workbench.panelText(/no_such_table.*does not exist/);
    await workbench.screenshot('relation-missing');
  });

  it('asks before it analyzes a statement that writes, and leaves the data alone', async () => {
    await workbench.focusEditor('orders.sql');
    await workbench.goTo(8, 10);
    await workbench.runCommand('Backend Optimizer: Explain and Analyze Query');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await workbench.screenshot('analyze-write-question');
    await dialog.locator('.monaco-button', { hasText: 'Run and Roll Back' }).click();
    await workbench.panelText(/ModifyTable|Update/, /\d\s*ms/);
    const client = new pg.Client(server.url);
    await client.connect();
    const { rows } = await client.query<{ total: string }>('SELECT total FROM orders WHERE id = 7');
    await client.end();
    assert.deepEqual(rows, [{ total: '7.50' }]);
  });

  it('explains a string in TypeScript with its parameter', async () => {
    await workbench.openFile('src/service.ts');
    await workbench.contextMenu('SELECT o.id, c.name', 'Explain Query');
    await workbench.panelText(/Hash Join|Nested Loop|Merge Join/, /customers/);
    await workbench.screenshots('typescript');
  });

  it('leaves nothing behind on the server when the window is closed', async () => {
    await workbench.page.goto('about:blank');
    const client = new pg.Client(server.url);
    await client.connect();
    const others =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    let left = -1;
    for (let attempt = 0; attempt < 100 && left !== 0; attempt++) {
      left = (await client.query<{ n: number }>(others)).rows[0]?.n ?? -1;
      if (left !== 0) await new Promise(resolve => setTimeout(resolve, 200));
    }
    await client.end();
    assert.equal(left, 0);
  });
});
