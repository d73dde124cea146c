import assert from 'node:assert/strict';

import { Client } from 'pg';

import { diffPlans } from '../../../src/plan/diff/diffPlans';
import type { PlanChange, PlanChangeKind } from '../../../src/plan/diff/planDiff';
import type { Plan } from '../../../src/plan/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { startPostgres } from '../../support/embeddedPostgres';
import type { TestServer } from '../../support/postgresProcess';

/** Numbers follow from what changed; these tests are about what changed in kind. */
const figures = new Set<PlanChangeKind>(['time', 'cost', 'buffers', 'rows', 'estimates']);

describe('the difference of two plans of a real server', function () {
  this.timeout(120_000);
  let server: TestServer;
  let client: Client;

  before(async () => {
    server = await startPostgres();
    client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(`
      SET max_parallel_workers_per_gather = 0; SET jit = off;
      CREATE TABLE customers (id integer PRIMARY KEY, region integer NOT NULL);
      CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL, status text NOT NULL, total integer NOT NULL);
      CREATE TABLE items (order_id integer NOT NULL, sku integer NOT NULL);
      INSERT INTO customers SELECT n, n % 20 FROM generate_series(1, 2000) n;
      INSERT INTO orders SELECT n, n % 2000 + 1, CASE WHEN n % 100 = 0 THEN 'open' ELSE 'done' END, n % 977 FROM generate_series(1, 40000) n;
      INSERT INTO items SELECT n % 40000 + 1, n % 500 FROM generate_series(1, 60000) n;
      CREATE TABLE events (at date NOT NULL, kind integer NOT NULL) PARTITION BY RANGE (at);
      CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
      CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
      INSERT INTO events SELECT date '2023-01-01' + n % 1090, n % 7 FROM generate_series(1, 30000) n;`);
    await client.query('VACUUM ANALYZE');
  });

  after(async () => {
    await client.end();
    await server.stop();
  });

  async function explain(sql: string, options = 'SETTINGS'): Promise<Plan> {
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (${options}, FORMAT JSON) ${sql}`);
    const { value } = readPostgresJson(rows[0]?.['QUERY PLAN']);
    assert.ok(value);
    return value;
  }

  /** What changed in kind between two statements, the second after `setup`, which is rolled back. */
  async function changed(setup: string, sql: string, now = sql, options?: string): Promise<readonly PlanChange[]> {
    const before = await explain(sql, options);
    await client.query('BEGIN');
    await client.query(setup);
    const after = await explain(now, options);
    await client.query('ROLLBACK');
    return diffPlans(before, after).changes;
  }

  const inKind = (changes: readonly PlanChange[]) =>
    changes.filter(({ kind }) => !figures.has(kind)).map(({ text }) => text);

  const ofCustomer = 'SELECT * FROM orders WHERE customer_id = 42';
  const grouped = 'SELECT c.region, count(*) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY c.region';

  it('says nothing of a plan that was asked for twice', async () => {
    assert.deepEqual(await changed('SELECT 1', grouped), []);
  });

  it('names the index that a table is now read by, and nothing else', async () => {
    const changes = await changed('CREATE INDEX by_customer ON orders (customer_id)', ofCustomer);
    assert.deepEqual(inKind(changes), ['orders: Seq Scan → Bitmap Heap Scan using by_customer']);
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ['accessPath', 'cost'],
    );
  });

  it('names another index of the same table', async () => {
    await client.query('CREATE INDEX by_customer ON orders (customer_id)');
    const changes = await changed('CREATE INDEX by_both ON orders (customer_id, total)', `${ofCustomer} AND total = 5`);
    await client.query('DROP INDEX by_customer');
    assert.deepEqual(inKind(changes), ['orders: Bitmap Heap Scan using by_customer → Index Scan using by_both']);
  });

  it('names the join method with the setting that forced it', async () => {
    const changes = await changed('SET LOCAL enable_hashjoin = off', grouped);
    assert.deepEqual(inKind(changes), [
      'c: Seq Scan → Index Scan using customers_pkey',
      'Join of o, c: Hash Join → Nested Loop',
      'enable_hashjoin: not named → off',
    ]);
  });

  it('names the join order that statistics changed', async () => {
    const sql =
      'SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id JOIN items i ON i.order_id = o.id WHERE i.sku = 7 AND c.region = 3';
    const changes = await changed(
      'UPDATE items SET sku = 7; ANALYZE items; UPDATE customers SET region = id % 2000; ANALYZE customers',
      sql,
    );
    assert.deepEqual(inKind(changes), [
      'o: Index Scan using orders_pkey → Seq Scan',
      'c: Index Scan using customers_pkey → Seq Scan',
      'Join order: ((i, o), c) → (i, (o, c))',
      'Join of i, o, c: Nested Loop → Hash Join',
    ]);
  });

  it('names workers that came in, not what the planner built around them', async () => {
    const parallel =
      'SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0';
    const changes = await changed(parallel, grouped, grouped, 'COSTS ON');
    assert.deepEqual(inKind(changes), ['Parallel: no workers → 2 workers for o, c']);
  });

  it('names what ANALYZE taught the planner', async () => {
    await client.query(
      'CREATE TABLE fresh (id integer, kind integer); ALTER TABLE fresh SET (autovacuum_enabled = off)',
    );
    await client.query('INSERT INTO fresh SELECT n, n % 3 FROM generate_series(1, 50000) n');
    const before = await explain('SELECT * FROM fresh WHERE kind = 1', 'ANALYZE, TIMING OFF, BUFFERS OFF');
    await client.query('ANALYZE fresh');
    const after = await explain('SELECT * FROM fresh WHERE kind = 1', 'ANALYZE, TIMING OFF, BUFFERS OFF');
    const { changes } = diffPlans(before, after);
    assert.deepEqual(inKind(changes), []);
    const [estimate] = changes.filter(({ kind }) => kind === 'estimates');
    assert.match(
      estimate?.text ?? '',
      /^fresh: the estimate became right, \d+× under \(\d+ planned, 16,66\d came\) → /,
    );
  });

  it('names the partitions that are left', async () => {
    const all = 'SELECT count(*) FROM events WHERE kind = 3';
    const pruned = await changed('SELECT 1', all, `${all} AND at >= '2025-01-01'`);
    assert.deepEqual(inKind(pruned), ['events: reads 3 partitions → 1 partition']);
    const other = await changed('SELECT 1', `${all} AND at >= '2025-01-01'`, `${all} AND at < '2024-01-01'`);
    assert.deepEqual(inKind(other), ['events: reads events_2025 → events_2023']);
    const indexed = await changed(
      'CREATE INDEX ON events (at)',
      "SELECT * FROM events WHERE at = any (array['2023-02-02', '2024-02-02']::date[])",
    );
    assert.deepEqual(inKind(indexed), ['events: Seq Scan → Bitmap Heap Scan, in all 2 partitions']);
  });

  it('names a CTE that is worked into the query', async () => {
    const cte = (how: string) =>
      `WITH open AS ${how} (SELECT * FROM orders WHERE status = 'open') SELECT c.id FROM open JOIN customers c ON c.id = open.customer_id`;
    const changes = await changed('SELECT 1', cte('MATERIALIZED'), cte('NOT MATERIALIZED'));
    assert.deepEqual(inKind(changes), [
      'Join of orders, c, Hash Join with sides swapped: hashes open → hashes c',
      'CTE open: computed once and kept → worked into the query',
    ]);
  });

  it('names a sort that an index spares, and another way to group', async () => {
    const sorted = await changed(
      'CREATE INDEX by_total ON orders (total)',
      'SELECT * FROM orders ORDER BY total LIMIT 5',
    );
    assert.deepEqual(inKind(sorted), ['orders: Seq Scan → Index Scan using by_total', 'Sort by total is spared']);
    const ways = await changed(
      'SET LOCAL enable_hashagg = off',
      'SELECT customer_id, count(*) FROM orders GROUP BY 1',
      undefined,
      'COSTS ON',
    );
    assert.deepEqual(inKind(ways), ['Grouping by customer_id: HashAggregate → GroupAggregate']);
  });

  it('names rows that are remembered', async () => {
    const sql = 'SELECT * FROM items i JOIN orders o ON o.id = i.order_id';
    const forced = 'SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off';
    await client.query('BEGIN');
    await client.query(`${forced}; SET LOCAL enable_memoize = off`);
    const before = await explain(sql, 'COSTS ON');
    await client.query('SET LOCAL enable_memoize = on');
    const after = await explain(sql, 'COSTS ON');
    await client.query('ROLLBACK');
    assert.deepEqual(inKind(diffPlans(before, after).changes), ['Memoize of o is new']);
  });

  it('names triggers and what a run shows', async () => {
    const sql = 'UPDATE customers SET region = region WHERE id = 1';
    const trigger =
      "CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END'; CREATE TRIGGER watch BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION seen()";
    await client.query('BEGIN');
    const changes = await changed(trigger, sql, sql, 'ANALYZE, BUFFERS OFF');
    assert.ok(
      changes.some(({ text }) => text === 'Trigger watch runs too'),
      JSON.stringify(changes),
    );
    assert.ok(
      changes.some(({ kind }) => kind === 'time'),
      JSON.stringify(changes),
    );
  });
});
