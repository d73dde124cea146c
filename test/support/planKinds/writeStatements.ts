import type { KindStatement } from './statement';

/** What changes rows, with triggers and foreign keys. */
export const writeStatements: readonly KindStatement[] = [
  {
    name: 'insert',
    full: true,
    sql: "INSERT INTO shop (id, name) VALUES (100, 'a'), (101, 'b')",
    shows: ['Insert ModifyTable', 'Triggers'],
  },
  {
    name: 'insert-conflict-update',
    sql: "INSERT INTO shop (id, name) SELECT n, 'new' FROM generate_series(45, 55) n ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE shop.id <> 47",
    shows: ['Conflict Resolution', 'Conflict Arbiter Indexes', 'Conflict Filter', 'Conflicting Tuples'],
  },
  {
    name: 'update-triggers',
    full: true,
    sql: "UPDATE shop SET name = name || '!' WHERE id < 20 RETURNING id",
    shows: ['Update ModifyTable', 'Triggers'],
  },
  {
    name: 'update-instead',
    sql: "UPDATE named_shop SET name = 'x' WHERE id = 3",
    shows: ['Update ModifyTable', 'Triggers'],
  },
  {
    name: 'update-partitioned',
    sql: "UPDATE reading SET value = 0 WHERE day IN ('2026-03-01', '2026-08-01')",
    shows: ['Target Tables'],
  },
  {
    name: 'update-multi-assignment',
    sql: 'UPDATE town t SET (name, region) = (SELECT max(name), count(*) FROM person p WHERE p.town_id = t.id)',
    shows: ['SubPlan'],
  },
  {
    name: 'delete-cascade',
    full: true,
    sql: 'DELETE FROM town WHERE id = 17',
    shows: ['Delete ModifyTable', 'Triggers'],
  },
  {
    name: 'merge',
    sql: `MERGE INTO shop s USING (VALUES (3, 'c'), (90, 'd')) v (id, name) ON s.id = v.id
WHEN MATCHED THEN UPDATE SET name = v.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (v.id, v.name)`,
    shows: ['Merge ModifyTable'],
  },
];
