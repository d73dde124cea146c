import { off, set } from './settings';
import type { KindStatement } from './statement';

/** Every way of reading a table or what stands for one. */
export const scanStatements: readonly KindStatement[] = [
  {
    name: 'seq-scan',
    full: true,
    sql: 'SELECT * FROM visit WHERE cents > 9000',
    shows: ['Seq Scan', 'Rows Removed by Filter'],
  },
  { name: 'sample-scan', sql: 'SELECT * FROM visit TABLESAMPLE BERNOULLI (5) REPEATABLE (1)', shows: ['Sample Scan'] },
  {
    name: 'index-scan',
    sql: 'SELECT * FROM visit WHERE id < 50 AND cents > 100',
    shows: ['Index Scan', 'Index Cond'],
  },
  {
    name: 'index-scan-backward',
    sql: 'SELECT * FROM visit ORDER BY id DESC LIMIT 5',
    shows: ['Backward Index Scan', 'Limit'],
  },
  {
    name: 'index-scan-distance',
    sql: "SELECT * FROM spot ORDER BY place <-> point '(3,4)' LIMIT 5",
    shows: ['Order By'],
    setup: [
      'CREATE TABLE spot (place point)',
      'INSERT INTO spot SELECT point(n % 30, n / 30) FROM generate_series(0, 899) n',
      'CREATE INDEX spot_place ON spot USING gist (place)',
      'ANALYZE spot',
    ],
  },
  { name: 'index-only-scan', sql: 'SELECT id FROM visit WHERE id < 50', shows: ['Index Only Scan', 'Heap Fetches'] },
  {
    name: 'bitmap-scan',
    sql: "SELECT * FROM visit WHERE day = '2026-03-03'",
    shows: ['Bitmap Heap Scan', 'Bitmap Index Scan', 'Recheck Cond', 'Exact Heap Blocks'],
    setup: off('indexscan'),
  },
  {
    name: 'bitmap-and',
    sql: "SELECT * FROM visit WHERE day BETWEEN '2026-03-03' AND '2026-03-09' AND shop_id = 7",
    shows: ['BitmapAnd'],
    setup: [...off('indexscan', 'seqscan'), ...set({ random_page_cost: 20 })],
  },
  {
    name: 'bitmap-or',
    sql: "SELECT * FROM visit WHERE day = '2026-03-03' OR person_id = 7",
    shows: ['BitmapOr'],
    setup: off('seqscan'),
  },
  {
    name: 'bitmap-lossy',
    full: true,
    sql: 'SELECT count(*) FROM wide WHERE n < 50000',
    shows: ['Lossy Heap Blocks', 'Rows Removed by Index Recheck'],
    setup: [
      "CREATE TABLE wide WITH (fillfactor = 10) AS SELECT (n * 7919) % 60000 AS n, repeat('x', 200) AS pad FROM generate_series(0, 59999) n",
      'CREATE INDEX wide_n ON wide (n)',
      'ANALYZE wide',
      ...set({ work_mem: '64kB', max_parallel_workers_per_gather: 0 }),
      ...off('seqscan', 'indexscan', 'indexonlyscan'),
    ],
  },
  { name: 'tid-scan', sql: "SELECT * FROM visit WHERE ctid = '(0,1)'", shows: ['Tid Scan', 'TID Cond'] },
  {
    name: 'tid-range-scan',
    sql: "SELECT * FROM visit WHERE ctid >= '(2,0)' AND ctid < '(4,0)'",
    shows: ['Tid Range Scan'],
  },
  {
    name: 'subquery-scan',
    sql: 'SELECT * FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM shop OFFSET 0) s WHERE n % 2 = 0',
    shows: ['Subquery Scan', 'WindowAgg'],
  },
  {
    name: 'function-scan',
    sql: "SELECT * FROM ROWS FROM (generate_series(1, 20), unnest(ARRAY['a', 'b'])) f (n, letter) WHERE n > 3",
    shows: ['Function Scan', 'Function Call'],
  },
  {
    name: 'xml-table',
    sql: "SELECT * FROM xmltable('/r/n' PASSING xml '<r><n>1</n><n>2</n></r>' COLUMNS n int PATH '.') x",
    shows: ['Table Function Scan', 'Table Function Call'],
  },
  {
    name: 'json-table',
    sql: "SELECT * FROM json_table(jsonb '[1, 2]', '$[*]' COLUMNS (n int PATH '$')) j",
    shows: ['Table Function Scan'],
    since: 17,
  },
  { name: 'values-scan', sql: 'SELECT * FROM (VALUES (1), (2), (3)) v (n) WHERE n > 1', shows: ['Values Scan'] },
  {
    name: 'cte-scan-twice',
    full: true,
    sql: 'WITH total AS MATERIALIZED (SELECT shop_id, sum(cents) AS cents FROM visit GROUP BY shop_id) SELECT * FROM total a JOIN total b ON b.cents > a.cents WHERE a.shop_id = 7',
    shows: ['CTE Scan', 'CTE Name'],
  },
  {
    name: 'cte-in-cte',
    sql: `WITH busy AS MATERIALIZED (SELECT person_id, count(*) AS n FROM visit GROUP BY person_id),
  busiest AS MATERIALIZED (SELECT * FROM busy WHERE n > (SELECT avg(n) FROM busy))
SELECT count(*) FROM busiest a, (SELECT max(n) AS top FROM busiest) b WHERE a.n = b.top`,
    shows: ['InitPlan'],
  },
  {
    name: 'cte-shadowed',
    sql: `WITH x AS MATERIALIZED (SELECT id FROM shop)
SELECT * FROM (WITH x AS MATERIALIZED (SELECT id * 2 AS id FROM x) SELECT a.id FROM x a JOIN x b USING (id)) s`,
    shows: ['CTE Scan'],
  },
  {
    name: 'cte-unread',
    full: true,
    sql: 'WITH gone AS (DELETE FROM audit RETURNING what), new AS (INSERT INTO audit (what) SELECT note FROM visit WHERE id < 200) SELECT count(*) FROM gone',
    shows: ['Insert ModifyTable', 'Delete ModifyTable'],
  },
  {
    name: 'recursive-union',
    sql: `WITH RECURSIVE below AS (
  SELECT id, 0 AS depth FROM shop WHERE parent_id IS NULL
  UNION ALL SELECT s.id, b.depth + 1 FROM shop s JOIN below b ON s.parent_id = b.id
) SELECT depth, count(*) FROM below GROUP BY depth`,
    shows: ['Recursive Union', 'WorkTable Scan'],
  },
  {
    name: 'named-tuplestore-scan',
    sql: 'SELECT n.id, s.name FROM new_shops n JOIN shop s USING (id)',
    shows: ['Named Tuplestore Scan'],
    inTrigger: true,
  },
  {
    name: 'foreign-scan',
    full: true,
    sql: 'SELECT count(*) FROM far.person f JOIN far.town t ON t.id = f.town_id WHERE t.region = 3',
    shows: ['Foreign Scan', 'Remote SQL'],
  },
  {
    name: 'foreign-file',
    sql: 'SELECT * FROM number_file WHERE n > 190',
    shows: ['Foreign Scan', 'Foreign Program'],
  },
  { name: 'foreign-update', sql: "UPDATE far.shop SET name = 'x' WHERE id = 3", shows: ['Update Foreign Scan'] },
  { name: 'foreign-delete', sql: 'DELETE FROM far.visit WHERE id = 3', shows: ['Delete Foreign Scan'] },
  {
    name: 'foreign-insert',
    sql: "INSERT INTO far.audit (what) SELECT 'x' FROM generate_series(1, 30)",
    shows: ['Batch Size', 'Insert ModifyTable'],
  },
  {
    name: 'async-append',
    full: true,
    sql: 'SELECT * FROM far_reading WHERE value > 7900',
    shows: ['Async Foreign Scan', 'Append'],
  },
  {
    name: 'disabled',
    sql: 'SELECT * FROM audit',
    shows: ['Seq Scan'],
    setup: off('seqscan'),
  },
  {
    name: 'index-searches',
    sql: 'SELECT * FROM visit WHERE id IN (3, 700, 9000) AND cents > 1',
    shows: ['Index Searches'],
    since: 18,
  },
  {
    name: 'generic-plan',
    sql: 'SELECT * FROM visit WHERE shop_id = $1 AND day > $2',
    shows: ['Bitmap Heap Scan'],
    options: 'GENERIC_PLAN',
    since: 16,
    estimatesOnly: true,
  },
];
