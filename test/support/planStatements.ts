/** What the plans of test/corpus/plans are made of: statements over the demo shop that between them use most node kinds. */
export interface PlanStatement {
  readonly name: string;
  readonly sql: string;
  /** Options beside FORMAT JSON. */
  readonly options: string;
  /** Run before, in the same transaction. */
  readonly setup?: readonly string[];
}

const analyze = 'ANALYZE, VERBOSE, BUFFERS, SETTINGS';
const measured = (name: string, sql: string, ...setup: readonly string[]): PlanStatement => ({
  name,
  sql,
  options: analyze,
  setup,
});
const estimated = (name: string, sql: string, ...setup: readonly string[]): PlanStatement => ({
  name,
  sql,
  options: 'VERBOSE, SETTINGS',
  setup,
});
const off = (...names: readonly string[]) => names.map(name => `SET LOCAL enable_${name} = off`);
const serial = 'SET LOCAL max_parallel_workers_per_gather = 0';

export const planStatements: readonly PlanStatement[] = [
  estimated('seq-scan-estimated', "SELECT * FROM orders WHERE customer_id = 4711 AND status = 'pending'", serial),
  measured('seq-scan', "SELECT * FROM orders WHERE customer_id = 4711 AND status = 'pending'", serial),
  measured(
    'unread-per-customer',
    `SELECT o.id, o.created_at, c.display_name,
  (SELECT count(*) FROM reviews r WHERE r.customer_id = c.id) AS reviews
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE o.customer_id = 42 AND o.total_cents > 1000
ORDER BY o.created_at DESC
LIMIT 20`,
    serial,
  ),
  measured('parallel-aggregate', 'SELECT status, count(*), sum(total_cents) FROM orders GROUP BY status'),
  measured(
    'parallel-hash-join',
    'SELECT c.country, sum(o.total_cents) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY c.country',
    'SET LOCAL parallel_setup_cost = 0',
    'SET LOCAL min_parallel_table_scan_size = 0',
  ),
  measured(
    'gather-merge',
    'SELECT * FROM orders ORDER BY total_cents DESC LIMIT 50',
    'SET LOCAL parallel_setup_cost = 0',
    ...off('incremental_sort'),
  ),
  measured('sort-on-disk', 'SELECT * FROM orders ORDER BY note, created_at', serial, "SET LOCAL work_mem = '1MB'"),
  measured(
    'hash-on-disk',
    'SELECT count(*) FROM orders o JOIN order_items i ON i.order_id = o.id',
    serial,
    "SET LOCAL work_mem = '256kB'",
    ...off('mergejoin', 'nestloop'),
  ),
  measured(
    'cte-twice',
    `WITH big AS MATERIALIZED (SELECT customer_id, sum(total_cents) AS total FROM orders GROUP BY customer_id)
SELECT * FROM big WHERE total > (SELECT avg(total) FROM big) ORDER BY total DESC LIMIT 10`,
    serial,
  ),
  measured(
    'init-plan',
    'SELECT count(*) FROM products WHERE price_cents > (SELECT avg(price_cents) FROM products)',
    serial,
  ),
  measured(
    'sub-plan-hashed',
    "SELECT count(*) FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE status = 'returned')",
    serial,
  ),
  measured(
    'semi-and-anti',
    `SELECT * FROM products p
WHERE EXISTS (SELECT 1 FROM order_items i WHERE i.product_id = p.id AND i.quantity > 3)
  AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.product_id = p.id)`,
    serial,
  ),
  measured(
    'left-and-full',
    `SELECT * FROM warehouses w LEFT JOIN inventory i ON i.warehouse_id = w.id
FULL JOIN products p ON p.id = i.product_id`,
    serial,
  ),
  measured(
    'merge-join',
    'SELECT count(*) FROM orders o JOIN order_items i ON i.order_id = o.id',
    serial,
    ...off('hashjoin', 'nestloop'),
  ),
  measured(
    'memoize',
    'SELECT count(p.name) FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id < 3000',
    serial,
    ...off('hashjoin', 'mergejoin'),
  ),
  measured('materialize', 'SELECT count(*) FROM warehouses a JOIN categories b ON a.id < b.id', serial),
  measured(
    'bitmap',
    'SELECT * FROM reviews WHERE product_id IN (3, 7, 900) OR product_id BETWEEN 40 AND 44',
    serial,
    ...off('indexscan', 'seqscan'),
  ),
  measured(
    'index-only',
    'SELECT customer_id FROM addresses WHERE customer_id < 100',
    serial,
    ...off('seqscan', 'bitmapscan'),
  ),
  measured('index-backward', 'SELECT * FROM orders ORDER BY id DESC LIMIT 3', serial),
  measured('incremental-sort', 'SELECT * FROM orders ORDER BY id, created_at LIMIT 100', serial),
  measured(
    'window',
    'SELECT id, rank() OVER (PARTITION BY status ORDER BY total_cents) FROM orders WHERE id < 5000',
    serial,
  ),
  measured(
    'grouping-sets',
    'SELECT segment, country, count(*) FROM customers GROUP BY CUBE (segment, country)',
    serial,
  ),
  measured('distinct-sorted', 'SELECT DISTINCT customer_id FROM addresses', serial, ...off('hashagg')),
  measured(
    'union',
    'SELECT city FROM customers UNION ALL SELECT city FROM addresses UNION ALL SELECT name FROM warehouses',
    serial,
  ),
  measured('except', 'SELECT city FROM customers EXCEPT SELECT city FROM addresses', serial),
  measured(
    'recursive',
    `WITH RECURSIVE tree AS (
  SELECT id, parent_id, 1 AS level FROM categories WHERE parent_id IS NULL
  UNION ALL
  SELECT c.id, c.parent_id, t.level + 1 FROM categories c JOIN tree t ON c.parent_id = t.id
) SELECT level, count(*) FROM tree GROUP BY level`,
    serial,
  ),
  measured('never-executed', 'SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = -1', serial),
  measured('one-time-filter', 'SELECT * FROM orders WHERE false', serial),
  measured(
    'functions',
    'SELECT * FROM generate_series(1, 100) g, unnest(ARRAY[1, 2]) u, (VALUES (1), (2)) v (x)',
    serial,
  ),
  measured('project-set', 'SELECT generate_series(1, quantity) FROM order_items WHERE order_id < 10', serial),
  measured('sample', 'SELECT count(*) FROM orders TABLESAMPLE SYSTEM (5)', serial),
  measured('tid', "SELECT * FROM orders WHERE ctid = '(0,1)'", serial),
  measured(
    'lateral-limit',
    `SELECT c.id, x.id FROM customers c
CROSS JOIN LATERAL (SELECT o.id FROM addresses o WHERE o.customer_id = c.id ORDER BY o.id DESC LIMIT 1) x
WHERE c.id < 200`,
    serial,
  ),
  measured('for-update', 'SELECT * FROM warehouses WHERE id = 3 FOR UPDATE', serial),
  measured(
    'insert-conflict',
    "INSERT INTO warehouses (id, name, country) VALUES (1, 'X', 'NO') ON CONFLICT (id) DO NOTHING",
    serial,
  ),
  measured('update', 'UPDATE inventory SET quantity = quantity + 1 WHERE warehouse_id = 2', serial),
  measured(
    'delete-cascade',
    'DELETE FROM orders WHERE id = 12345',
    serial,
    'DELETE FROM payments WHERE order_id = 12345',
  ),
  measured(
    'writing-cte',
    'WITH gone AS (DELETE FROM events WHERE id < 50 RETURNING *) SELECT kind, count(*) FROM gone GROUP BY kind',
    serial,
  ),
  measured(
    'merge',
    `MERGE INTO inventory t USING (VALUES (1, 1, 5), (1, 2, 0)) AS s (p, w, q) ON t.product_id = s.p AND t.warehouse_id = s.w
WHEN MATCHED THEN UPDATE SET quantity = s.q WHEN NOT MATCHED THEN INSERT VALUES (s.p, s.w, s.q, now())`,
    serial,
  ),
  measured(
    'partitions',
    "SELECT count(*) FROM parted WHERE day BETWEEN '2026-02-10' AND '2026-03-10'",
    serial,
    'CREATE TEMPORARY TABLE parted (day date, value int) PARTITION BY RANGE (day)',
    "CREATE TEMPORARY TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
    "CREATE TEMPORARY TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
    "CREATE TEMPORARY TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
    "INSERT INTO parted SELECT date '2026-01-01' + n % 90, n FROM generate_series(0, 9999) n",
  ),
  {
    name: 'timing-off',
    sql: 'SELECT count(*) FROM orders',
    options: 'ANALYZE, TIMING OFF, BUFFERS OFF',
    setup: [serial],
  },
  { name: 'costs-off', sql: 'SELECT count(*) FROM orders', options: 'COSTS OFF', setup: [serial] },
];
