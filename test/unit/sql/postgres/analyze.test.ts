import assert from 'node:assert/strict';

import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

let sql: PostgresSql;

function facts(text: string) {
  const analysis = sql.analyze(text);
  assert.equal(analysis.error, undefined, text);
  assert.ok(analysis.facts, text);
  return analysis.facts;
}

/** `table.column role`, each at its place in the text. */
function predicates(text: string): readonly string[] {
  return sql.analyze(text).predicates.map(({ table, column, role, offset }) => {
    assert.match(
      text.slice(offset).replace(/"/g, '').toLowerCase(),
      new RegExp(`^(?:[\\p{L}\\w]+\\.)*${column}`, 'u'),
      text,
    );
    assert.ok(
      text
        .slice(table.offset)
        .replace(/"/g, '')
        .startsWith(table.schema ?? table.name),
      text,
    );
    return `${table.name}.${column} ${role}`;
  });
}

function check(text: string, ...expected: readonly string[]): void {
  assert.deepEqual(predicates(text), expected, text);
}

const tables = (text: string) =>
  facts(text).tables.map(
    ({ schema, name, alias }) => `${schema ? `${schema}.` : ''}${name}${alias ? ` ${alias}` : ''}`,
  );

describe('analyze', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('names kind and command', () => {
    const commands: Readonly<Record<string, string>> = {
      'select 1': 'select SELECT',
      '(select 1) union (select 2)': 'select SELECT',
      'with x as (select 1) select * from x': 'select SELECT',
      'table t': 'select SELECT',
      'values (1), (2)': 'values VALUES',
      'insert into t default values': 'insert INSERT',
      'update t set a = 1': 'update UPDATE',
      'delete from t': 'delete DELETE',
      'merge into t using s on t.a = s.a when matched then delete': 'merge MERGE',
      'select 1 into x': 'select SELECT INTO',
      'create table x as select 1': 'utility CREATE TABLE AS',
      'create materialized view x as select 1': 'utility CREATE MATERIALIZED VIEW',
      'create or replace view v as select 1': 'utility CREATE VIEW',
      'create unique index concurrently i on t (a)': 'utility CREATE INDEX',
      'create temp table t (a int)': 'utility CREATE TABLE',
      'create or replace function f() returns int language sql as $$select 1$$': 'utility CREATE FUNCTION',
      'alter table t add b int': 'utility ALTER TABLE',
      'drop foreign data wrapper x': 'utility DROP FOREIGN DATA WRAPPER',
      'do $$ begin end $$': 'utility DO',
      'call f(1)': 'utility CALL',
      'execute p(1)': 'utility EXECUTE',
      'prepare p as select 1': 'utility PREPARE',
      'declare c cursor for select 1': 'utility DECLARE',
      'copy t from stdin': 'utility COPY',
      'refresh materialized view x': 'utility REFRESH MATERIALIZED VIEW',
      'truncate t': 'utility TRUNCATE',
      'explain select 1': 'utility EXPLAIN',
      commit: 'utility COMMIT',
      'set x = 1': 'utility SET',
    };
    for (const [text, expected] of Object.entries(commands)) {
      const { kind, command, explainable } = facts(text);
      assert.equal(`${kind} ${command}`, expected, text);
      assert.equal(explainable, kind !== 'utility', text);
    }
  });

  it('tells what writes and what locks', () => {
    const writing = [
      'insert into t values (1)',
      'select 1 into x',
      'with d as (delete from t returning *) select * from d',
      'create table x as select 1',
      'copy t from stdin',
      'do $$ begin end $$',
      'explain analyze delete from t',
      'explain (analyze on) update t set a = 1',
      'select * from (values (1)) v union all select 1 into x',
    ];
    const reading = [
      'select 1',
      'values (1)',
      'select * from t for update',
      'show x',
      'explain delete from t',
      'explain (analyze off) delete from t',
      'explain analyze select 1',
      'copy t to stdout',
      'begin',
    ];
    for (const text of writing) assert.equal(facts(text).writes, true, text);
    for (const text of reading) assert.equal(facts(text).writes, false, text);
    assert.equal(facts('select * from t for no key update').locksRows, true);
    assert.equal(facts('select * from (select * from t for share) x').locksRows, true);
    assert.equal(facts('select * from t').locksRows, false);
  });

  it('points into EXPLAIN', () => {
    for (const options of ['', 'analyze verbose ', '(analyze, format json) ', '/* x */ ( costs off ) ']) {
      const text = `explain ${options}select 1`;
      assert.equal(text.slice(facts(text).explains?.offset), 'select 1', text);
    }
    assert.equal('explain (select 1)'.slice(facts('explain (select 1)').explains?.offset), '(select 1)');
    assert.equal(facts('select 1').explains, undefined);
  });

  it('lists functions as PostgreSQL folds them', () => {
    const { functions } = facts(
      `select NextVal('s'), public.F(1), "My"."Fn"(count(*)) from g(1) where h(2) order by i(3)`,
    );
    assert.deepEqual([...functions].sort(), ['My.Fn', 'count', 'g', 'h', 'i', 'nextval', 'public.f']);
    assert.deepEqual(facts('call p(q(1))').functions, ['p', 'q']);
  });

  it('lists tables, not WITH queries', () => {
    assert.deepEqual(tables('select * from S.T as a, only u join v x on true where exists (select 1 from w)'), [
      'S.t a'.toLowerCase(),
      'u',
      'v x',
      'w',
    ]);
    assert.deepEqual(tables('with x as (select * from t) select * from x, public.x'), ['t', 'public.x']);
    assert.deepEqual(
      tables('with x as (select * from x) select 1'),
      ['x'],
      'a WITH query that is not recursive does not see itself',
    );
    assert.deepEqual(tables('with recursive x as (select * from t union select * from x) select * from x'), ['t']);
    assert.deepEqual(tables('with recursive y as (select * from x), x as (select 1) select * from y'), []);
    assert.deepEqual(tables('select * from (with x as (select 1) select * from x) s, x'), ['x']);
    assert.deepEqual(tables('with t as (select 1) insert into t select * from t'), ['t']);
    assert.deepEqual(tables('update t set a = s.a from s where t.b = s.b'), ['t', 's']);
    assert.deepEqual(tables('delete from t using u where (select true from v)'), ['t', 'u', 'v']);
    assert.deepEqual(
      tables(
        "select * from t tablesample system (1), lateral (select * from u) l, f(1), xmltable('/' passing x columns y int)",
      ),
      ['t', 'u'],
    );
  });

  it('finds predicates that an index on one column serves', () => {
    check('select * from t where a = $1', 't.a equality');
    check(
      'select * from t where a = 1 and b > $1 and c between 1 and 2 and d in (1, 2) and e = any($2)',
      't.a equality',
      't.b range',
      't.c range',
      't.d in',
      't.e in',
    );
    check("select * from t where 1 = a and now() - interval '1 day' < b", 't.a equality', 't.b range');
    check(
      "select * from orders o join users u on u.id = o.user_id and u.kind = 'x' where o.state = $1::text",
      'users.kind equality',
      'orders.state equality',
    );
    check('select * from s.t where s.t.a = 1', 't.a equality');
    check('select * from "Ü" where "Ü"."é" = 1', 'Ü.é equality');
    check('with x as (select * from t where a = 1) select * from x where b = 2', 't.a equality');
    check(
      'select (select max(z) from u where b = 1) from t where exists (select 1 from v where v.c = t.a and v.d < 3)',
      'v.d range',
      'u.b equality',
    );
    check('update t set a = 1 from u where t.b = 2 and u.c = 3', 't.b equality', 'u.c equality');
    check('delete from t as x where x.b = 2', 't.b equality');
    check('insert into t select * from u where a >= current_date', 'u.a range');
    check("select * from t where a = '😀' and b = 1", 't.a equality', 't.b equality');
  });

  it('stays silent where an index on the column would not serve', () => {
    check('select * from t where lower(a) = $1');
    check('select * from t where a::text = $1');
    check('select * from t where a + 1 = 2');
    check('select * from t where a = 1 or b = 2');
    check('select * from t where not a = 1');
    check('select * from t where a <> 1 and b not in (1) and c not between 1 and 2 and d is null');
    check('select * from t, u where a = 1', ...[]);
    check('select * from t where a = random() and b = f(1)');
    check('select * from t, u where t.a = u.b');
    check('select * from (select * from t) x where x.a = 1');
    check('select * from t left join u on t.a = 1 and u.b = 2', 'u.b equality');
    check('select * from t full join u on t.a = 1 and u.b = 2');
    check('select * from t having max(a) = 1');
    check('select * from t where a = all(array[1])');
  });

  it('places syntax errors in UTF-16', () => {
    const text = 'select "😀é" frm x';
    assert.deepEqual(sql.analyze(text).error, {
      message: 'syntax error at or near "x"',
      offset: text.indexOf('x', 14),
    });
    assert.equal(sql.analyze("select 'half").error?.offset, 7);
    assert.equal(sql.analyze('select 1 from').error?.offset, 13);
    assert.deepEqual(sql.analyze('select 1 from').predicates, []);
  });

  it('counts statements', () => {
    assert.equal(sql.analyze('').statements, 0);
    assert.equal(sql.analyze('-- note').statements, 0);
    assert.equal(sql.analyze('select 1; commit; delete from t').statements, 3);
  });

  it('refuses what would break the parser, and works on', () => {
    for (const text of [
      `select ${'('.repeat(30_000)}`,
      `select 1${'+1'.repeat(50_000)}`,
      `select ${'(select '.repeat(3_500)}1${')'.repeat(3_500)}`,
      `select ${'x'.repeat(300_000)}`,
    ]) {
      assert.ok(sql.analyze(text).error, text.slice(0, 20));
      assert.equal(sql.analyze('select 1').error, undefined);
    }
  });
});
