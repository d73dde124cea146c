import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import pg from 'pg';

import { startPostgres } from '../support/embeddedPostgres';
import type { TestServer } from '../support/postgresProcess';
import { Workbench } from './workbench';

const seed = readFileSync(resolve(__dirname, '../vscode/seed.sql'), 'utf8');

const ordersGo = `package shop

import "database/sql"

const columns = "o.id, o.total"

func byCustomer(db *sql.DB, customer int, table string) (*sql.Rows, error) {
	return db.Query("SELECT " + columns + " FROM orders AS o WHERE o.customer_id = $1", customer)
}

func byStatus(db *sql.DB, status string) (*sql.Rows, error) {
	return db.Query(\`
		SELECT id, placed_at
		FROM orders
		WHERE status = $1
	\`, status)
}
`;

const reportJava = `package shop;

class Report {
  List<Row> broken() {
    return jdbc.query("""
        SELECT count(*)
        FROM customers
        WHERE country == ?? AND
        """, mapper);
  }

  List<Row> byCountry(String order) {
    log.info("Select a country from the list");
    return jdbc.query("SELECT id, name FROM customers WHERE country = ? ORDER BY " + order, mapper);
  }
}
`;

/** One window, one story: each step stands on the one before. */
describe('queries in programs, through the workbench', () => {
  let server: TestServer;
  let workbench: Workbench;

  before(async () => {
    server = await startPostgres();
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(seed);
    await client.query('CREATE INDEX ON orders (status); ANALYZE orders');
    await client.end();
    workbench = await Workbench.open({
      files: {
        'orders.go': ordersGo,
        'src/Report.java': reportJava,
        'ignored/skip.py': "cur.execute('SELECT 1 FROM skipped')\n",
        '.gitignore': 'ignored/\n',
        '.env': `DATABASE_URL=${server.url}\n`,
      },
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

  const row = (text: string) => workbench.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();

  it('lists the queries by table as soon as the view is shown, and by file', async () => {
    await workbench.page.locator('.activitybar [aria-label="Backend Optimizer"]').first().click();
    await row('customers').waitFor();
    await row('orders').waitFor();
    assert.equal(await row('skipped').count(), 0);
    await row('orders').click();
    await row('WHERE status').waitFor();
    await workbench.screenshots('queries-by-table');
    await workbench.runCommand('Backend Optimizer: Focus on Queries View');
    await workbench.page.locator('.pane-header', { hasText: 'Queries' }).hover();
    await workbench.page.locator('.actions-container [aria-label="Group by File"]').first().click();
    await row('orders.go').waitFor();
    await workbench.screenshots('queries-by-file');
  });

  it('opens a query from the list and explains it', async () => {
    await row('orders.go').click();
    await row('WHERE o.customer_id').click();
    await workbench.page.locator('.tab[data-resource-name="orders.go"]').waitFor();
    await workbench.contextMenu('SELECT " + columns', 'Explain Query');
    await workbench.pick(String(server.port));
    await workbench.panelText('Seq Scan', /customer_id = \$1/, /o\.id, o\.total/);
    await workbench.screenshots('explain-go');
  });

  it('shows where the plan flips with typical values', async () => {
    await workbench.contextMenu('WHERE status = $1', 'Explain with Typical Values');
    await workbench.panelText(/Common/i, /Rare/i, /Index|Bitmap/);
    await workbench.screenshots('typical-go');
  });

  it('marks a syntax error inside a text block where it stands', async () => {
    await workbench.openFile('src/Report.java');
    await workbench.contextMenu('WHERE country', 'Explain Query');
    await workbench.panelText(/syntax error/i);
    const squiggle = workbench.page.locator('.squiggly-error').first();
    await squiggle.waitFor();
    const line = await workbench.line('WHERE country ==').boundingBox();
    const mark = await squiggle.boundingBox();
    assert.ok(line && mark);
    assert.ok(mark.y >= line.y - 2 && mark.y <= line.y + line.height + 40, `${mark.y} is not near ${line.y}`);
    await workbench.screenshots('error-java');
  });

  it('explains with an assumed sort column, and says so', async () => {
    await workbench.focusEditor('Report.java');
    await workbench.contextMenu('ORDER BY " + order', 'Explain Query');
    await workbench.panelText(/Sort/, /Assumed/, /order/);
    await workbench.screenshots('assumed-java');
  });

  it('underlines the statement at the cursor on demand', async () => {
    await workbench.focusEditor('orders.go');
    await workbench.goTo(14, 8);
    await workbench.runCommand('Backend Optimizer: Underline Statement at Cursor');
    await workbench.page.waitForTimeout(600);
    await workbench.screenshots('underlined-go');
  });
});
