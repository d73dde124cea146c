import assert from 'node:assert/strict';

import type { OtherDialect } from '../../../../src/sql/dialects/dialect';
import { shapeOf } from '../../../../src/sql/dialects/shapeOf';

const words = (sql: string, dialect: OtherDialect) => shapeOf(sql, dialect, text => text);

function same(dialect: OtherDialect, ...statements: readonly string[]): void {
  for (const statement of statements)
    assert.equal(words(statement, dialect), words(statements[0] ?? '', dialect), statement);
}

function differ(dialect: OtherDialect, ...statements: readonly string[]): void {
  const shapes = new Set(statements.map(statement => words(statement, dialect)));
  assert.equal(shapes.size, statements.length, statements.join(' | '));
}

describe('shapeOf', () => {
  it('gives the words to the hash', () => {
    assert.equal(
      shapeOf('select 1', 'mysql', text => `<${text}>`),
      '<select ?>',
    );
  });

  it('does not see literals, case, spacing, comments, placeholder style, quotes that change nothing', () => {
    same(
      'mysql',
      'select a from t where b = ? limit 5',
      "SELECT a FROM `t` # x\n WHERE b='it\\'s' /* y */ LIMIT :n;",
      'select `a` from T where b = "x" limit 1 -- z',
      'select a from t where b = %s limit %s',
      "select a from t where b = _utf8'x' 'y' limit $1",
    );
    same(
      'transactsql',
      'select [a] from "t" where b = @p',
      "select a from t where b = N'x'",
      'select a from t where b=-1.5',
    );
    same(
      'sqlite',
      'select [a] from "t" where b = ?1',
      "select `a` from t where b = x'ff'",
      'select a from t where b = $b',
    );
  });

  it('counts a list of values as one value, rows as one row', () => {
    same(
      'mysql',
      'select * from t where a in (1)',
      'select * from t where a in (?, ?, ?)',
      'select * from t where a in ?',
    );
    same('mysql', 'insert into t values (1, 2)', 'insert into t values (?, ?), (3, 4), (5, -6)');
    same('mysql', 'values row(1)', 'values row(1), row(2)');
    differ(
      'mysql',
      'insert into t values (1, 2)',
      'insert into t values (1, 2), (3, default)',
      'insert into t values (1)',
    );
  });

  it('sees order, names, operators and structure', () => {
    differ('mysql', 'select f(a, b)', 'select f(b, a)', 'select a, b', 'select a', 'select "a"', 'select `a b`');
    differ('mysql', 'select a from `select`', 'select a from t', 'select a - 1 from t', 'select a, -1 from t');
    differ('sqlite', 'select a in (1, b) from t', 'select a in (1) from t', 'select a in (b) from t');
    differ('transactsql', 'select null', 'select 1', 'select a.b', 'select ab', 'select top 1 a', 'select a');
  });
});
