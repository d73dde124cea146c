import assert from 'node:assert/strict';

import pg from 'pg';

import { roleSql } from '../../../src/editor/connections/roleSql';
import { startPostgres } from '../../support/embeddedPostgres';

type Server = Awaited<ReturnType<typeof startPostgres>>;

const strange = "Sch\"ema '1'";
const quoted = `"${strange.replaceAll('"', '""')}"`;

describe('SQL for a reading role, run on a real server', () => {
  let server: Server;
  let owner: pg.Client;
  let reader: pg.Client;

  before(async function () {
    this.timeout(60_000);
    server = await startPostgres();
    owner = new pg.Client(server.url);
    await owner.connect();
    await owner.query(`
      create table orders (id int primary key); insert into orders select generate_series(1, 10); create sequence s;
      create schema ${quoted}; create table ${quoted}.t (id int)`);
    const sql = roleSql({
      role: 'reader "x"',
      database: server.database,
      schemas: ['public', strange],
      owner: server.user,
      statementTimeoutMs: 1_000,
      lockTimeoutMs: 500,
    });
    await owner.query(sql.replace('<password>', 'secret'));
    await owner.query('create table later (id int)');
    const { host, port, database } = server;
    reader = new pg.Client({ host, port, database, user: 'reader "x"', password: 'secret' });
    await reader.connect();
  });
  after(async () => {
    await reader.end();
    await owner.end();
    await server.stop();
  });

  const refused = (sql: string, code: string) => async () => {
    await reader.query('set default_transaction_read_only = off');
    await assert.rejects(reader.query(sql), { code });
  };

  it('explains, analyzes and reads, tables made later included', async () => {
    await reader.query('explain (analyze) select * from orders');
    await reader.query(`select * from ${quoted}.t`);
    await reader.query('select * from later');
  });

  it('begins read-only, with limits', async () => {
    const { rows } = await reader.query<Record<string, string>>(
      `select current_setting('default_transaction_read_only') as readonly,
         current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`,
    );
    assert.deepEqual(rows, [{ readonly: 'on', statement: '1s', lock: '500ms' }]);
  });

  it('cannot insert even when it may write', refused('insert into orders values (11)', '42501'));
  it('cannot delete', refused('delete from orders', '42501'));
  it('cannot use up a sequence', refused("select nextval('s')", '42501'));
  it('cannot make a table', refused('create table mine ()', '42501'));
  it('cannot make an index', refused('create index on orders (id)', '42501'));

  it('is gone after what stands at the end', async () => {
    const lines = roleSql({
      role: 'reader "x"',
      database: server.database,
      schemas: ['public', strange],
      owner: server.user,
      statementTimeoutMs: 1,
      lockTimeoutMs: 1,
    }).split('\n');
    const undo = lines.slice(lines.indexOf('-- To take it back:') + 1).map(line => line.replace(/^-- /, ''));
    await reader.end();
    await owner.query(undo.join('\n'));
    const { rows } = await owner.query('select 1 from pg_roles where rolname = \'reader "x"\'');
    assert.deepEqual(rows, []);
  });
});
