import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Client } from 'pg';

import { DisposableStore } from '../../../src/base/disposable';
import { runCli } from '../../../src/cli/runCli';
import { startPostgres } from '../../support/embeddedPostgres';
import type { TestServer } from '../../support/postgresProcess';
import { openWitness } from '../explain/testDatabase';

const root = join(__dirname, '..', '..', '..');

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('the command line', function () {
  this.timeout(60_000);
  const owned = new DisposableStore();
  let server: TestServer;
  let witness: Client;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-cli-'));
    owned.add({ dispose: () => rmSync(folder, { recursive: true, force: true }) });
    server = await startPostgres();
    owned.add({ dispose: () => server.stop() });
    witness = await openWitness(server);
    owned.add({ dispose: () => witness.end() });
    await witness.query(`
      create table orders (id int primary key, customer_id int, note text);
      insert into orders select i, i % 5000, repeat('x', 40) from generate_series(1, 60000) i;
      create table lines (id int primary key, order_id int references orders);
      create role reader login password 'r';
      grant select on orders to reader;
      analyze`);
  });

  after(() => owned.dispose());

  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return name;
  }

  /** Runs in this process, as `dist/cli.js` would. */
  async function run(
    words: readonly string[],
    more: { input?: string; url?: string; signal?: AbortSignal } = {},
  ): Promise<Ran> {
    let out = '';
    let err = '';
    const code = await runCli(
      words,
      {
        environment: { ...process.env, DATABASE_URL: more.url ?? server.url },
        folder,
        out: text => (out += text),
        err: text => (err += text),
        readInput: () => Promise.resolve(more.input ?? ''),
        colour: false,
        signal: more.signal ?? new AbortController().signal,
      },
      { assets: root, demo: join(folder, 'demo') },
    );
    return { code, out, err };
  }

  async function json(words: readonly string[], more: Parameters<typeof run>[1] = {}) {
    const { code, out, err } = await run([...words, '--format', 'json'], more);
    assert.equal(code, 0, err);
    return JSON.parse(out) as Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
  }

  const one = 'select * from orders where customer_id = :customer and id > $1\n';

  it('explains a statement of a file as JSON by the contract', async () => {
    const report = await json(['explain', file('one.sql', 'select * from orders where customer_id = :customer')]);
    assert.equal(report['version'], 1);
    assert.equal(report['statement'], 'select * from orders where customer_id = $1');
    assert.deepEqual(report['parameters'], [{ name: 'customer', type: 'integer' }]);
    assert.equal(report['plan'].engine, 'postgresql');
    assert.equal(report['plan'].root.type, 'Seq Scan');
    assert.equal(report['plan'].executionMs, undefined);
    assert.ok(report['plan'].totalCost > 1000);
    assert.equal(report['findings'][0].rule, 'seq-scan-discards');
  });

  it('runs with values, by name, by position, from standard input', async () => {
    const sql = 'select * from orders where customer_id = :customer and note <> :note';
    for (const values of ['{"customer": 7, "note": null}', '[7, "y"]', '{"1": 7, "2": "y"}']) {
      const report = await json(['explain', '-', '--analyze', '--values', values], { input: sql });
      assert.equal(typeof report['plan'].executionMs, 'number');
      assert.equal(report['parameters'][0].value, '7');
    }
  });

  it('says what is wrong with --values', async () => {
    for (const values of ['[1]', '{"customer": 1}', '{"customer": 1, "note": 2, "other": 3}', 'seldom', '7', '{']) {
      const { code, err } = await run(['explain', '-', '--values', values], {
        input: 'select * from orders where customer_id = :customer and note <> :note',
      });
      assert.equal(code, 2, values);
      assert.match(err, /^--values: /);
    }
    const wrong = await run(['explain', '-', '--values', '["x"]'], { input: 'select * from orders where id = $1' });
    assert.equal(wrong.code, 3);
    assert.match(wrong.err, /\$1 is not of type integer/);
  });

  it('wants --at where a file holds several statements, and takes it', async () => {
    const name = file('two.sql', 'select 1;\nselect 2;\n');
    const { code, err, out } = await run(['explain', name]);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, /two\.sql holds 2 statements.*\n.*--at/);
    assert.equal((await json(['explain', name, '--at', '1:3']))['statement'], 'select 2');
    assert.equal((await run(['explain', name, '--at', 'second'])).code, 2);
    assert.equal((await run(['explain', file('none.sql', '-- nothing\n')])).code, 3);
  });

  it('finds a query in a program, with its holes as parameters', async () => {
    const name = file(
      'list.ts',
      'const icon = "😀";\nexport const q = (db, id) => db.query(`select * from orders where id = ${id}`);\n',
    );
    const report = await json(['explain', name, '--at', '1:60']);
    assert.equal(report['statement'], 'select * from orders where id = $1');
    assert.equal((await run(['explain', name])).code, 2);
    assert.equal((await run(['explain', name, '--at', '0:3'])).code, 3);
    const python = file('list.py', 'def f(cur, i):\n    cur.execute("select * from orders where id = %s", (i,))\n');
    assert.equal((await json(['explain', python, '--at', '1:30']))['statement'], 'select * from orders where id = $1');
    assert.equal((await run(['explain', file('image.png', 'x'), '--at', '0:0'])).code, 2);
  });

  it('explains a logged statement with the parameters of the log', async () => {
    const name = file(
      'postgres.log',
      "x LOG:  duration: 1.2 ms  execute <unnamed>: select * from orders where customer_id = $1\nx DETAIL:  parameters: $1 = '7'\n",
    );
    const report = await json(['explain', name, '--at', '1:0', '--analyze']);
    assert.equal(report['parameters'][0].value, '7');
  });

  it('exits with 3 and the place for SQL that the server or the parser refuses', async () => {
    const name = file('bad.sql', "select 1;\nselect '😀',\n  nope from orders;\n");
    const refused = await run(['explain', name, '--at', '1:0']);
    assert.equal(refused.code, 3);
    assert.match(refused.err, /bad\.sql: line 2, column 2: column "nope" does not exist \[42703\]/);
    const syntax = await run(['explain', '-'], { input: 'selec 1' });
    assert.equal(syntax.code, 3);
    assert.match(syntax.err, /standard input: line 0, column 0: /);
    assert.equal((await run(['explain', 'missing.sql'])).code, 3);
    assert.equal((await run(['explain', '-'], { input: 'vacuum' })).code, 3);
  });

  it('exits with 2 for wrong usage, and writes only after consent', async () => {
    const before = await witness.query('select count(*) from orders');
    for (const words of [
      [],
      ['nonsense'],
      ['explain'],
      ['explain', '-', '--format', 'xml'],
      ['explain', '-', '--statement-timeout', 'soon'],
    ]) {
      assert.equal((await run(words, { input: 'select 1' })).code, 2, words.join(' '));
    }
    const writes = { input: 'delete from lines' };
    const refused = await run(['explain', '-', '--analyze'], writes);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /DELETE writes/);
    const allowed = await run(['explain', '-', '--analyze', '--allow-writes'], {
      input: 'delete from orders where id < 5',
    });
    assert.equal(allowed.code, 0, allowed.err);
    assert.match(allowed.err, /Note: Writes/);
    assert.deepEqual((await witness.query('select count(*) from orders')).rows, before.rows);
    assert.equal((await run(['explain', '-', '--analyze'], { input: one })).code, 2);
    assert.equal((await run(['explain', '-'], { input: 'select 1', url: '' })).code, 2);
  });

  it('runs nothing on production', async () => {
    const { code, err } = await run(['explain', '-', '--analyze', '--production'], { input: 'select 1' });
    assert.equal(code, 2);
    assert.match(err, /production/);
    assert.equal((await run(['explain', '-', '--production'], { input: 'select 1' })).code, 0);
    assert.equal((await run(['explain', '-', '--advise', '--production'], { input: 'select 1' })).code, 2);
  });

  it('exits with 4 where the database is not reached or refuses', async () => {
    const input = 'select * from lines';
    const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
    for (const url of [wrong, 'postgres://nobody@127.0.0.1:1/x', 'postgres://u@host.invalid/x']) {
      const { code, err } = await run(['explain', '-'], { input, url });
      assert.equal(code, 4, err);
      assert.doesNotMatch(err, /wrong@/);
    }
    const reader = new URL(server.url);
    reader.username = 'reader';
    reader.password = 'r';
    assert.equal((await run(['explain', '-'], { input, url: reader.href })).code, 4);
    assert.equal((await run(['explain', '-'], { input, url: 'mysql://x/y' })).code, 3);
  });

  it('exits with 5 at the timeout and when cancelled', async () => {
    const input = 'select pg_sleep(30)';
    assert.equal((await run(['explain', '-', '--analyze', '--statement-timeout', '300'], { input })).code, 5);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 500);
    assert.equal((await run(['explain', '-', '--analyze'], { input, signal: stop.signal })).code, 5);
  });

  it('cancels on the server when the process is interrupted', async () => {
    const started = spawn(
      process.execPath,
      [
        '--require',
        'tsx/cjs',
        '--require',
        join(root, 'test/support/register.cjs'),
        join(root, 'src/cli.ts'),
        'explain',
        '-',
        '--analyze',
      ],
      { cwd: root, env: { ...process.env, DATABASE_URL: server.url }, stdio: ['pipe', 'ignore', 'pipe'] },
    );
    started.stdin.end('select pg_sleep(47)');
    const sleeping = async () =>
      (
        await witness.query(
          "select from pg_stat_activity where query like '%pg_sleep(47)%' and state = 'active' and pid <> pg_backend_pid()",
        )
      ).rowCount;
    await until(async () => (await sleeping()) === 1);
    started.kill('SIGINT');
    assert.equal(await exitCode(started), 5);
    assert.equal(await sleeping(), 0);
  });

  it('advises, measures and audits', async () => {
    const name = file('slow.sql', 'select * from orders where customer_id = :c');
    const advised = await json(['explain', name, '--advise']);
    assert.equal(advised['advice'].ddl, 'CREATE INDEX orders_customer_id_idx ON public.orders (customer_id)');
    const measured = await json(['measure', name, '--index', advised['advice'].ddl, '--values', '[7]', '--runs', '6']);
    assert.equal(measured['verdict'], 'faster');
    assert.equal(measured['equal'], true);
    assert.equal(measured['before'].runs, 6);
    assert.equal((await run(['measure', name, '--index', 'drop table orders', '--values', '[7]'])).code, 2);
    assert.equal((await run(['measure', name, '--values', '[7]'])).code, 2);
    const audited = await json(['audit', 'indexes']);
    assert.equal(audited['status'], 'ok');
    assert.deepEqual(
      (audited['findings'] as { rule: string }[]).map(finding => finding.rule),
      ['foreign-key-without-index'],
    );
    assert.equal((await run(['audit', 'indexes', '--fail-on', 'warning'])).code, 1);
    assert.equal((await run(['audit', 'indexes', '--fail-on', 'error'])).code, 0);
    assert.equal((await run(['audit', 'everything'])).code, 2);
  });

  it('prints text for people', async () => {
    const { out, code } = await run(['explain', '-'], { input: 'select * from orders where customer_id = 7' });
    assert.equal(code, 0);
    assert.match(out, /^cost [\d,]+ {2}/);
    assert.match(out, /Seq Scan/);
    // eslint-disable-next-line no-control-regex -- colour begins with ESC, and none may be there
    assert.doesNotMatch(out, /\u001B/);
  });

  it('tells its version and its help', async () => {
    assert.match((await run(['--version'])).out, /^\d+\.\d+\.\d+\n$/);
    const help = await run(['explain', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, /--allow-writes/);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await condition()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  assert.fail('it never happened');
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise(resolve => child.once('exit', code => resolve(code)));
}
