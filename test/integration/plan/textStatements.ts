/** What the reader of text is tried on: statements that between them use the node kinds and the lines of EXPLAIN. */
export interface TextStatement {
  readonly name: string;
  readonly sql: string;
  /** Run before, in the same transaction. */
  readonly setup: readonly string[];
  /** Cannot be run, only planned. */
  readonly onlyPlanned?: true;
}

export const schema = `
  create table people (id int primary key, team int, name text, note text, at date);
  insert into people select i, i % 50, 'n' || i, repeat('x', 60), date '2026-01-01' + i % 90 from generate_series(1, 20000) i;
  create index people_team on people (team);
  create index people_name on people (name);
  create table teams (id int primary key, title text);
  insert into teams select i, 'team ' || i from generate_series(0, 49) i;
  create table "Odd, (Table)" (id int primary key, "a ""b"" on c" int, " using " text);
  insert into "Odd, (Table)" select i, i % 3, 'it''s ' || i from generate_series(1, 500) i;
  create index "odd using (index)" on "Odd, (Table)" ("a ""b"" on c");
  create table child (id int primary key, person int references people (id) on delete cascade);
  create table audit (n int);
  create function noted() returns trigger language plpgsql as 'begin insert into audit values (1); return new; end';
  create trigger "noted: (twice)" after insert or update on child for each row execute function noted();
  insert into child select i, i from generate_series(1, 300) i;
  create table parts (day date, value int) partition by range (day);
  create table parts_1 partition of parts for values from ('2026-01-01') to ('2026-02-01');
  create table parts_2 partition of parts for values from ('2026-02-01') to ('2026-03-01');
  create table parts_3 partition of parts for values from ('2026-03-01') to ('2026-05-01');
  insert into parts select date '2026-01-01' + n % 90, n from generate_series(1, 3000) n;
  create index on parts (day);
  create table documents (id int, body jsonb, tags text[]);
  insert into documents select i, jsonb_build_object('n', i, 'k', 'it''s'), array['a', 'b' || i % 7] from generate_series(1, 2000) i;
  create index on documents using gin (tags);
  create schema "other schema";
  create table "other schema".t as select i as id from generate_series(1, 100) i;
  create view seniors as select * from people where team < 5;
  vacuum analyze people, teams, "Odd, (Table)", child, parts, documents, "other schema".t;
`;

const off = (...names: readonly string[]) => names.map(name => `set local enable_${name} = off`);
const parallel = [
  'set local parallel_setup_cost = 0',
  'set local parallel_tuple_cost = 0',
  'set local min_parallel_table_scan_size = 0',
  'set local min_parallel_index_scan_size = 0',
  'set local max_parallel_workers_per_gather = 2',
];
const serial = 'set local max_parallel_workers_per_gather = 0';
const jit = ['set local jit = on', 'set local jit_above_cost = 0', 'set local jit_inline_above_cost = 0'];

const list: readonly (readonly [name: string, sql: string, ...setup: readonly string[]])[] = [
  ['seq', 'select * from people where note = $$a\nb, (c$$ and team = 1', serial],
  ['text with quotes', `select name || ', (' || note from people where name in ('a''b', '"', '(', E'\\\\')`, serial],
  [
    'odd names',
    `select * from "Odd, (Table)" "x -> y" where "a ""b"" on c" = 2 and " using " > 'a' order by 3, 2`,
    serial,
  ],
  ['odd index', `select "a ""b"" on c" from "Odd, (Table)" where "a ""b"" on c" = 1`, ...off('seqscan', 'bitmapscan')],
  ['odd backward', `select * from "Odd, (Table)" o order by "a ""b"" on c" desc limit 2`, ...off('seqscan', 'sort')],
  ['other schema', 'select * from "other schema".t x where id > 3', serial],
  ['index', 'select * from people where id = 7', serial],
  ['index only', 'select team from people where team = 3', serial, ...off('seqscan', 'bitmapscan')],
  ['backward', 'select * from people order by id desc limit 3', serial],
  [
    'bitmap and or',
    'select * from people where team = 3 and name > $$n5$$ or id < 20',
    serial,
    ...off('seqscan', 'indexscan'),
  ],
  [
    'bitmap lossy',
    'select * from people where team < 30',
    serial,
    "set local work_mem = '64kB'",
    ...off('seqscan', 'indexscan'),
  ],
  ['gin', `select * from documents where tags @> '{b3}' and body ->> 'k' = 'it''s'`, serial, ...off('seqscan')],
  ['hash join', 'select * from people p join teams t on t.id = p.team where t.title like $$%1$$', serial],
  [
    'hash left',
    'select * from people p left join teams t on t.id = p.team and t.title > p.name',
    serial,
    ...off('mergejoin', 'nestloop'),
  ],
  [
    'hash right',
    'select * from teams t left join people p on t.id = p.team and p.id < 9',
    serial,
    ...off('mergejoin', 'nestloop'),
  ],
  ['hash full', 'select * from people p full join teams t on t.id = p.team where p.id is null or t.id > 3', serial],
  [
    'hash semi',
    'select * from teams t where exists (select 1 from people p where p.team = t.id)',
    serial,
    ...off('mergejoin', 'nestloop'),
  ],
  [
    'hash anti',
    'select * from people p where not exists (select 1 from teams t where p.team = t.id)',
    serial,
    ...off('mergejoin', 'nestloop'),
  ],
  [
    'right semi',
    'select * from people p where exists (select 1 from child c where c.person = p.id)',
    serial,
    ...off('mergejoin', 'nestloop'),
  ],
  [
    'right anti',
    'select * from people p where not exists (select 1 from child c where c.person = p.id)',
    serial,
    ...off('mergejoin', 'nestloop'),
  ],
  [
    'merge join',
    'select * from people p join child c on c.person = p.id where p.name > c.id::text',
    serial,
    ...off('hashjoin', 'nestloop'),
  ],
  ['merge left', 'select * from people p left join child c on c.person = p.id', serial, ...off('hashjoin', 'nestloop')],
  ['merge full', 'select * from people p full join child c on c.person = p.id', serial, ...off('hashjoin', 'nestloop')],
  ['loop', 'select * from teams a join teams b on a.id < b.id and a.title <> b.title', serial],
  ['loop left', 'select * from teams a left join teams b on a.id < b.id where b.id is null', serial],
  [
    'memoize',
    'select count(p.note) from people c join people p on p.id = c.team',
    serial,
    ...off('hashjoin', 'mergejoin'),
  ],
  [
    'memoize small',
    'select count(p.note) from people c join people p on p.id = c.id % 5000',
    serial,
    "set local work_mem = '64kB'",
    ...off('hashjoin', 'mergejoin'),
  ],
  [
    'hash spills',
    'select count(*) from people a join people b on a.name = b.name',
    serial,
    "set local work_mem = '64kB'",
    ...off('mergejoin', 'nestloop'),
  ],
  ['sort', 'select * from people order by note, name desc nulls last, (team + 1) limit 5', serial],
  ['sort spills', 'select * from people order by note, name', serial, "set local work_mem = '64kB'"],
  ['collate', 'select name from people order by name collate "C" desc, at using > limit 3', serial],
  ['incremental', 'select * from people order by team, note limit 300', serial, ...off('seqscan')],
  [
    'incremental spills',
    'select * from people order by team, note, name',
    serial,
    "set local work_mem = '64kB'",
    ...off('seqscan'),
  ],
  [
    'plain aggregate',
    'select count(*), max(name) filter (where team > 3) from people',
    serial,
    ...off('indexscan', 'indexonlyscan'),
  ],
  ['hash aggregate', 'select team, count(*) from people group by team having count(*) > 10', serial],
  [
    'hash aggregate spills',
    'select name, note, count(*) from people group by name, note',
    serial,
    "set local work_mem = '64kB'",
  ],
  [
    'group aggregate',
    'select name, count(distinct team) from people group by name order by name',
    serial,
    ...off('hashagg'),
  ],
  ['group', 'select team from people group by team', serial, ...off('hashagg')],
  [
    'grouping sets hashed',
    'select team, at, count(*) from people group by grouping sets ((team), (at), (team, at))',
    serial,
  ],
  ['cube', 'select team, at, count(*) from people group by cube (team, at)', serial],
  [
    'rollup sorted',
    'select team, at, name, count(*) from people group by rollup (team, at, name)',
    serial,
    ...off('hashagg'),
  ],
  [
    'cube sorted',
    'select team, at, name, count(*) from people where id < 500 group by cube (team, at, name)',
    serial,
    ...off('hashagg'),
  ],
  ['empty grouping set', 'select count(*) from people group by grouping sets ((), ())', serial],
  ['one grouping set', 'select team, count(*) from people group by grouping sets ((team))', serial],
  ['distinct', 'select distinct team, at from people', serial],
  ['unique', 'select distinct on (team) * from people order by team, id', serial, ...off('hashagg')],
  [
    'window',
    'select id, rank() over (partition by team order by name), sum(id) over w from people where id < 2000 window w as (order by id rows 3 preceding)',
    serial,
  ],
  [
    'run condition',
    'select * from (select *, row_number() over (partition by team order by id) as r from people) x where r <= 2',
    serial,
  ],
  ['union all', 'select id from people union all select id from teams union all select id from child', serial],
  ['union', 'select team from people union select id from teams', serial],
  ['except', 'select team from people except select id from child', serial],
  ['except all', 'select team from people except all select id from child', serial, ...off('hashagg')],
  ['intersect', 'select team from people intersect select id from child', serial],
  ['intersect all', 'select team from people intersect all select id from child', serial],
  ['merge append', 'select * from parts order by day limit 5', serial, ...off('seqscan', 'sort')],
  ['pruned', "select count(*) from parts where day between '2026-02-10' and '2026-03-10'", serial],
  ['pruned at run time', "select count(*) from parts where day = (select date '2026-02-10')", serial],
  ['pruned at start', 'select count(*) from parts where day < now()::date - 36500', serial],
  [
    'cte',
    'with big as materialized (select team, count(*) n from people group by team) select * from big a join big b on a.n = b.n and a.team < b.team',
    serial,
  ],
  [
    'recursive',
    'with recursive r (n) as (values (1) union all select n + 1 from r where n < 50) select sum(n) from r',
    serial,
  ],
  [
    'recursive union',
    'with recursive "t, (x)" as (select id from child where id < 3 union select p.id from people p join "t, (x)" r on p.team = r.id) select * from "t, (x)"',
    serial,
  ],
  [
    'writing cte',
    'with gone as (delete from child where id < 9 returning *), kept as (select * from gone) select count(*) from kept',
    serial,
  ],
  [
    'init plan',
    'select * from people where id > (select avg(id) from people) and team = (select max(id) from teams)',
    serial,
  ],
  ['correlated', 'select t.*, (select count(*) from people p where p.team = t.id) from teams t where t.id < 3', serial],
  ['hashed sub plan', 'select * from people where team not in (select id from teams where title > $$team 3$$)', serial],
  [
    'sub plan in or',
    'select * from people p where id < 40 and (team = 1 or exists (select 1 from child c where c.person = p.id))',
    serial,
  ],
  [
    'nested sub plans',
    'select (select (select max(c.id) from child c where c.person = p.id) from people p where p.id = t.id) from teams t',
    serial,
  ],
  [
    'lateral',
    'select * from teams t cross join lateral (select * from people p where p.team = t.id order by p.id desc limit 1) x',
    serial,
  ],
  ['subquery scan', 'select * from (select * from people limit 40) x where x.team = 3', serial],
  ['function', 'select * from generate_series(1, 10) g (n) where n > 3', serial],
  ['rows from', 'select * from rows from (generate_series(1, 3), unnest(array[1, 2])) as f (a, b)', serial],
  [
    'table function',
    "select * from xmltable('/a/b' passing ('<a><b>1</b></a>'::xml) columns b int path '.') x where b > 0",
    serial,
  ],
  ['values', 'select * from (values (1, $$a, b$$), (2, $$c$$)) v (a, b) where a > 1', serial],
  ['project set', 'select generate_series(1, team) from people where id < 5', serial],
  ['result', 'select 1', serial],
  ['one-time', 'select * from people where false', serial],
  ['one-time of a parameter', 'select * from people where (select count(*) from teams) > 1000', serial],
  ['sample', "select count(*) from people tablesample bernoulli (30) repeatable (7) where name > 'n2'", serial],
  ['system sample', 'select count(*) from people tablesample system (30)', serial],
  ['tid', "select * from people where ctid = '(0,1)' or ctid = '(1,2)'", serial],
  ['tid range', "select count(*) from people where ctid >= '(3,0)' and ctid < '(5,0)'", serial],
  ['lock', 'select * from teams where id < 4 for update', serial],
  ['limit offset', 'select * from people order by id limit 3 offset 100', serial],
  ['never executed', 'select * from teams t join people p on p.team = t.id where t.id = -1', serial],
  ['insert', "insert into teams values (100, 'a'), (101, 'b') returning *", serial],
  ['insert with triggers', 'insert into child select i, i from generate_series(400, 420) i', serial],
  [
    'upsert',
    "insert into teams values (1, 'a'), (200, 'b') on conflict (id) do update set title = excluded.title where teams.id > 3",
    serial,
  ],
  ['do nothing', "insert into teams values (1, 'a') on conflict do nothing", serial],
  ['update', 'update people set team = team + 1 where id < 50', serial],
  ['update of triggers', 'update child set person = person + 1 where id < 20', serial],
  ['delete that cascades', 'delete from people where id < 30', serial],
  ['update of partitions', 'update parts set value = value + 1 where day < $$2026-02-10$$', serial],
  ['delete of partitions', 'delete from parts where value = 7', serial],
  [
    'merge',
    'merge into teams t using (values (1, $$x$$), (2, $$y$$), (300, $$z$$)) s (i, n) on t.id = s.i when matched and s.i = 1 then delete when matched then update set title = n when not matched then insert values (i, n)',
    serial,
  ],
  ['merge of partitions', 'merge into parts t using child s on t.value = s.id when matched then delete', serial],
  ['parallel seq', 'select * from people where note = $$y$$', ...parallel],
  ['parallel aggregate', 'select team, count(*) from people group by team', ...parallel],
  [
    'parallel hash',
    'select count(*) from people a join people b on a.id = b.team',
    ...parallel,
    ...off('mergejoin', 'nestloop'),
  ],
  ['parallel sort', 'select * from people order by note limit 50', ...parallel, ...off('incremental_sort')],
  [
    'parallel sort spills',
    'select * from people order by note, name',
    ...parallel,
    "set local work_mem = '64kB'",
    ...off('indexscan'),
  ],
  ['parallel index', 'select count(*) from people where team < 3', ...parallel, ...off('seqscan', 'bitmapscan')],
  ['parallel bitmap', 'select count(note) from people where team < 5', ...parallel, ...off('seqscan', 'indexscan')],
  ['parallel append', 'select count(*) from parts', ...parallel],
  [
    'parallel incremental',
    'select * from people p join child c on p.id = c.person order by p.team, p.note',
    ...parallel,
    ...off('seqscan'),
  ],
  [
    'parallel memoize',
    'select count(p.note) from people c join people p on p.id = c.team',
    ...parallel,
    ...off('hashjoin', 'mergejoin'),
  ],
  [
    'parallel hash aggregate',
    'select name, count(*) from people group by name',
    ...parallel,
    "set local work_mem = '64kB'",
  ],
  ['single copy', 'select count(*) from teams', 'set local debug_parallel_query = on'],
  ['jit', 'select count(*), sum(id) from people where note <> name', serial, ...jit],
  ['jit in workers', 'select team, sum(id) from people where note <> name group by team', ...parallel, ...jit],
  ['disabled', 'select * from teams a, teams b', serial, ...off('seqscan', 'indexscan', 'bitmapscan', 'nestloop')],
  [
    'timed input and output',
    'select count(*) from people a join people b on a.name = b.name',
    serial,
    'set local track_io_timing = on',
    "set local work_mem = '64kB'",
    ...off('mergejoin', 'nestloop'),
  ],
  [
    'local buffers',
    'insert into scratch select id from people',
    serial,
    'set local track_io_timing = on',
    'create temporary table scratch (id int)',
  ],
  [
    'settings',
    'select 1 from teams',
    serial,
    `set local search_path = public, "$user", "a, b = 'c'"`,
    "set local work_mem = '7MB'",
  ],
  ['create table as', 'create table copied as select * from people where id < 10', serial],
  ['cursor', 'declare c cursor for select * from people where id < 10', serial],
  ['view', 'select * from seniors s where s.id < 30', serial],
  ['wide row', `select ${Array.from({ length: 60 }, (_, i) => `id + ${i}`).join(', ')} from teams`, serial],
];

export const textStatements: readonly TextStatement[] = list.map(([name, sql, ...setup]) => ({ name, sql, setup }));
