import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DisposableStore } from '../../../src/base/disposable';
import { runCli } from '../../../src/cli/runCli';
import { startPostgres } from '../../support/embeddedPostgres';
import type { TestServer } from '../../support/postgresProcess';
import { openWitness } from '../explain/testDatabase';

const root = join(__dirname, '..', '..', '..');

describe('explain --values on the command line', function () {
  this.timeout(60_000);
  const owned = new DisposableStore();
  let server: TestServer;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-typical-'));
    owned.add({ dispose: () => rmSync(folder, { recursive: true, force: true }) });
    server = await startPostgres();
    owned.add({ dispose: () => server.stop() });
    const witness = await openWitness(server);
    await witness.query(`
      create table orders (id int primary key, status text, placed timestamptz);
      insert into orders select i, case when i % 100 = 0 then 'open' when i % 25 = 1 then 'held' else 'shipped' end,
        timestamptz '2024-01-01' + i * interval '1 minute' from generate_series(1, 40000) as i;
      create index on orders (status);
      create role stranger login password 's';
      analyze`);
    await witness.end();
  });

  after(() => owned.dispose());

  async function run(sql: string, words: readonly string[], more: { file?: string; url?: string } = {}) {
    let out = '';
    let err = '';
    const { file = '-', url = server.url } = more;
    const code = await runCli(
      ['explain', file, ...words],
      {
        environment: { DATABASE_URL: url },
        folder,
        out: text => (out += text),
        err: text => (err += text),
        readInput: () => Promise.resolve(sql),
        colour: false,
        signal: new AbortController().signal,
      },
      { assets: root, demo: join(folder, 'demo') },
    );
    return { code, out, err };
  }

  async function json(sql: string, words: readonly string[], more: Parameters<typeof run>[2] = {}) {
    const { code, out, err } = await run(sql, [...words, '--format', 'json'], more);
    assert.equal(code, 0, err);
    return JSON.parse(out) as Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
  }

  const byStatus = 'select * from orders where status = :status';
  interface Planned {
    readonly values: {
      readonly kind: string;
      readonly parameters: readonly { name: string; value: string; from: string }[];
    };
    readonly plan: { readonly root: { readonly type: string }; readonly executionMs?: number };
    readonly flip?: { readonly text: string; readonly nodeId: string };
  }

  it('all: the generic plan and three beside it, and whether the plan flips', async () => {
    const report = await json(byStatus, ['--values', 'all']);
    const plans = report['plans'] as readonly Planned[];
    assert.deepEqual(
      plans.map(({ values }) => [values.kind, values.parameters[0]?.value]),
      [
        ['generic', undefined],
        ['common', 'shipped'],
        ['rare', 'open'],
        ['median', 'shipped'],
      ],
    );
    assert.equal(report['flips'], true);
    assert.match(String(report['flipText']), /^The plan flips for /);
    assert.equal(plans[1]?.plan.root.type, 'Seq Scan');
    assert.notEqual(plans[2]?.plan.root.type, 'Seq Scan');
    assert.ok(plans.some(({ flip }) => flip?.text.includes('instead of')));
    assert.deepEqual(report['plan'], plans[0]?.plan);
    const [parameter] = report['parameters'];
    assert.deepEqual(parameter.column, { schema: 'public', table: 'orders', name: 'status' });
    assert.equal(parameter.type, 'text');
    assert.equal(parameter.typical.rare.value, 'open');
    assert.equal(parameter.value, undefined);
  });

  it('all: the same plan for every value of a key', async () => {
    const report = await json('select * from orders where id = $1', ['--values', 'all']);
    assert.equal(report['flips'], false);
    assert.match(String(report['flipText']), /the same for unknown, common, rare and median values/);
    assert.equal((report['plans'] as Planned[]).length, 4);
  });

  it('one kind: its plan, with its values', async () => {
    const report = await json(`${byStatus} limit :n`, ['--values', 'rare']);
    assert.equal(report['plans'], undefined);
    assert.deepEqual(
      (report['parameters'] as Planned['values']['parameters']).map(({ name, value, from }) => [name, value, from]),
      [
        ['status', 'open', 'statistics'],
        ['n', '10', 'neutral'],
      ],
    );
    assert.equal(report['plan'].root.type, 'Limit');
    assert.match((report['notes'] as string[]).join(' '), /n = 10/);
    const measured = await json(byStatus, ['--values', 'common', '--analyze']);
    assert.equal(typeof measured['plan'].executionMs, 'number');
  });

  it('--analyze measures each but the generic plan', async () => {
    const { plans } = await json(byStatus, ['--values', 'all', '--analyze']);
    assert.deepEqual(
      (plans as Planned[]).map(({ plan }) => plan.executionMs !== undefined),
      [false, true, true, true],
    );
    assert.equal((await run(byStatus, ['--values', 'all', '--analyze', '--production'])).code, 2);
    assert.equal((await run(byStatus, ['--values', 'all', '--production'])).code, 0);
    const writes = 'delete from orders where status = :status';
    assert.equal((await run(writes, ['--values', 'all', '--analyze'])).code, 2);
    const allowed = await json(writes, ['--values', 'all', '--analyze', '--allow-writes']);
    assert.match((allowed['notes'] as string[]).join(' '), /Writes/);
    assert.equal((await json('select count(*) from orders', ['--analyze']))['plan'].root.actualRows, 1);
  });

  it('--value wins in every plan', async () => {
    const sql = 'select * from orders where status = :status and placed > :since limit :n';
    const words = ['--values', 'all', '--value', 'since=2024-01-20', '--value', 'n=5'];
    const { plans, parameters } = await json(sql, words);
    for (const { values } of (plans as Planned[]).slice(1)) {
      const [, since, n] = values.parameters;
      assert.deepEqual([since?.value, since?.from, n?.value, n?.from], ['2024-01-20', 'given', '5', 'given']);
    }
    assert.equal(parameters[0].typical.common.value, 'shipped');
    const alone = await json(byStatus, ['--value', 'status=a=b']);
    assert.equal(alone['parameters'][0].value, 'a=b');
    assert.equal((await json(byStatus, ['--value', 'status=NULL']))['parameters'][0].value, null);
    const pinned = await json(byStatus, ['--values', 'all', '--value', '1=held']);
    assert.deepEqual(
      (pinned['plans'] as Planned[]).map(({ values }) => values.kind),
      ['generic', 'given'],
    );
  });

  it('says what is wrong with --value', async () => {
    for (const words of [
      ['--value', 'status'],
      ['--value', 'state=x'],
      ['--value', 'status=x', '--values', 'generic'],
      ['--value', 'status=x', '--values', '["y"]'],
    ]) {
      const { code, err } = await run(byStatus, words);
      assert.equal(code, 2, words.join(' '));
      assert.match(err, /^--value: .*\n.*--value NAME=VALUE/);
    }
    assert.equal((await run('select $1::int + $2::int', ['--value', '1=1'])).code, 2);
    const wrong = await run('select * from orders where id = :id', ['--values', 'all', '--value', 'id=x']);
    assert.equal(wrong.code, 0);
    assert.match(wrong.err, /no plan for your values.*not of type integer/);
  });

  it("shows a log's values beside the typical ones", async () => {
    writeFileSync(
      join(folder, 'postgres.log'),
      "x LOG:  duration: 1.2 ms  execute <unnamed>: select * from orders where status = $1\nx DETAIL:  parameters: $1 = 'held'\n",
    );
    const { plans } = await json('', ['--at', '0:0', '--values', 'all'], { file: 'postgres.log' });
    assert.deepEqual(
      (plans as Planned[]).map(({ values }) => [values.kind, values.parameters[0]?.value]),
      [
        ['generic', undefined],
        ['common', 'shipped'],
        ['rare', 'open'],
        ['median', 'shipped'],
        ['given', 'held'],
      ],
    );
  });

  it('shows the generic plan alone to a role without rights, and says why', async () => {
    const url = new URL(server.url);
    url.username = 'stranger';
    url.password = 's';
    const grant = await openWitness(server);
    await grant.query('grant select (id, placed) on orders to stranger');
    await grant.end();
    const sql = 'select id from orders where placed > $1 and id = $2';
    assert.equal((await json(sql, ['--values', 'all'], { url: url.href }))['plans'].length, 4);
    const refused = await run(byStatus, ['--values', 'all'], { url: url.href });
    assert.equal(refused.code, 4);
    const none = await json('select $1::text', ['--values', 'all'], { url: url.href });
    assert.equal(none['plans'].length, 1);
    assert.equal(none['flips'], false);
    const witness = await openWitness(server);
    await witness.query('revoke select on pg_catalog.pg_stats from public');
    try {
      const report = await json(sql, ['--values', 'rare'], { url: url.href });
      assert.equal(report['parameters'][0].value, undefined);
      assert.match(String(report['parameters'][0].missing), /may not read pg_stats/);
      assert.match((report['notes'] as string[]).join(' '), /only the generic plan.*GRANT SELECT/);
    } finally {
      await witness.query('grant select on pg_catalog.pg_stats to public');
      await witness.end();
    }
  });

  it('prints them side by side for people', async () => {
    const { out, code } = await run(byStatus, ['--values', 'all']);
    assert.equal(code, 0);
    const lines = out.split('\n');
    assert.match(lines[0] ?? '', /^The plan flips for /);
    assert.match(lines[2] ?? '', /^values +cost or time +rows +reads +with$/);
    assert.match(
      lines[4] ?? '',
      /common +cost [\d,]+ +[\d,]+ +Seq Scan on orders +status = shipped \(95 % of the rows\)$/,
    );
    assert.match(lines[5] ?? '', /rare .*using orders_status_idx on orders +status = open \(\d.*% of the rows\)$/);
    assert.match(out, /The generic plan:/);
    const one = await run(byStatus, ['--values', 'rare']);
    assert.match(one.out, /^cost .*\nwith status = open \(/);
    const unparameterized = await run('select 1', ['--values', 'all']);
    assert.match(unparameterized.err, /no parameters/);
  });
});
