import assert from 'node:assert/strict';

import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

let sql: PostgresSql;

function same(...statements: readonly string[]): void {
  for (const statement of statements) assert.equal(sql.shape(statement), sql.shape(statements[0] ?? ''), statement);
}

function differ(...statements: readonly string[]): void {
  assert.equal(
    new Set(statements.map(statement => sql.shape(statement))).size,
    statements.length,
    statements.join(' | '),
  );
}

describe('shape', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('is 16 hex digits', () => {
    for (const text of ['', 'select 1', "select 'half", '😀']) assert.match(sql.shape(text), /^[0-9a-f]{16}$/);
  });

  it('does not see literals, case, spacing, comments, placeholder style, quotes that change nothing', () => {
    same(
      'select a from t where b = 1',
      "SELECT a\nFROM t -- x\nWHERE b='x' /* y */;",
      'select "a" from T where b = $1',
      'select a from t where b=?',
    );
    same(
      'select * from t where a = %s',
      'select * from t where a = :name',
      'select * from t where a = %(n)s',
      'select * from t where a=-1.5e3',
    );
    same("select E'\\n'", 'select $$x$$', 'select 1', "select 'a'\n'b'", "select 'it''s'");
    same('select 1 where a != 2', 'select 1 where a <> 2');
    same("select * from t where a like '%%x' and b = %s", "select * from t where a like 'y' and b = $1");
  });

  it('counts a list of values as one value', () => {
    same('select * from t where a in (1)', 'select * from t where a in (1, 2, 3)', 'select * from t where a in (?, ?)');
    same('select * from t where a = any(array[1])', "select * from t where a = any(ARRAY['x','y'])");
    same('insert into t values (1, 2)', 'insert into t values (1, 2), (3, 4), (5, 6)');
    differ('insert into t values (1, 2)', 'insert into t values (1, 2), (3, default)', 'insert into t values (1)');
  });

  it('sees order, names, operators and structure', () => {
    differ('select f(a, b)', 'select f(b, a)', 'select a, b', 'select b, a', 'select a', 'select "A"');
    differ('select * from a, b', 'select * from b, a', 'select * from "select"', 'select * from a');
    differ("select a ? 'x'", "select a ?| 'x'", 'select a - 1', 'select a, -1', 'select a + 1');
    differ('select * from t where a in (1, b)', 'select * from t where a in (1)', 'select * from t where a in (b)');
    differ('select null', 'select true', 'select 1');
  });
});

describe('redact', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('replaces every literal and drops comments', () => {
    assert.equal(
      sql.redact("select 'a', 12, E'\\'', $$x$$, $1, U&'x' from t -- secret"),
      'select ?, ?, ?, ?, $1, ? from t',
    );
    assert.equal(
      sql.redact("create user u password 'pw' /* pw */ valid until 'x'"),
      'create user u password ?   valid until ?',
    );
    assert.equal(sql.redact("select 'a%%b', %s"), 'select ?, %s');
    assert.equal(sql.redact("select '1'\n'2', B'01', x'FF', n'x'"), 'select ?, ?, ?, n?');
  });

  it('keeps nothing of what it cannot read', () => {
    for (const text of [
      "select 'pw",
      '\\password x',
      'select $$pw',
      'select 1secret',
      'select "pw',
      'x /* pw',
      '{pw',
    ]) {
      assert.equal(sql.redact(text), '<unreadable SQL>', text);
    }
    assert.equal(sql.redact('select {pw} from #{pw}'), 'select ? from ?');
  });
});
