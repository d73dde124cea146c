import assert from 'node:assert/strict';

import type { Client } from 'pg';

import { auditIndexes } from '../../../src/audit/indexes/auditIndexes';
import { DisposableStore } from '../../../src/base/disposable';
import type { Database } from '../../../src/catalog/database';
import { servers } from '../../support/servers';
import { never, openDatabase, openWitness } from '../explain/testDatabase';

const schema = `
  create schema "Odd";
  create table customer (id int primary key, email text, a int, b int, c int, doc jsonb);
  create table plain (id int primary key, customer_id int references customer);
  create table served (id int primary key, customer_id int references customer);
  create index served_fk on served (customer_id, id);
  create table pair_target (x int, y int, primary key (x, y));
  create table pair (id int primary key, x int, y int, z int, foreign key (x, y) references pair_target);
  create index pair_other_order on pair (y, x, z);
  create table pair_wrong (id int primary key, x int, y int, z int, foreign key (x, y) references pair_target);
  create index pair_wrong_order on pair_wrong (x, z, y);
  create table partial_null (id int primary key, customer_id int references customer);
  create index partial_null_fk on partial_null (customer_id) where customer_id is not null;
  create table partial_some (id int primary key, customer_id int references customer);
  create index partial_some_fk on partial_some (customer_id) where id > 5;
  create table "Odd"."Group" (id int primary key, "user" int references customer);
  create table parted (id int, customer_id int references customer) partition by range (id);
  create table parted_1 partition of parted for values from (0) to (10);
  create index parted_id on parted (id);
  create index parted_id_again on parted (id);
  create temp table temporary (id int primary key, customer_id int);

  create index same_1 on customer (a);
  create index same_2 on customer (a);
  create index prefix_of on customer (b);
  create index prefix_long on customer (b, c);
  create unique index unique_prefix on customer (c);
  create index unique_prefix_long on customer (c, a);
  create index partial_a on customer (a) where b > 5;
  create index descending on customer (a desc);
  create index pattern on customer (email text_pattern_ops);
  create index ordinary on customer (email);
  create index collated on customer (email collate "C");
  create index hashed on customer using hash (a);
  create index expr_1 on customer (lower(email));
  create index expr_2 on customer (upper(email));
  create index covering on customer (a) include (b);
  create index gin_1 on customer using gin (doc);
  create index gin_2 on customer using gin (doc jsonb_path_ops);
  create index pkey_again on customer (id);
`;

for (const [version, start] of servers) {
  describe(`the audit of indexes on PostgreSQL ${version}`, function () {
    this.timeout(60_000);
    const owned = new DisposableStore();
    let witness: Client;
    let database: Database;

    before(async () => {
      const server = await start();
      owned.add({ dispose: () => server.stop() });
      witness = await openWitness(server);
      owned.add({ dispose: () => witness.end() });
      await witness.query(schema);
      database = owned.add(await openDatabase(server));
    });

    after(() => owned.dispose());

    const findings = async (rule: string) =>
      auditIndexes(await database.readCatalog(never)).filter(finding => finding.rule === rule);

    it('names foreign keys without an index, and no others', async () => {
      const found = await findings('foreign-key-without-index');
      assert.deepEqual(found.map(finding => finding.evidence['table']).sort(), [
        'Odd.Group',
        'public.pair_wrong',
        'public.parted',
        'public.partial_some',
        'public.plain',
      ]);
      const remedies = new Map(found.map(finding => [finding.evidence['table'], finding.remedy]));
      assert.equal(remedies.get('Odd.Group'), 'CREATE INDEX CONCURRENTLY "Group_user_idx" ON "Odd"."Group" ("user");');
      assert.equal(
        remedies.get('public.parted'),
        'CREATE INDEX parted_customer_id_idx ON public.parted (customer_id);',
      );
    });

    it('names what another index makes redundant, and no others', async () => {
      const duplicates = await findings('duplicate-index');
      assert.deepEqual(pairs(duplicates), [
        'public.parted_id_again: public.parted_id',
        'public.pkey_again: public.customer_pkey',
        'public.same_1: public.covering',
        'public.same_2: public.covering',
      ]);
      assert.deepEqual(pairs(await findings('redundant-index')), ['public.prefix_of: public.prefix_long']);
    });

    it('names what was not used, with the date from which scans count', async () => {
      const names = async () => (await findings('unused-index')).map(finding => finding.evidence['index']);
      assert.ok((await names()).includes('public.ordinary'));
      assert.ok(!(await names()).includes('public.same_2'), 'it is named as a duplicate already');
      assert.ok(!(await names()).includes('public.unique_prefix'));
      await witness.query(
        "set enable_seqscan = off; select * from customer where email = 'x'; select pg_stat_force_next_flush()",
      );
      await witness.query('select 1');
      assert.ok(!(await names()).includes('public.ordinary'));
      await witness.query('select pg_stat_reset()');
      const [first] = await findings('unused-index');
      assert.match(String(first?.evidence['statisticsSince']), /^\d{4}-\d\d-\d\dT/);
    });

    it('gives remedies that the server takes', async () => {
      for (const finding of auditIndexes(await database.readCatalog(never))) {
        await witness.query(String(finding.evidence['ddl']));
      }
      assert.deepEqual(await findings('foreign-key-without-index'), []);
      assert.deepEqual(await findings('duplicate-index'), []);
    });
  });
}

function pairs(found: readonly { readonly evidence: Readonly<Record<string, unknown>> }[]): readonly string[] {
  return found.map(({ evidence }) => `${String(evidence['index'])}: ${String(evidence['keptIndex'])}`).sort();
}
