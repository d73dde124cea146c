import { off, set } from './settings';
import type { KindStatement } from './statement';

/** Sorting, grouping, counting, limiting, locking. */
export const rowStatements: readonly KindStatement[] = [
  {
    name: 'sort-quicksort',
    sql: 'SELECT * FROM shop ORDER BY name DESC, id',
    shows: ['Sort', 'quicksort Memory'],
  },
  { name: 'sort-top-n', sql: 'SELECT * FROM visit ORDER BY cents, id LIMIT 5', shows: ['top-N heapsort Memory'] },
  {
    name: 'sort-external',
    full: true,
    sql: 'SELECT * FROM visit ORDER BY note',
    shows: ['external merge Disk'],
    setup: set({ work_mem: '64kB', max_parallel_workers_per_gather: 0 }),
  },
  {
    name: 'incremental-sort',
    sql: 'SELECT * FROM visit ORDER BY person_id, cents LIMIT 200',
    shows: ['Incremental Sort', 'Presorted Key', 'Full-sort Groups'],
  },
  {
    name: 'incremental-sort-presorted',
    sql: 'SELECT * FROM (SELECT * FROM visit ORDER BY shop_id LIMIT 5000) v ORDER BY shop_id, note',
    shows: ['Pre-sorted Groups'],
    setup: off('seqscan', 'bitmapscan', 'sort'),
  },
  {
    name: 'group',
    sql: 'SELECT town_id FROM person GROUP BY town_id HAVING town_id > 5',
    shows: ['Group'],
    setup: [...off('hashagg'), ...set({ max_parallel_workers_per_gather: 0 })],
  },
  { name: 'aggregate-plain', sql: 'SELECT count(*), avg(cents) FROM visit', shows: ['Plain Aggregate'] },
  {
    name: 'aggregate-sorted',
    sql: 'SELECT town_id, count(*) FROM person GROUP BY town_id HAVING count(*) > 99',
    shows: ['Sorted Aggregate', 'Group Key'],
    setup: off('hashagg'),
  },
  {
    name: 'aggregate-hashed',
    sql: 'SELECT shop_id, count(DISTINCT day), max(note) FROM visit GROUP BY shop_id',
    shows: ['Sorted Aggregate'],
  },
  {
    name: 'aggregate-hash-spill',
    full: true,
    sql: 'SELECT note, count(*) FROM visit GROUP BY note',
    shows: ['Hashed Aggregate', 'HashAgg Batches', 'Disk Usage'],
    setup: [...set({ work_mem: '64kB', max_parallel_workers_per_gather: 0 }), ...off('sort')],
  },
  {
    name: 'grouping-sets-mixed',
    sql: 'SELECT region, name, count(*) FROM town GROUP BY GROUPING SETS ((region), (name), ())',
    shows: ['Mixed Aggregate', 'Grouping Sets'],
  },
  {
    name: 'grouping-sets-sorted',
    sql: 'SELECT region, name, count(*) FROM town GROUP BY CUBE (region, name)',
    shows: ['Sorted Aggregate', 'Grouping Sets'],
    setup: off('hashagg'),
  },
  {
    name: 'grouping-sets-hashed',
    sql: 'SELECT region, name, count(*) FROM town GROUP BY GROUPING SETS ((region), (name))',
    shows: ['Hashed Aggregate', 'Grouping Sets'],
    setup: off('sort'),
  },
  {
    name: 'window-run-condition',
    sql: 'SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM visit) v WHERE n <= 10',
    shows: ['WindowAgg', 'Run Condition'],
  },
  {
    name: 'window-two',
    sql: 'SELECT id, rank() OVER (PARTITION BY region ORDER BY name), sum(id) OVER (ORDER BY id ROWS 2 PRECEDING) FROM town',
    shows: ['WindowAgg'],
  },
  {
    name: 'unique',
    sql: 'SELECT DISTINCT person_id FROM visit WHERE person_id < 500',
    shows: ['Unique'],
    setup: off('hashagg'),
  },
  {
    name: 'set-op-hashed',
    sql: 'SELECT region FROM town EXCEPT SELECT id FROM shop',
    shows: ['Hashed SetOp', 'Except SetOp'],
  },
  {
    name: 'set-op-sorted',
    sql: 'SELECT region FROM town INTERSECT ALL SELECT id FROM shop',
    shows: ['Sorted SetOp', 'Intersect All SetOp'],
    setup: off('hashagg'),
  },
  {
    name: 'limit-with-ties',
    sql: 'SELECT * FROM town ORDER BY region OFFSET 3 FETCH FIRST 2 ROWS WITH TIES',
    shows: ['Limit'],
  },
  { name: 'lock-rows', sql: 'SELECT * FROM shop WHERE id < 4 FOR UPDATE SKIP LOCKED', shows: ['LockRows'] },
  { name: 'result', sql: 'SELECT 1, now()', shows: ['Result'] },
  {
    name: 'result-one-time',
    sql: "SELECT * FROM shop WHERE current_setting('work_mem') = 'none'",
    shows: ['One-Time Filter', 'Result', 'never executed'],
  },
  { name: 'result-false', sql: 'SELECT * FROM shop WHERE false', shows: ['One-Time Filter', 'Result'] },
  {
    name: 'project-set',
    sql: 'SELECT id, generate_series(1, id) FROM shop WHERE id < 10',
    shows: ['ProjectSet'],
  },
];
