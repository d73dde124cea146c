import assert from 'node:assert/strict';

import type { DialectSql } from '../../../../src/sql/dialects/dialect';
import { loadDialect } from '../../../../src/sql/dialects/loadDialect';
import { told } from './analysis';

describe('SQLite', () => {
  let sql: DialectSql;

  before(async () => {
    sql = await loadDialect('sqlite');
  });

  /** `told` says how the second is to be read. */
  function check(statements: readonly (readonly [string, string])[]): void {
    for (const [statement, expected] of statements) assert.equal(told(sql.analyze(statement)), expected, statement);
  }

  it('reads what changes and what reads', () => {
    check([
      [
        'SELECT "id", [name], `mail` FROM "users" WHERE "users"."id" = ?1 AND name = :name AND mail = @mail AND age > $age',
        'select users: users.id output, users.name output, users.mail output, users.id equality, users.name equality, users.mail equality, users.age range',
      ],
      [
        'insert into users (id, name) values (?, ?) on conflict (id) do update set name = excluded.name, seen = seen + 1 where users.locked = 0 returning id, name as n',
        'insert! users: users.id other, users.name other, users.seen other, users.locked equality, users.id output, users.name output',
      ],
      [
        'insert into t (a) select b from u where c = 1 on conflict do nothing',
        'insert! t u: u.b output, u.c equality, t.a other',
      ],
      ['insert or replace into kv (k, v) values (?, ?)', 'insert! kv: kv.k other, kv.v other'],
      ['insert into t default values returning rowid', 'insert! t: t.rowid output'],
      ['update or ignore t set a = ? where b = ?', 'update! t: t.a other, t.b equality'],
      [
        'update stock set amount = amount - i.amount from items i where i.stock_id = stock.id and i.order_id = ? returning stock.id',
        'update! stock items: stock.amount other, ?.amount other, items.amount other, stock.id output, items.stock_id join, stock.id join, items.order_id equality',
      ],
      [
        'update t set (a, b) = (select x, y from u where u.id = t.id) where t.id = 1',
        'update! t u: t.a other, t.b other, u.x output, u.y output, u.id join, t.id join, t.id equality',
      ],
      [
        'delete from users as u where u.id in (select user_id from gone) returning *',
        'delete! users gone: users.* output, users.id in, gone.user_id output',
      ],
      [
        'with c as materialized (select user_id from visits where day = ?) delete from users where id in (select user_id from c)',
        'delete! visits users: visits.user_id output, visits.day equality, users.id in',
      ],
      ['with recursive n(i) as (select 1 union all select i + 1 from n where i < 5) select i from n', 'select'],
      [
        "select * from t indexed by i_a where a glob 'x*' and b glob '*x' and c regexp 'y' and d notnull and e is not null and f is ?",
        'select t: t.* output, t.a prefix, t.b other, t.c other, t.d other, t.e other, t.f equality',
      ],
      [
        "select title from docs where docs match 'sqlite' order by rank",
        'select docs: docs.title output, docs.docs other, docs.rank order+',
      ],
      [
        'select name from t order by name collate nocase desc nulls last, age limit 5 offset 10',
        'select t: t.name output, t.name order-, t.age order+',
      ],
      [
        "select j.value, t.id from t, json_each(t.tags) as j where j.value = 'x' and json_extract(t.doc, '$.a') = 1",
        'select t: t.tags other, t.id output, t.doc other',
      ],
      [
        'select count(*) filter (where done = 1) as n, sum(x) over (order by day) from tasks group by day',
        'select tasks: tasks.done output, tasks.x output, tasks.day order+, tasks.day group',
      ],
      ['select main.users.id from main.users natural join temp.marks', 'select users marks: main.users.id output'],
      [
        'select a from t intersect select b from u except select c from v order by 1',
        'select t u v: t.a output, u.b output, v.c output, t.a order+',
      ],
      ["select date('now', '-1 day'), current_timestamp, x'ff', .5, 1e3", 'select'],
      [
        'select a from t left outer join u on u.id = t.u_id cross join v full join w on w.id = v.id where (t.a, t.b) = (1, 2)',
        'select t u v w: ?.a output, u.id join, t.u_id join, w.id join, v.id join, t.a other, t.b other',
      ],
      ["values (1, 'a'), (2, 'b')", 'values'],
      ['replace into t values (1, (select max(id) from u))', 'insert! t u: u.id output'],
    ]);
  });

  it('names the tables of utility statements', () => {
    check([
      ['PRAGMA table_info(users)', 'utility'],
      ['pragma foreign_keys = on', 'utility'],
      ['create table t (a integer primary key autoincrement) without rowid', 'utility! t'],
      ['create virtual table docs using fts5(title)', 'utility! docs'],
      ['vacuum', 'utility!'],
      ['explain query plan select * from t', 'utility t'],
      ["attach 'x.db' as x", 'utility'],
      ['begin immediate', 'utility'],
      ['create trigger x after update on t begin insert into log values (1); end', 'utility! t log'],
    ]);
  });
});
