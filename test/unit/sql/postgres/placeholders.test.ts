import assert from 'node:assert/strict';

import fc from 'fast-check';

import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

let sql: PostgresSql;

/** `names`: of the parameters in order, `-` for one without. */
function check(original: string, expected: string, names = ''): void {
  const result = sql.parameterize(original);
  assert.equal(result.sql, expected);
  if (names) assert.equal(result.parameters.map(parameter => parameter.name ?? '-').join(' '), names);
}

function untouched(original: string): void {
  const { sql: text, parameters } = sql.parameterize(original);
  assert.deepEqual({ text, parameters }, { text: original, parameters: [] });
}

describe('parameterize', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('numbers question marks, merged with operators or not', () => {
    check(
      'select * from t where a=? and b in (?,?) and c >=? limit ? offset ?',
      'select * from t where a=$1 and b in ($2,$3) and c >=$4 limit $5 offset $6',
    );
    check("select ?::int, -?, ?+1, ?-?, 'x'||?, (?)", "select $1::int, -$2, $3+1, $4-$5, 'x'||$6, ($7)");
    check(
      'select * from t where a between ? and ? and b like ? escape ?',
      'select * from t where a between $1 and $2 and b like $3 escape $4',
    );
    check('select * from t fetch first ? rows only', 'select * from t fetch first $1 rows only');
    check('insert into t values (?, ?, default)', 'insert into t values ($1, $2, default)');
    check('update t set a=?,b=? where c=?--x', 'update t set a=$1,b=$2 where c=$3--x');
    check('select now() at time zone ?', 'select now() at time zone $1');
    check('select case when ? then ? else ? end', 'select case when $1 then $2 else $3 end');
  });

  it('leaves the operators ?, ?| and ?& between operands', () => {
    untouched("select * from t where data ? 'k' and data ?| array['a'] and (data -> 'x') ?& array['b'] and d @? '$.a'");
    untouched('select * from t where "data" ? name and data[1] ? upper(x) and t.left ? $$k$$');
    check("select * from t where data ? 'k' and a = ?", "select * from t where data ? 'k' and a = $1");
    check('select * from t where data ? ?', 'select * from t where data ? $1');
    check('select * from t where data ?| ?', 'select * from t where data ?| $1');
    check(
      "select * from t where data ?? 'k' and data ??| array[?]",
      "select * from t where data ? 'k' and data ?| array[$1]",
    );
  });

  it('names :name once; casts, slices and JSON are left', () => {
    check('select :a, :b, :a', 'select $1, $2, $1', 'a b');
    check(
      "select * from t where a=:a::int and b>=:b and c in (:c) and d = :'e'",
      'select * from t where a=$1::int and b>=$2 and c in ($3) and d = $4',
      'a b c e',
    );
    check('select :1, :2', 'select $1, $2', '1 2');
    check('select array[:a, :b], x[:]', 'select array[$1, $2], x[:]');
    untouched('select a::int, b[1:n], b[:n], b[n:], b[i:j]');
    untouched("select json_object('a':b), json_object('a' : 1)");
    untouched('select \':a\', ":b", $$:c$$ -- :d\n /* :e */');
    check(
      'select * from t order by a limit :limit offset :offset',
      'select * from t order by a limit $1 offset $2',
      'limit offset',
    );
  });

  it('reads %s and %(name)s, and then %% as %', () => {
    check(
      'select * from t where a = %s and b=%s and c in (%s,%s)',
      'select * from t where a = $1 and b=$2 and c in ($3,$4)',
    );
    check('select %(a)s, %(b c)s, %(a)s::int', 'select $1, $2, $1::int', 'a b c');
    check("select * from t where a like '%%x%%' and b %% 2 = %s", "select * from t where a like '%x%' and b % 2 = $1");
    check("select 'a'||%s||%s", "select 'a'||$1||$2");
    untouched("select a % 2, a%s, '%s', '100%%', a %% b");
  });

  it('keeps $n and numbers the others behind them', () => {
    check('select $2, ?, :a, %s', 'select $2, $3, $4, $5');
    check('select $1, $1', 'select $1, $1');
    assert.deepEqual(sql.parameterize('select $2, $1, :n').parameters, [
      { number: 1, style: 'dollar' },
      { number: 2, style: 'dollar' },
      { number: 3, style: 'colon', name: 'n' },
    ]);
  });

  it('knows the way back', () => {
    const original = "select %(long name)s, '100%%' || a from t where b = %s";
    const result = sql.parameterize(original);
    const { sql: out } = result;
    assert.equal(out, "select $1, '100%' || a from t where b = $2");
    assert.equal(result.toOriginal(out.indexOf('$1')), original.indexOf('%('));
    assert.equal(result.toOriginal(out.indexOf('$1') + 1), original.indexOf('%('));
    assert.equal(result.toOriginal(out.indexOf('$1') + 2), original.indexOf(','));
    assert.equal(result.toOriginal(out.indexOf('a from')), original.indexOf('a from'));
    assert.equal(result.toOriginal(out.length), original.length);
  });

  it('maps every kept character to itself and never runs backwards', () => {
    const piece = fc.constantFrom(
      ...[
        '?',
        '%s',
        '%(n)s',
        '%%',
        ':a',
        '$1',
        '$2',
        "'",
        '"',
        ' ',
        'a',
        '=',
        '(',
        ')',
        ',',
        '::',
        '[',
        ']',
        '--',
        '\n',
      ],
      ...['select ', '😀', "'%%'", '||', 'and ', '%', ':', '\ud800', '1', 'array'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const original = pieces.join('');
        const result = sql.parameterize(original);
        const { sql: out, parameters } = result;
        let last = 0;
        for (let offset = 0; offset <= out.length; offset++) {
          const at = result.toOriginal(offset);
          assert.ok(at >= last && at <= original.length);
          last = at;
          const inParameter = /^\$\d*$/.test(out.slice(out.lastIndexOf('$', offset), offset + 1));
          if (offset < out.length && !inParameter) assert.equal(original[at], out[offset]);
        }
        assert.equal(result.toOriginal(out.length), original.length);
        assert.deepEqual([...new Set(parameters.map(({ number }) => number))].length, parameters.length);
        sql.shape(original);
        sql.redact(original);
        sql.analyze(original);
      }),
      { numRuns: 2_000 },
    );
  });
});
