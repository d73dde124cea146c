import assert from 'node:assert/strict';

import type { Client } from 'pg';

import { adviseIndex } from '../../../src/advisor/advise';
import { DisposableStore } from '../../../src/base/disposable';
import { Failure } from '../../../src/base/failure';
import type { Database } from '../../../src/catalog/database';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';
import { servers } from '../../support/servers';
import type { TestServer } from '../../support/postgresProcess';
import { never, openDatabase, openWitness, request } from '../explain/testDatabase';

for (const [version, start] of servers) {
  describe(`indexes tried, measured and applied on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    const owned = new DisposableStore();
    let server: TestServer;
    let witness: Client;
    let database: Database;
    let sql: PostgresSql;

    before(async () => {
      sql = await loadPostgresSql();
      server = await start({ settings: { autovacuum: 'off' } });
      owned.add({ dispose: () => server.stop() });
      witness = await openWitness(server);
      owned.add({ dispose: () => witness.end() });
      await witness.query(`
        create table orders (id int primary key, customer_id int, status text, "Order" int, doc json);
        insert into orders select i, i % 5000, case when i % 10 = 0 then 'open' else 'paid' end, i % 3000 from generate_series(1, 100000) i;
        create table tiny as select i as id from generate_series(1, 50) i;
        create table churned (id int, v int) with (fillfactor = 50);
        insert into churned select i, i % 1000 from generate_series(1, 20000) i`);
      await witness.query('vacuum analyze');
      database = owned.add(await openDatabase(server));
    });

    after(() => owned.dispose());

    const indexes = async () =>
      (
        await witness.query<{ d: string }>(
          "select indexdef as d from pg_indexes where schemaname = 'public' order by 1",
        )
      ).rows.map(row => row.d);

    async function advise(text: string, parameters: 'generic' | readonly string[] = []) {
      const asked = request(text, parameters);
      const { raw } = await database.explain(asked, never);
      const plan = readPostgresJson(raw).value;
      assert.ok(plan);
      const catalog = await database.readCatalog(never);
      return adviseIndex({ analysis: sql.analyze(text), catalog, plan, database, request: asked }, never);
    }

    it('advises the one column that a filter asks for, with a proven card, and leaves nothing', async () => {
      const before = await indexes();
      const text = "select * from orders o where o.customer_id = $1 and o.status = 'paid'";
      const advice = await advise(text, 'generic');
      assert.ok(advice);
      assert.deepEqual(advice.index, { schema: 'public', table: 'orders', columns: ['customer_id'], method: 'btree' });
      assert.equal(advice.ddl, 'CREATE INDEX orders_customer_id_idx ON public.orders (customer_id)');
      assert.equal(advice.ddlOnline, 'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id)');
      assert.equal(advice.undoDdl, 'DROP INDEX CONCURRENTLY public.orders_customer_id_idx');
      assert.ok(advice.card.costAfter < advice.card.costBefore / 10, JSON.stringify(advice.card));
      assert.ok(advice.card.sizeBytes > 500_000 && advice.card.buildMs > 0);
      assert.equal(text.slice(advice.range.start, advice.range.end), 'o.customer_id');
      assert.deepEqual(await indexes(), before);
    });

    it('quotes what must be quoted', async () => {
      const advice = await advise('select id from orders where "Order" = 7');
      assert.equal(advice?.ddl, 'CREATE INDEX "orders_Order_idx" ON public.orders ("Order")');
    });

    it('stays silent where an index brings nothing', async () => {
      assert.equal(await advise("select * from orders where status = 'paid'"), undefined);
      assert.equal(await advise('select * from tiny where id = 3'), undefined);
      assert.equal(await advise('select * from orders where id = 3'), undefined);
      assert.equal(await advise('select count(*) from orders'), undefined);
    });

    it('says that a trial on a freshly updated table decides nothing', async () => {
      const holder = await openWitness(server);
      await holder.query('begin isolation level repeatable read');
      await holder.query('select 1 from churned limit 1');
      await witness.query('update churned set v = v + 1');
      const trial = await database.tryIndex(
        'create index on churned (v)',
        request('select * from churned where v = 5'),
        never,
      );
      await holder.query('rollback');
      await holder.end();
      assert.equal(trial.conclusive, false);
    });

    for (const ddl of [
      'create index concurrently on orders (customer_id)',
      'create index if not exists orders_pkey on orders (customer_id)',
      'drop table orders',
      'create index on orders (customer_id); drop table orders',
      'create unique index; select 1',
      '',
    ]) {
      it(`tries no ${JSON.stringify(ddl)}`, async () => {
        await refuses('not-an-index', () => database.tryIndex(ddl, request('select 1'), never));
        await refuses('not-an-index', () => database.measureIndex(ddl, request('select 1'), 4, never));
      });
    }

    it('measures both sides, shows that the rows are the same, and leaves nothing', async () => {
      const before = await indexes();
      const measured = await database.measureIndex(
        'create index on orders (customer_id)',
        request('select * from orders where customer_id = $1', ['77']),
        7,
        never,
      );
      assert.equal(measured.before.runsMs.length, 7);
      assert.equal(measured.after.runsMs.length, 7);
      assert.ok(
        Math.min(...measured.before.runsMs) > Math.max(...measured.after.runsMs),
        JSON.stringify(measured.before.runsMs),
      );
      assert.equal(measured.sameResult, true);
      assert.match(JSON.stringify(measured.before.plan.raw), /Seq Scan/);
      assert.match(JSON.stringify(measured.after.plan.raw), /orders_customer_id_idx/);
      assert.match(JSON.stringify(measured.after.plan.raw), /Actual Total Time/);
      assert.deepEqual(await indexes(), before);
    });

    it('tells a result that differs', async () => {
      const measured = await database.measureIndex(
        'create index on orders (customer_id)',
        request('select random()'),
        2,
        never,
      );
      assert.equal(measured.sameResult, false);
    });

    it('measures nothing that writes, locks or calls what writes', async () => {
      const ddl = 'create index on orders (customer_id)';
      await refuses('measure-must-read', () => database.measureIndex(ddl, request('delete from orders'), 2, never));
      await refuses('measure-must-read', () =>
        database.measureIndex(ddl, request('select * from orders for update'), 2, never),
      );
      await refuses('values-needed', () =>
        database.measureIndex(ddl, request('select * from orders where id = $1', 'generic'), 2, never),
      );
      await witness.query('create sequence if not exists s');
      await refuses('measure-must-read', () => database.measureIndex(ddl, request("select nextval('s')"), 2, never));
    });

    it('applies and undoes an index for good, and nothing else', async () => {
      const before = await indexes();
      await database.applyDdl('CREATE INDEX CONCURRENTLY orders_status_idx ON public.orders (status)', never);
      assert.equal((await indexes()).length, before.length + 1);
      await database.applyDdl('DROP INDEX CONCURRENTLY public.orders_status_idx', never);
      assert.deepEqual(await indexes(), before);
      for (const ddl of [
        'drop table orders',
        'create index x on orders (id)',
        'create index concurrently on orders (id)',
        'drop index orders_pkey',
      ]) {
        await refuses('not-an-index', () => database.applyDdl(ddl, never));
      }
    });

    it('drops the invalid index that a failed build leaves behind', async () => {
      const before = await indexes();
      await assert.rejects(
        database.applyDdl('create unique index concurrently orders_unique on orders (status)', never),
        (error: unknown) =>
          error instanceof Failure && error.id === 'index-build-failed' && error.message.includes('was dropped'),
      );
      assert.deepEqual(await indexes(), before);
    });

    it('leaves an index of the same name alone when the build fails for it', async () => {
      await database.applyDdl('create index concurrently orders_kept on orders (status)', never);
      await assert.rejects(
        database.applyDdl('create index concurrently orders_kept on orders (status)', never),
        Failure,
      );
      assert.ok((await indexes()).some(index => index.includes('orders_kept')));
      await database.applyDdl('drop index concurrently orders_kept', never);
    });

    it('drops what a cancelled build leaves behind', async () => {
      await witness.query(
        `create or replace function slow(int) returns int language plpgsql immutable as 'begin perform pg_sleep(0.1); return $1; end'`,
      );
      const { stop, outcome } = cancellable('create index concurrently tiny_slow on tiny (slow(id))');
      await seen("state = 'active' and wait_event = 'PgSleep'");
      stop.abort();
      assert.equal((await outcome).kind, 'cancelled');
      assert.ok(!(await indexes()).some(index => index.includes('tiny_slow')));
    });

    it('says so when what a cancelled build leaves behind cannot be dropped', async () => {
      const blocker = await openWitness(server);
      await blocker.query('begin; insert into tiny values (99)');
      const { stop, outcome } = cancellable('create index concurrently tiny_id on tiny (id)');
      await seen("wait_event_type = 'Lock'");
      stop.abort();
      const failure = await outcome;
      await blocker.query('rollback');
      await blocker.end();
      assert.equal(failure.id, 'index-build-failed');
      assert.match(failure.message, /left behind INVALID/);
      assert.equal(failure.remedy, 'Run DROP INDEX CONCURRENTLY public.tiny_id;');
      await database.applyDdl('DROP INDEX CONCURRENTLY public.tiny_id', never);
    });

    function cancellable(ddl: string) {
      const stop = new AbortController();
      const outcome = database.applyDdl(ddl, stop.signal).then(
        () => assert.fail('the index was built'),
        (error: unknown) => {
          assert.ok(error instanceof Failure, String(error));
          return error;
        },
      );
      return { stop, outcome };
    }

    /** Waits until the build is where the test wants it. */
    async function seen(condition: string): Promise<void> {
      for (let tries = 0; tries < 200; tries++) {
        const { rowCount } = await witness.query(
          `select from pg_stat_activity where query ilike 'create index concurrently%' and ${condition}`,
        );
        if (rowCount === 1) return;
        await new Promise(resolve => setTimeout(resolve, 25));
      }
      assert.fail(`the build never had ${condition}`);
    }
  });
}

async function refuses(id: string, run: () => Promise<unknown>): Promise<void> {
  await assert.rejects(run, (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.id, id);
    return true;
  });
}
