import assert from 'node:assert/strict';

import type { Client } from 'pg';

import { DisposableStore } from '../../../src/base/disposable';
import { Failure } from '../../../src/base/failure';
import type { Database, ParameterValue } from '../../../src/catalog/database';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { walkPlan } from '../../../src/plan/walk';
import { servers } from '../../support/servers';
import type { TestServer } from '../../support/postgresProcess';
import { never, openDatabase, openWitness, request } from './testDatabase';

for (const [version, start] of servers) {
  describe(`plans from PostgreSQL ${version}`, function () {
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
        create type mood as enum ('sad', 'ok');
        create table t (id int primary key, a int, b text, tags text[], doc jsonb, at timestamptz, m mood);
        insert into t select i, i % 100, 'x' || i, array['a' || i % 5], jsonb_build_object('n', i), '2024-01-01'::timestamptz + i * interval '1 minute', 'ok' from generate_series(1, 10000) i;
        create index on t (a);
        create table parts (day date, v int) partition by range (day);
        create table parts_1 partition of parts for values from ('2024-01-01') to ('2024-02-01');
        create table parts_2 partition of parts for values from ('2024-02-01') to ('2024-03-01');
        create role reader login password 'r' nosuperuser;
        grant usage on schema public to reader;
        grant select on t to reader;
        create table hidden (id int);
        revoke select on pg_catalog.pg_stats from public;
        analyze`);
      database = owned.add(await openDatabase(server));
    });

    after(() => owned.dispose());

    const plan = async (sql: string, parameters: 'generic' | readonly ParameterValue[] = [], analyze = false) => {
      const outcome = await database.explain(request(sql, parameters, { analyze }), never);
      const read = readPostgresJson(outcome.raw).value;
      assert.ok(read);
      const conditions = [...walkPlan(read.root)].flatMap(({ node }) =>
        node.conditions.map(condition => condition.text),
      );
      return { ...outcome, plan: read, conditions: conditions.join(' ') };
    };

    it('plans without running', async () => {
      const { plan: read } = await plan('select pg_sleep(60) from t');
      assert.equal(read.executionMs, undefined);
      assert.ok((read.totalCost ?? 0) > 100);
    });

    it('gives the generic plan for parameters without values, and their types', async () => {
      const { conditions, parameterTypes, explainSql } = await plan(
        'select * from t where a = $1 and b like $2 and at > $3 and m = $4 limit $5',
        'generic',
      );
      assert.match(conditions, /\$1/);
      assert.deepEqual(parameterTypes, ['integer', 'text', 'timestamp with time zone', 'mood', 'bigint']);
      assert.match(explainSql, /force_generic_plan/);
    });

    it('plans partitions for an unknown value without leaving one out', async () => {
      const { plan: read } = await plan('select * from parts where day = $1', 'generic');
      const relations = [...walkPlan(read.root)].map(({ node }) => node.relation).filter(name => name !== undefined);
      // Before 16 only EXPLAIN EXECUTE can show a generic plan, and NULL for the value prunes every partition.
      assert.deepEqual(relations, version >= 16 ? ['parts_1', 'parts_2'] : []);
    });

    it('plans for the values given, NULL and awkward text included', async () => {
      assert.match((await plan('select * from t where a = $1', ['7'])).conditions, /a = 7/);
      assert.match((await plan('select * from t where b = $1', ["it's \\ $1 😀"])).conditions, /it''s \\+ \$1 😀/);
      const { plan: read } = await plan('select * from t where a = $1', [null], true);
      assert.equal(read.root.actualRows, 0);
    });

    it('writes an EXPLAIN that can be repeated by hand', async () => {
      for (const [sql, values] of [
        ['select * from t where a = $1 and b = $2 and tags = $3', ['7', "it's \\", '{a,"b c"}']],
        ['select * from t where doc @> $1', ['{"n": 5}']],
        ['select * from t where a = any($1)', ['{1,2}']],
      ] as const) {
        for (const parameters of [values, 'generic'] as const) {
          const { explainSql, plan: shown } = await plan(sql, parameters);
          // Several statements over the simple protocol, as psql sends them; the plan is what the last one gives.
          const results = (await witness.query(explainSql)) as unknown as { rows: { 'QUERY PLAN': unknown }[] }[];
          const repeated = readPostgresJson(results.at(-1)?.rows[0]?.['QUERY PLAN']).value;
          assert.equal(repeated?.totalCost, shown.totalCost, explainSql);
          await witness.query('deallocate all; reset plan_cache_mode');
        }
      }
    });

    it('names the parameter whose value the server does not take', async () => {
      for (const analyze of [false, true]) {
        const failure = await refused('select * from t where a = $1 and at > $2', ['1', 'yesterdayish'], analyze);
        assert.equal(failure.id, 'bad-parameter-value');
        assert.equal(failure.kind, 'input');
        assert.match(failure.message, /\$2 is not of type timestamp with time zone.*yesterdayish/);
      }
    });

    it('does not blame a value for what the statement does', async () => {
      const failure = await refused('select 1 / (id - $1) from t', ['1'], true);
      assert.equal(failure.id, 'server-error');
      assert.equal(failure.sqlState, '22012');
    });

    it('wants one value for each parameter, and values before it runs anything', async () => {
      assert.equal((await refused('select $1::int, $2::int', ['1'])).id, 'parameter-count');
      assert.equal((await refused('select 1', ['1'])).id, 'parameter-count');
      assert.equal((await refused('select * from t where a = $1', 'generic', true)).id, 'values-needed');
    });

    for (const [sql, marked, id, parameters] of [
      ["select '😀é', nope from t", 'nope', 'refused-sql', []],
      ["select '😀é', nope from t where a = $1", 'nope', 'refused-sql', ['1']],
      ["select '😀é', nope from t where a = $1", 'nope', 'refused-sql', 'generic'],
      ['/* 😀😀 */ select *\n  from missing', 'missing', 'refused-sql', []],
      ["select '😀' from t where a = 1 and selec", 'selec', 'refused-sql', []],
      ["select '😀' fro t", 't', 'syntax-error', []],
    ] as const) {
      it(`places the error in ${JSON.stringify(sql)} (${JSON.stringify(parameters)})`, async () => {
        const failure = await refused(sql, parameters);
        assert.equal(failure.id, id);
        assert.equal(sql.slice(failure.position?.offset).startsWith(marked), true, String(failure.position?.offset));
        assert.equal(failure.kind, 'input');
      });
    }

    it('stops at the statement timeout and on the signal, and is idle afterwards', async () => {
      const hasty = await openDatabase(server, { statementTimeoutMs: 300 });
      const sleep = request('select pg_sleep(30)', [], { analyze: true });
      await assert.rejects(
        hasty.explain(sleep, never),
        (error: unknown) => error instanceof Failure && error.kind === 'timeout',
      );
      await hasty.dispose();
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 200);
      await assert.rejects(
        database.explain(sleep, stop.signal),
        (error: unknown) => error instanceof Failure && error.kind === 'cancelled',
      );
      const { rows } = await witness.query(
        "select state from pg_stat_activity where application_name = 'Backend Optimizer' and state <> 'idle'",
      );
      assert.deepEqual(rows, []);
      assert.ok((await plan('select 1')).plan.totalCost !== undefined);
    });

    it('reads the catalogue and plans as a role with few rights', async () => {
      const reader = await openDatabase(server, { user: 'reader', password: 'r' });
      const catalog = await reader.readCatalog(never);
      const table = catalog.tables.find(one => one.name === 't');
      assert.equal(table?.indexes.length, 2);
      assert.ok(catalog.tables.some(one => one.name === 'hidden'));
      await reader.explain(request('select * from t where a = $1', 'generic'), never);
      for (const sql of ['select * from hidden', 'select * from hidden where id = $1']) {
        const failure = await reader.explain(request(sql, 'generic'), never).then(
          () => assert.fail('it was allowed'),
          (error: unknown) => error,
        );
        assert.ok(failure instanceof Failure);
        assert.equal(failure.id, 'permission-denied');
        assert.equal(failure.sqlState, '42501');
      }
      await assert.rejects(
        reader.tryIndex('create index on t (b)', request("select * from t where b = 'x'"), never),
        (error: unknown) => error instanceof Failure && error.id === 'permission-denied',
      );
      await reader.dispose();
    });

    it('reports volatile functions among names, but not harmless ones', async () => {
      const found = await database.volatileFunctions(
        ['nextval', 'random', 'lower', 'no_such', 'pg_catalog.setval'],
        never,
      );
      assert.deepEqual([...found].sort(), ['nextval', 'pg_catalog.setval']);
    });

    async function refused(
      sql: string,
      parameters: 'generic' | readonly ParameterValue[],
      analyze = false,
    ): Promise<Failure> {
      const error: unknown = await database.explain(request(sql, parameters, { analyze }), never).then(
        () => assert.fail('it was explained'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof Failure, String(error));
      return error;
    }
  });
}
