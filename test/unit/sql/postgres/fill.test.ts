import assert from 'node:assert/strict';

import fc from 'fast-check';

import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';
import type { PreparedText, TextHole } from '../../../../src/sql/preparedText';

let sql: PostgresSql;

/** `«x»` is an interpolation pasted into the text, `«=x»` one handed over as a value. */
function prepare(marked: string): PreparedText {
  const holes: TextHole[] = [];
  let text = '';
  marked.split(/[«»]/).forEach((part, i) => {
    if (i % 2 === 0) {
      text += part;
      return;
    }
    const mark = `$${holes.length + 7}`;
    const value = part.startsWith('=');
    holes.push({ start: text.length, end: text.length + mark.length, source: value ? part.slice(1) : part, value });
    text += mark;
  });
  return sql.prepare(text, holes);
}

function check(marked: string, expected: string, kinds: string): void {
  const prepared = prepare(marked);
  assert.equal(prepared.sql, expected);
  assert.equal(prepared.parameters.map(({ kind }) => kind).join(' '), kinds);
  assert.equal(sql.analyze(prepared.sql).error, undefined, prepared.sql);
}

describe('filling holes', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('makes values parameters, and names quoted placeholders numbered behind them', () => {
    check('select * from «t» where id = «id»', 'select * from "$2" where id = $1', 'identifier value');
    check('select t.«c» from «s».t', 'select t."$1" from "$2".t', 'identifier identifier');
    check('select id from «p»posts', 'select id from "$1posts"', 'identifier');
    check('select id from log_«y»_«m»', 'select id from "log_$1_$1"', 'identifier');
    check('select * from "«t»" where a = $1', 'select * from "$2" where a = $1', 'identifier value');
  });

  it('takes lists in parentheses or without', () => {
    check('select 1 from t where a in («ids»)', 'select 1 from t where a in ($1)', 'list');
    check('select 1 from t where a in «ids»', 'select 1 from t where a in ($1)', 'list');
    check('select 1 from t where a in (?) and b = ?', 'select 1 from t where a in ($1) and b = $2', 'list value');
    check('select 1 from t where a in (:ids)', 'select 1 from t where a in ($1)', 'list');
    check('select 1 from t where a in ($1)', 'select 1 from t where a in ($1)', 'value');
    check('insert into t (a, b) values «rows»', 'insert into t (a, b) values (NULL, NULL) /* $1 */', 'fragment');
  });

  it('puts something neutral where a piece of SQL stands', () => {
    check('select a from t where «c»', 'select a from t where TRUE /* $1 */', 'fragment');
    check('select a from t where b = 1 and («c»)', 'select a from t where b = 1 and (TRUE /* $1 */)', 'fragment');
    check('select a from t «where»', 'select a from t /* $1 */', 'fragment');
    check('select «cols» from t', 'select * /* $1 */ from t', 'fragment');
    check('select a, «more» from t', 'select a, * /* $1 */ from t', 'fragment');
    check('select a from t order by «c» «d»', 'select a from t order by 1 /* $1 */ /* $2 */', 'identifier fragment');
    check('select a from t where b «op» 3', 'select a from t where b = /* $1 */ 3', 'fragment');
    check('update t set «a» where id = 1', 'update t set "$1" = NULL where id = 1', 'fragment');
    check('select * from («q») x', 'select * from (SELECT 1 /* $1 */) x', 'fragment');
  });

  it('keeps to values where the language hands them over', () => {
    check('select * from t where «=c»', 'select * from t where $1', 'value');
    check('select «=a» from t limit «=n»', 'select $1 from t limit $2', 'value value');
  });

  it('reads holes in literals as values', () => {
    check("select * from t where a = '«x»'", 'select * from t where a = $1', 'value');
    check("select * from t where a like '%«x»%'", "select * from t where a like '%$1%'", 'value');
    check("select now() - interval '«n» days'", "select now() - interval '1 days'", 'value');
  });

  it('knows what is no hole for a name', () => {
    check('select extract(year from «d»)', 'select extract(year from $1)', 'value');
    check('select a is distinct from «b» from t', 'select a is distinct from $1 from t', 'value');
    check('select 1 from t where a between «x» and «y»', 'select 1 from t where a between $1 and $2', 'value value');
  });

  it('reads the placeholders of every driver', () => {
    check('select a from t where b = @b and c=@c', 'select a from t where b = $1 and c=$2', 'value value');
    check(
      'select a from t where b = ?1 and c = ?2 and d = ?1',
      'select a from t where b = $1 and c = $2 and d = $1',
      'value value',
    );
    check('select a from t where b = #{b,jdbcType=VARCHAR}', 'select a from t where b = $1', 'value');
    check('select a from ${t} where b = %s', 'select a from "$2" where b = $1', 'identifier value');
    check(
      'select ?? from ?? where ?? = ?',
      'select "$2" from "$3" where "$4" = $1',
      'identifier identifier identifier value',
    );
    check(
      'select a from t where b = sqlc.arg(b) and c = sqlc.narg(c)',
      'select a from t where b = $1 and c = $2',
      'value value',
    );
    check(
      'select a from t where b = $<b> and c in ($1:csv)',
      'select a from t where b = $1 and c in ($2)',
      'value list',
    );
    check('select a from {t} where b = {0}', 'select a from "$2" where b = $1', 'identifier value');
    check(
      'select * from %s order by %s %s',
      'select * from "$1" order by 1 /* $2 */ /* $3 */',
      'identifier identifier fragment',
    );
  });

  it('leaves operators and half a statement alone', () => {
    for (const text of [
      "select a @> b, @ -5, a <@ b, c ? 'k'",
      'select a % b, a %b from t',
      'select $$ @x $$',
      "select '{1,2}'::int[]",
    ]) {
      assert.equal(prepare(text).sql, text);
      assert.deepEqual(prepare(text).parameters, []);
    }
    assert.equal(prepare('select from where «x» and').sql, 'select from where TRUE /* $1 */ and');
  });

  it('knows the way back and forth, for any text with holes', () => {
    const words = [
      'select',
      '«a»',
      'from',
      '«b»',
      'where',
      '=',
      '?',
      ':n',
      "'x «c» y'",
      '(',
      ')',
      ',',
      'in',
      't',
      '%s',
      '\n',
      '"q"',
      'ä😀',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 14 }), parts => {
        const prepared = prepare(parts.join(' '));
        let last = 0;
        for (let at = 0; at <= prepared.sql.length; at++) {
          const original = prepared.toOriginal(at);
          assert.ok(original >= last, `${prepared.sql} at ${at}`);
          last = original;
          const back = prepared.fromOriginal(original);
          assert.ok(back <= at && prepared.toOriginal(back) === original, `${prepared.sql} at ${at}`);
        }
      }),
      { numRuns: 300 },
    );
  });
});
