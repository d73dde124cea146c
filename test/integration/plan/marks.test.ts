import assert from 'node:assert/strict';

import type { Client } from 'pg';

import { DisposableStore } from '../../../src/base/disposable';
import { markStatement } from '../../../src/plan/marks/markStatement';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { walkPlan } from '../../../src/plan/walk';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';
import { startPostgres } from '../../support/embeddedPostgres';
import { openWitness } from '../explain/testDatabase';

const schema = `
  CREATE TABLE customers (id int PRIMARY KEY, name text, country text);
  CREATE TABLE orders (id int PRIMARY KEY, customer_id int, status text, total int, created_at timestamptz);
  CREATE TABLE messages (id int PRIMARY KEY, customer_id int, read boolean);
  CREATE INDEX orders_customer_idx ON orders (customer_id);
  CREATE TABLE events (id int, at date, kind text) PARTITION BY RANGE (at);
  CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
  CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  INSERT INTO customers SELECT i, 'c' || i, 'NO' FROM generate_series(1, 1000) i;
  INSERT INTO orders SELECT i, i % 1000, 'open', i, now() FROM generate_series(1, 20000) i;
  INSERT INTO messages SELECT i, i % 1000, false FROM generate_series(1, 5000) i;
  ANALYZE;`;

/** What each step of the plan must be marked with: node type and source → texts; steps not named are not looked at. */
type Expected = Readonly<Record<string, readonly string[]>>;

const cases: readonly (readonly [sql: string, expected: Expected, settings?: readonly string[]])[] = [
  [
    `select o.id, c.name from orders o join customers as c on c.id = o.customer_id
     where o.status = 'open' and lower(c.country) = 'no' order by o.created_at desc limit 20`,
    {
      Limit: ['limit 20'],
      Sort: ['order by o.created_at desc'],
      'Hash Join': ['c.id = o.customer_id'],
      'Seq Scan o': ['orders o', "o.status = 'open'"],
      'Seq Scan c': ['customers as c', "lower(c.country) = 'no'"],
      Hash: ['customers as c', "lower(c.country) = 'no'"],
    },
    ['enable_nestloop=off', 'enable_mergejoin=off'],
  ],
  [
    `select c.name, (select count(*) from messages m where m.customer_id = c.id and not m.read) unread
     from customers c where c.id between 3 and 9 and c.country in ('NO', 'SE')`,
    {
      'Index Scan c': ['customers c', 'c.id between 3 and 9', "c.country in ('NO', 'SE')"],
      'Aggregate SubPlan 1': ['(select count(*) from messages m where m.customer_id = c.id and not m.read)'],
      'Seq Scan m': ['messages m', 'm.customer_id = c.id', 'not m.read'],
    },
  ],
  [
    `select status, count(*), sum(total) from orders group by status having count(*) > 10 order by 2 desc`,
    {
      Sort: ['order by 2 desc'],
      Aggregate: ['count(*)', 'sum(total)', 'group by status', 'count(*) > 10'],
      'Seq Scan orders': ['orders'],
    },
  ],
  [
    `select * from orders a join orders b on a.id = b.customer_id where b.total > 19990 and a.status = $1`,
    {
      'Nested Loop': ['a.id = b.customer_id'],
      'Seq Scan b': ['orders b', 'b.total > 19990'],
      'Index Scan a': ['orders a', 'a.id = b.customer_id', 'a.status = $1'],
    },
    ['enable_hashjoin=off', 'enable_mergejoin=off', 'enable_memoize=off'],
  ],
  [
    `with recent as materialized (select customer_id, total from orders where total > 100)
     select distinct r.customer_id from recent r where r.total < 500`,
    {
      'Seq Scan orders CTE recent': ['recent', 'orders', 'total > 100'],
      'CTE Scan r': ['recent r', 'r.total < 500'],
    },
  ],
  [
    `select id from orders where total = 5 union select id from messages where customer_id = 6`,
    {
      Unique: ['union'],
      'Seq Scan orders': ['orders', 'total = 5'],
      'Seq Scan messages': ['messages', 'customer_id = 6'],
      Append: ['union'],
    },
  ],
  [
    `select kind from events e where e.at > date '2023-06-01' and e.kind = 'x'`,
    {
      'Seq Scan e_1': ['events e', "e.at > date '2023-06-01'", "e.kind = 'x'"],
      'Seq Scan e_2': ['events e', "e.at > date '2023-06-01'", "e.kind = 'x'"],
    },
  ],
  [
    `update orders set total = 0 from customers where customers.id = orders.customer_id and customers.name = 'c7'`,
    {
      'ModifyTable orders': ['update orders'],
      'Seq Scan customers': ['customers', "customers.name = 'c7'"],
    },
  ],
  [
    `select * from customers where id not in (select customer_id from orders where status = 'x') for update`,
    {
      LockRows: ['for update'],
      'Seq Scan customers': ['customers', "id not in (select customer_id from orders where status = 'x')"],
      'Seq Scan orders SubPlan 1': ["id not in (select customer_id from orders where status = 'x')"],
    },
  ],
  [
    `select id, sum(total) over (partition by customer_id order by created_at) from orders where "customer_id" = 7`,
    {
      WindowAgg: ['sum(total) over (partition by customer_id order by created_at)'],
      'Bitmap Index Scan': ['"customer_id" = 7'],
    },
  ],
];

describe('marks between the steps of a plan and its statement', function () {
  this.timeout(60_000);
  const owned = new DisposableStore();
  let client: Client;
  let sql: PostgresSql;

  before(async () => {
    const server = await startPostgres();
    owned.add({ dispose: () => server.stop() });
    client = await openWitness(server);
    owned.add({ dispose: () => client.end() });
    await client.query(schema);
    sql = await loadPostgresSql();
  });

  after(() => owned.dispose());

  for (const [statement, expected, settings = []] of cases) {
    it(statement.replace(/\s+/g, ' ').slice(0, 90), async () => {
      await client.query('BEGIN');
      for (const setting of ['max_parallel_workers_per_gather=0', ...settings]) {
        await client.query(`SET LOCAL ${setting}`);
      }
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(
        `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${statement}`,
      );
      await client.query('ROLLBACK');
      const plan = readPostgresJson(rows[0]?.['QUERY PLAN']).value;
      assert.ok(plan);
      const marks = new Map(markStatement(plan, statement, sql).map(({ nodeId, ranges }) => [nodeId, ranges]));
      const told = Object.fromEntries(
        walkPlan(plan.root).map(({ node }) => [
          [node.type, node.alias, node.subplanName].filter(word => word !== undefined).join(' '),
          (marks.get(node.id) ?? []).map(({ start, end }) => statement.slice(start, end)),
        ]),
      );
      for (const [step, texts] of Object.entries(expected)) {
        assert.deepEqual(told[step]?.toSorted(), [...texts].sort(), `${step} in ${JSON.stringify(told, undefined, 1)}`);
      }
    });
  }

  it('are none where the statement does not parse', async () => {
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>('EXPLAIN (FORMAT JSON) SELECT * FROM orders');
    const plan = readPostgresJson(rows[0]?.['QUERY PLAN']).value;
    assert.ok(plan);
    assert.deepEqual(markStatement(plan, 'SELECT * FROM orders WHERE', sql), []);
    assert.deepEqual(markStatement(plan, '', sql), []);
  });
});
