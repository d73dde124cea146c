import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { Client } from 'pg';

import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { checkAccounts } from '../../support/planAccounts';
import type { TestServer } from '../../support/postgresProcess';
import { servers } from '../../support/servers';

const shop = join(__dirname, '../../../examples/shop');

/** A query with a grouped CTE, a join or a subquery as condition, an order and a limit, planned in one of several ways. */
const statements = fc.record({
  from: fc.constantFrom(
    'orders o',
    'orders o JOIN customers c ON c.id = o.customer_id',
    'sums o',
    'sums o JOIN sums s USING (customer_id)',
  ),
  where: fc.constantFrom(
    'true',
    'o.customer_id < 500',
    'o.customer_id > (SELECT avg(customer_id) FROM sums)',
    'o.customer_id IN (SELECT customer_id FROM reviews)',
    'o.customer_id NOT IN (SELECT customer_id FROM reviews WHERE rating = 1) AND o.customer_id < 200',
    '(SELECT count(*) FROM addresses a WHERE a.customer_id = o.customer_id) > 1 AND o.customer_id < 300',
  ),
  select: fc.constantFrom('count(*)', 'o.customer_id, (SELECT max(n) FROM sums) AS top', 'DISTINCT o.customer_id'),
  end: fc.constantFrom('', 'LIMIT 10', 'LIMIT 10 OFFSET 2000'),
  settings: fc.subarray([
    'SET LOCAL enable_hashjoin = off',
    'SET LOCAL enable_mergejoin = off',
    "SET LOCAL work_mem = '64kB'",
    'SET LOCAL max_parallel_workers_per_gather = 0',
    'SET LOCAL parallel_leader_participation = off',
    'SET LOCAL parallel_setup_cost = 0',
    'SET LOCAL min_parallel_table_scan_size = 0',
  ]),
});

for (const [version, start] of servers) {
  describe(`arithmetic of plans by PostgreSQL ${version}`, function () {
    this.timeout(300_000);
    let server: TestServer;
    let client: Client;

    before(async () => {
      server = await start({ settings: { track_io_timing: 'on' } });
      client = new Client({ connectionString: server.url });
      await client.connect();
      for (const file of ['schema.sql', 'data.sql']) await client.query(readFileSync(join(shop, file), 'utf8'));
      await client.query('VACUUM ANALYZE');
    });
    after(async () => {
      await client.end();
      await server.stop();
    });

    it('adds up for queries of every shape', async () => {
      let checked = 0;
      const property = fc.asyncProperty(statements, async ({ from, where, select, end, settings }) => {
        const sums = 'WITH sums AS (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id)';
        await client.query(['BEGIN', "SET LOCAL statement_timeout = '20s'", ...settings].join(';'));
        try {
          const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(
            `EXPLAIN (ANALYZE, VERBOSE, BUFFERS, FORMAT JSON) ${sums} SELECT ${select} FROM ${from} WHERE ${where} ${end}`,
          );
          const { value, problems } = readPostgresJson(rows[0]?.['QUERY PLAN']);
          assert.deepEqual(problems, []);
          assert.ok(value?.root.ownMs !== undefined);
          checkAccounts(value);
          checked++;
        } finally {
          await client.query('ROLLBACK');
        }
      });
      await fc.assert(property, { numRuns: 25, seed: 4 });
      assert.ok(checked >= 25);
    });
  });
}
