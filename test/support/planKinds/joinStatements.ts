import { off, set } from './settings';
import type { KindStatement } from './statement';

/** The joins, by method and kind, with what stands between them. */
export const joinStatements: readonly KindStatement[] = [
  {
    name: 'nested-loop',
    sql: 'SELECT * FROM person p JOIN visit v ON v.person_id = p.id WHERE p.id < 20',
    shows: ['Inner Nested Loop'],
    setup: off('hashjoin', 'mergejoin'),
  },
  {
    name: 'nested-loop-left',
    sql: 'SELECT * FROM shop s LEFT JOIN (SELECT * FROM town WHERE region < 5) t ON t.region > s.id AND t.region < s.parent_id',
    shows: ['Left Nested Loop', 'Materialize', 'Join Filter', 'Rows Removed by Join Filter'],
  },
  {
    name: 'memoize',
    sql: 'SELECT count(t.name) FROM person p JOIN town t ON t.id = p.town_id',
    shows: ['Memoize', 'Cache Key', 'Cache Hits'],
    setup: off('hashjoin', 'mergejoin'),
  },
  {
    name: 'merge-join',
    sql: 'SELECT count(*) FROM person p JOIN visit v ON v.person_id = p.id',
    shows: ['Inner Merge Join', 'Merge Cond'],
    setup: off('hashjoin', 'nestloop'),
  },
  {
    name: 'merge-join-full',
    sql: 'SELECT count(*) FROM shop a FULL JOIN shop b ON a.id = b.parent_id',
    shows: ['Full Merge Join'],
    setup: off('hashjoin'),
  },
  {
    name: 'hash-join',
    sql: "SELECT * FROM person p JOIN town t ON t.id = p.town_id WHERE t.region = 3 AND p.born > t.id + date '1960-01-01'",
    shows: ['Inner Hash Join', 'Hash', 'Hash Batches'],
  },
  {
    name: 'hash-join-batches',
    full: true,
    sql: 'SELECT count(*) FROM visit a JOIN visit b ON a.id = b.person_id',
    shows: ['Inner Hash Join', 'Temp Written Blocks'],
    setup: [...off('mergejoin', 'nestloop'), ...set({ work_mem: '64kB', max_parallel_workers_per_gather: 0 })],
  },
  {
    name: 'hash-join-left',
    sql: 'SELECT * FROM person p LEFT JOIN town t ON t.id = p.town_id',
    shows: ['Left Hash Join'],
  },
  {
    name: 'hash-join-right',
    sql: 'SELECT * FROM shop s LEFT JOIN visit v ON v.shop_id = s.id',
    shows: ['Right Hash Join'],
    setup: off('mergejoin', 'nestloop'),
  },
  {
    name: 'hash-join-full',
    sql: 'SELECT count(*) FROM shop a FULL JOIN shop b ON a.id = b.parent_id',
    shows: ['Full Hash Join'],
    setup: off('mergejoin'),
  },
  {
    name: 'hash-join-semi',
    sql: 'SELECT * FROM person p WHERE EXISTS (SELECT FROM visit v WHERE v.person_id = p.id AND v.cents > 9990)',
    shows: ['Semi Hash Join'],
    setup: off('nestloop', 'mergejoin', 'hashagg', 'sort'),
  },
  {
    name: 'hash-join-right-semi',
    sql: 'SELECT * FROM shop s WHERE EXISTS (SELECT FROM visit v WHERE v.shop_id = s.id)',
    shows: ['Right Semi Hash Join'],
    setup: [...off('nestloop', 'mergejoin', 'hashagg', 'sort'), ...set({ work_mem: '64kB' })],
    since: 18,
  },
  {
    name: 'hash-join-anti',
    sql: 'SELECT * FROM person p WHERE NOT EXISTS (SELECT FROM shop s WHERE s.id = p.id)',
    shows: ['Anti Hash Join'],
    setup: off('mergejoin', 'nestloop'),
  },
  {
    name: 'hash-join-right-anti',
    sql: 'SELECT * FROM shop s WHERE NOT EXISTS (SELECT FROM visit v WHERE v.shop_id = s.id)',
    shows: ['Right Anti Hash Join'],
    setup: [...off('mergejoin', 'nestloop'), ...set({ work_mem: '64kB' })],
    since: 16,
  },
];
