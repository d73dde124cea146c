import assert from 'node:assert/strict';

import type { Client } from 'pg';

import { DisposableStore } from '../../../src/base/disposable';
import type { Database, ParameterValue } from '../../../src/catalog/database';
import type { TypicalParameter } from '../../../src/catalog/typicalValues';
import type { Plan } from '../../../src/plan/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { askedParameters } from '../../../src/plan/variants/askedParameters';
import { planVariants } from '../../../src/plan/variants/planVariants';
import { valueVariants } from '../../../src/plan/variants/valueVariants';
import { flipSentence, variantNotes } from '../../../src/plan/variants/variantWords';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { TestServer } from '../../support/postgresProcess';
import { servers } from '../../support/servers';
import { never, openDatabase, openWitness, request } from './testDatabase';

for (const [version, start] of servers) {
  describe(`typical values from PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    const owned = new DisposableStore();
    let server: TestServer;
    let witness: Client;
    let database: Database;

    before(async () => {
      server = await start();
      owned.add({ dispose: () => server.stop() });
      witness = await openWitness(server);
      owned.add({ dispose: () => witness.end() });
      await witness.query(`
        create type mood as enum ('sad', 'ok', 'happy');
        create domain code as varchar(12);
        create schema app;
        create table orders (
          id int primary key, status text, placed timestamptz, total numeric(10,2), note text, priority int, tags text[],
          mood mood, code code, paid bool, big bigint, nothing text, doc jsonb, "Odd ""name" text);
        insert into orders
        select i, case when i % 100 = 0 then 'open' when i % 25 = 1 then 'held' else 'shipped' end,
          timestamptz '2024-01-01' + i * interval '1 minute', i % 900 + 0.5, 'Note ' || md5(i::text), i % 5,
          array['common', 'n' || i % 300], case when i % 10 = 0 then 'sad' else 'ok' end::mood, 'C' || i % 20000, i % 20 = 0,
          5000000000 + i, null, jsonb_build_object('n', i), 'odd' || i % 3
        from generate_series(1, 40000) as i;
        create index on orders (status);
        create index on orders (placed);
        create table customers (id int primary key, name text);
        insert into customers select i, 'Customer ' || i from generate_series(1, 2000) as i;
        create table app.orders (id int, region text);
        insert into app.orders select i, 'r' || i % 4 from generate_series(1, 1000) as i;
        create table fresh (id int, name text);
        insert into fresh select i, 'x' from generate_series(1, 100) as i;
        alter table fresh set (autovacuum_enabled = false);
        create table bare (id int, name text);
        create table parts (day date, kind text, n int) partition by range (day);
        create table parts_1 partition of parts for values from ('2024-01-01') to ('2024-02-01');
        create table parts_2 partition of parts for values from ('2024-02-01') to ('2024-04-01');
        insert into parts select date '2024-01-01' + i % 90, case when i % 200 = 0 then 'seldom' else 'often' end, i from generate_series(1, 30000) as i;
        create index on parts (kind);
        create view recent as select * from orders where placed > '2024-01-10';
        create table secret (id int, owner text);
        insert into secret select i, 'u' || i % 3 from generate_series(1, 1000) as i;
        alter table secret enable row level security;
        create policy own on secret using (owner = current_user);
        alter table orders alter column code set statistics 0;
        create role stranger login password 's' nosuperuser;
        create role partial login password 'p' nosuperuser;
        grant select (id, priority) on orders to partial;
        grant select on secret to partial;
        analyze orders; analyze customers; analyze app.orders; analyze secret; analyze parts_1; analyze parts_2; analyze bare`);
      database = owned.add(await openDatabase(server));
    });

    after(() => owned.dispose());

    const ask = async (sql: string, from = database): Promise<readonly TypicalParameter[]> => {
      const { facts } = (await loadPostgresSql()).analyze(sql);
      assert.ok(facts);
      const { parameterTypes } = await database.explain(request(sql, 'generic'), never);
      return from.typicalValues(askedParameters({ sql, facts }, parameterTypes), never);
    };

    /** `common / rare / median`, or why there are none and what stands for them. */
    const told = async (sql: string, from = database) =>
      (await ask(sql, from)).map(({ values, missing, neutral }) =>
        values === undefined
          ? `${missing ?? ''}: ${neutral ?? 'NULL'}`
          : [values.common, values.rare, values.median].map(({ value }) => value).join(' / '),
      );

    const plans = async (sql: string, own?: readonly ParameterValue[], analyze = false) => {
      const generic = await database.explain(request(sql, 'generic'), never);
      const parameters = await ask(sql);
      const variants = valueVariants(parameters, { own });
      const read = ({ raw }: { raw: unknown }): Plan => {
        const { value } = readPostgresJson(raw);
        assert.ok(value);
        return value;
      };
      const base = { sql, analyze, allowWrites: false };
      const { planned, refused } = await planVariants({ database, request: base, generic, variants, read }, never);
      const label = (number: number) => `$${number}`;
      return {
        types: Object.fromEntries(planned.map(({ kind, plan }) => [kind, plan.root.type])),
        planned,
        flips: planned.some(({ flip }) => flip !== undefined),
        sentence: flipSentence({ planned }, label),
        notes: variantNotes(parameters, variants, refused, label),
      };
    };

    it('flips the plan of a skewed column: the common value by a scan, the rare one by the index', async () => {
      const { types, flips, sentence, planned } = await plans('select * from orders where status = $1');
      assert.equal(types['common'], 'Seq Scan');
      assert.match(types['rare'] ?? '', /Index Scan|Bitmap Heap Scan/);
      assert.equal(flips, true);
      assert.match(sentence, /^The plan flips for .*\(\$1 = (shipped|open)\).* values: /);
      const shares = new Map(planned.map(({ kind, values }) => [kind, values[0]?.share]));
      assert.ok(Math.abs((shares.get('common') ?? 0) - 0.95) < 0.02);
      assert.ok(Math.abs((shares.get('rare') ?? 0) - 0.01) < 0.005);
    });

    it('measures each, and never the generic plan', async () => {
      const { planned } = await plans('select * from orders where status = $1 and priority <> $2', ['held', '3'], true);
      assert.deepEqual(
        planned.map(({ kind, plan }) => [kind, plan.executionMs !== undefined]),
        [
          ['generic', false],
          ['common', true],
          ['rare', true],
          ['median', true],
          ['given', true],
        ],
      );
    });

    it('takes values that exist, of the type of every kind of column', async () => {
      const sql =
        'select * from orders where id = $1 and total = $2 and mood = $3 and paid = $4 and big = $5 and placed = $6 and "Odd ""name" = $7 and priority in ($8, $9) and note = $10';
      const values = await ask(sql);
      assert.equal(values.length, 10);
      const row = await witness.query('select * from orders limit 0');
      assert.ok(row);
      for (const kind of ['common', 'rare', 'median'] as const) {
        for (const { number, column, values: typical } of values) {
          assert.ok(typical, `$${number}`);
          const found = await witness.query(
            `select from orders where "${column?.name.replaceAll('"', '""') ?? ''}"::text = $1 limit 1`,
            [typical[kind].value],
          );
          // Booleans: pg_stats prints t, a cast to text true.
          assert.equal(found.rowCount, column?.name === 'paid' ? 0 : 1, `$${number} ${kind} ${typical[kind].value}`);
        }
      }
      const [eight, nine] = [values[7]?.values?.common.value, values[8]?.values?.common.value];
      assert.notEqual(eight, nine);
      assert.deepEqual((await plans(sql)).notes, []);
    });

    it('keeps most, half and a hundredth with a bound, by the order of the type', async () => {
      const kept = async (condition: string, values: readonly (string | undefined)[]) => {
        const { rows } = await witness.query(
          `select count(*)::int as n from orders where ${condition}`,
          values.map(value => value ?? null),
        );
        return Number(rows[0]?.n) / 40_000;
      };
      for (const [condition, expected] of [
        ['placed > $1', { common: 0.9, median: 0.5, rare: 0.01 }],
        ['$1 > placed', { common: 0.9, median: 0.5, rare: 0.01 }],
        ['placed >= $1 and placed < $2', { common: 0.9, median: 0.5, rare: 0.01 }],
        ['placed between $1 and $2', { common: 0.9, median: 0.5, rare: 0.01 }],
        ['total <= $1', { common: 0.9, median: 0.5, rare: 0.01 }],
      ] as const) {
        const parameters = await ask(`select * from orders where ${condition}`);
        for (const kind of ['common', 'rare', 'median'] as const) {
          const share = await kept(
            condition,
            parameters.map(({ values }) => values?.[kind].value),
          );
          assert.ok(Math.abs(share - expected[kind]) < 0.03, `${condition} ${kind}: ${share}`);
          assert.ok(share > 0, `${condition} ${kind} keeps nothing`);
          const said = parameters[0]?.values?.[kind].share ?? 0;
          assert.ok(Math.abs(share - said) < 0.03, `${condition} ${kind}: ${share}, said ${said}`);
        }
      }
      // 5 values, 8000 rows each: the shares are those of whole values.
      assert.match((await told('select * from orders where priority > $1')).join(), /^0 \/ 3 \/ [12]$/);
    });

    it('makes patterns of how values begin', async () => {
      const [pattern] = await told('select * from customers where name like $1');
      assert.match(pattern ?? '', /^C% \/ Customer \d+% \/ Cus%$/);
      const { planned, notes } = await plans('select * from customers where name ~ $1');
      assert.equal(planned.length, 4);
      assert.deepEqual(notes, []);
    });

    it('makes lists and takes elements of arrays', async () => {
      const [list] = await told('select * from orders where status = any($1)');
      assert.equal(list, '{"shipped"} / {"open"} / {"shipped"}');
      const [element, contained] = await ask('select * from orders where $1 = any(tags) and tags @> $2');
      assert.equal(element?.values?.common.value, 'common');
      assert.match(element.values.rare.value, /^n\d+$/);
      assert.equal(contained?.values?.common.value, '{"common"}');
      const { flips, notes } = await plans('select * from orders where status = any($1)');
      assert.equal(flips, true);
      assert.deepEqual(notes, []);
    });

    it('finds the table of a column by the catalogue, and schemas by the search path', async () => {
      assert.deepEqual(
        (await ask('select * from orders o join customers c on c.id = o.priority where status = $1 and name = $2')).map(
          ({ column }) => `${column?.table ?? ''}.${column?.name ?? ''}`,
        ),
        ['orders.status', 'customers.name'],
      );
      assert.equal((await ask('select * from app.orders where region = $1'))[0]?.column?.schema, 'app');
      const [one] = await ask('select * from orders, app.orders a where orders.id = a.id and region = $1');
      assert.deepEqual(one?.column, { schema: 'app', table: 'orders', name: 'region' });
    });

    it('reads the statistics over all partitions, else those of the largest', async () => {
      const sql = 'select * from parts where kind = $1';
      const [before] = await ask(sql);
      assert.equal(before?.partition, 'parts_2');
      assert.deepEqual([before.values?.common.value, before.values?.rare.value], ['often', 'seldom']);
      assert.match((await plans(sql)).notes[0] ?? '', /parts has no statistics of its own.*largest partition, parts_2/);
      await witness.query('analyze parts');
      const [after] = await ask(sql);
      assert.equal(after?.partition, undefined);
      const { flips, sentence } = await plans(sql);
      assert.equal(flips, true);
      assert.match(sentence, /seldom|often/);
    });

    it('does not take other partitions for another plan', async () => {
      const { planned, flips } = await plans('select n from parts where day = $1');
      assert.equal(planned.length, 4);
      // Before 16 a generic plan of partitions is not to be had: their NULLs prune all.
      assert.equal(flips, version < 16);
    });

    it('says that a table was never analyzed, was empty, or that a column is not kept', async () => {
      assert.deepEqual(await told('select * from fresh where name = $1 and id > $2'), [
        'never analyzed: ',
        'never analyzed: 1',
      ]);
      assert.match((await told('select * from bare where id = $1'))[0] ?? '', version >= 14 ? /^empty: 1$/ : /: 1$/);
      assert.deepEqual(await told('select * from orders where code = $1 and nothing = $2'), [
        'not kept: ',
        'only nulls: ',
      ]);
      const { planned, notes } = await plans('select * from fresh where name = $1');
      assert.deepEqual(
        planned.map(({ kind }) => kind),
        ['generic'],
      );
      assert.match(notes.join(' '), /only the generic plan.*fresh was never analyzed.*ANALYZE fresh/);
    });

    it('uses neutral values where a parameter stands beside no column, and says so', async () => {
      const sql =
        'select * from orders where status = $1 and length(note) > $2 and mood <> $3::mood order by id limit $4 offset $5';
      const values = await told(sql);
      assert.deepEqual(values.slice(1, 2).concat(values.slice(3)), ['no column: 1', 'no column: 10', 'no column: 0']);
      const { notes, planned } = await plans(sql);
      assert.equal(planned.length, 4);
      assert.deepEqual(notes, ['Compared with no column, and chosen by the type alone: $2 = 1, $4 = 10, $5 = 0.']);
      assert.deepEqual(await told('select * from recent where status = $1'), ['not a table: ']);
    });

    it('tells a role without rights which right it lacks, and fails nowhere', async () => {
      const stranger = await openDatabase(server, { user: 'stranger', password: 's' });
      const partial = await openDatabase(server, { user: 'partial', password: 'p' });
      try {
        const sql = 'select * from orders where status = $1 and priority = $2';
        assert.deepEqual(await told(sql, stranger), ['no right: ', 'no right: 1']);
        const [status, priority] = await ask(sql, partial);
        assert.equal(status?.missing, 'no right');
        assert.ok(priority?.values);
        assert.deepEqual(await told('select * from secret where owner = $1', partial), ['row security: ']);
        await witness.query('revoke select on pg_catalog.pg_stats from public');
        assert.deepEqual(await told(sql, partial), ['no right: ', 'no view: 1']);
      } finally {
        await witness.query('grant select on pg_catalog.pg_stats to public');
        await stranger.dispose();
        await partial.dispose();
      }
    });

    it('plans no variant with a value that the statement cannot work on, and says so', async () => {
      const { planned, notes } = await plans('select * from orders where status = $1 and note = $2::text::int::text');
      assert.deepEqual(
        planned.map(({ kind }) => kind),
        ['generic'],
      );
      assert.match(notes.join(' '), /There is no plan for common values: .*integer/);
    });

    it('plans correlated columns with values that are common together or rare together', async () => {
      const { planned } = await plans('select * from orders where status = $1 and paid = $2');
      assert.deepEqual(
        planned.slice(1).map(({ values }) => values.map(({ value }) => value)),
        [
          ['shipped', 'f'],
          ['open', 't'],
          ['shipped', 'f'],
        ],
      );
    });
  });
}
