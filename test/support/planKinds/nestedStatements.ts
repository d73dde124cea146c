import { off, set } from './settings';
import type { KindStatement } from './statement';

/** Appends, partitions and plans within plans. */
export const nestedStatements: readonly KindStatement[] = [
  {
    name: 'append',
    sql: 'SELECT id FROM town UNION ALL SELECT id FROM shop',
    shows: ['Append'],
  },
  {
    name: 'merge-append',
    sql: 'SELECT * FROM reading ORDER BY sensor LIMIT 10',
    shows: ['Merge Append'],
    setup: ['CREATE INDEX reading_sensor ON reading (sensor)'],
  },
  {
    name: 'pruned-by-planner',
    sql: "SELECT count(*) FROM reading WHERE day < '2026-05-01'",
    shows: ['Append'],
  },
  {
    name: 'pruned-at-start',
    sql: "EXECUTE of_day ('2026-05-05')",
    shows: ['Subplans Removed'],
    setup: [
      'PREPARE of_day (date) AS SELECT * FROM reading WHERE day = $1',
      'SET LOCAL plan_cache_mode = force_generic_plan',
    ],
  },
  {
    name: 'pruned-while-running',
    sql: 'SELECT * FROM reading WHERE day = (SELECT min(day) + 100 FROM visit)',
    shows: ['Append', 'InitPlan', 'never executed'],
  },
  {
    name: 'sub-plan',
    sql: 'SELECT t.id, (SELECT count(*) FROM person p WHERE p.town_id = t.id) FROM town t WHERE t.region = 2',
    shows: ['SubPlan'],
  },
  {
    name: 'sub-plan-of-partitions',
    full: true,
    sql: 'SELECT count(*) FROM reading r WHERE r.value % 100 < (SELECT count(*) FROM shop s WHERE s.id > r.sensor) AND r.sensor < 3',
    shows: ['SubPlan', 'Append'],
    setup: set({ max_parallel_workers_per_gather: 0 }),
  },
  {
    name: 'sub-plan-in-index',
    sql: 'SELECT count(v.cents) FROM town t JOIN visit v ON v.id = (SELECT count(*) FROM person p WHERE p.town_id = t.id)::int',
    shows: ['SubPlan', 'Index Cond'],
    setup: [...off('hashjoin', 'mergejoin', 'bitmapscan', 'memoize'), ...set({ max_parallel_workers_per_gather: 0 })],
  },
  {
    name: 'init-plan-per-row',
    sql: 'SELECT count(*) FROM town t, LATERAL (SELECT * FROM visit v WHERE v.id = (SELECT max(p.id) FROM person p WHERE p.town_id = t.id AND p.born IS NOT NULL) OFFSET 0) v',
    shows: ['InitPlan'],
    setup: off('hashjoin', 'mergejoin'),
  },
  {
    name: 'sub-plan-hashed',
    sql: 'SELECT * FROM shop WHERE id NOT IN (SELECT shop_id FROM visit WHERE cents > 5000)',
    shows: ['SubPlan'],
    setup: set({ max_parallel_workers_per_gather: 0 }),
  },
  {
    name: 'sub-plan-any',
    sql: 'SELECT * FROM shop s WHERE id > ALL (SELECT t.region FROM town t WHERE t.id < s.id) AND EXISTS (SELECT FROM town t WHERE t.region = s.parent_id AND t.id > s.id OFFSET 1)',
    shows: ['SubPlan'],
  },
  {
    name: 'init-plan-in-join',
    sql: 'SELECT count(*) FROM town t JOIN visit v ON v.person_id = t.id AND v.day > (SELECT min(day) + 100 FROM visit WHERE note IS NOT NULL)',
    shows: ['InitPlan'],
    setup: [...off('hashjoin', 'mergejoin'), ...set({ max_parallel_workers_per_gather: 0 })],
  },
  {
    name: 'init-plan-index-key',
    sql: 'SELECT count(*) FROM generate_series(1, 200) g JOIN visit v ON v.shop_id = (SELECT min(shop_id) FROM visit WHERE cents > 10) AND v.person_id = g',
    shows: ['InitPlan'],
    setup: [
      'CREATE INDEX visit_shop_person ON visit (shop_id, person_id)',
      ...off('hashjoin', 'mergejoin', 'bitmapscan', 'seqscan', 'memoize'),
      ...set({ max_parallel_workers_per_gather: 0 }),
    ],
  },
  {
    name: 'init-plan-in-target',
    full: true,
    sql: 'SELECT id, (SELECT sum(cents) FROM visit) AS all_cents, EXISTS (SELECT FROM audit) FROM shop ORDER BY id DESC',
    shows: ['InitPlan'],
    setup: set({ max_parallel_workers_per_gather: 0 }),
  },
  {
    name: 'init-plan-unread',
    sql: 'SELECT * FROM shop WHERE id < 0 AND parent_id > (SELECT sum(cents) FROM visit)',
    shows: ['InitPlan', 'never executed'],
    setup: set({ max_parallel_workers_per_gather: 0 }),
  },
  {
    name: 'function-heavy',
    sql: 'SELECT id, slow_town(id) FROM town WHERE slow_town(region) > 10',
    shows: ['Seq Scan'],
  },
];
