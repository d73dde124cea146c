import assert from 'node:assert/strict';

import fc from 'fast-check';

import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

let sql: PostgresSql;
const texts = (script: string) => sql.split(script).map(statement => statement.text);

function check(script: string, ...expected: readonly string[]): void {
  for (const { text, start, end } of sql.split(script)) assert.equal(script.slice(start, end), text);
  assert.deepEqual(texts(script), expected, JSON.stringify(script));
}

/** `|` is the cursor. */
function checkAt(marked: string, expected: string | undefined): void {
  const offset = marked.indexOf('|');
  assert.equal(sql.statementAt(marked.replace('|', ''), offset)?.text, expected, JSON.stringify(marked));
}

describe('split', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('gives nothing for nothing', () => {
    for (const script of ['', ' \n', '-- note', '/* note */', ';', ' ; ;; ', '\\d', "\\echo 'a;b'"]) check(script);
  });

  it('cuts at semicolons that end statements, and there alone', () => {
    check('select 1; select 2', 'select 1', 'select 2');
    check(
      `select ';', ";", $$;$$, $a$;$a$, E'\\';' /* ; */ -- ;\n, 1; x`,
      `select ';', ";", $$;$$, $a$;$a$, E'\\';' /* ; */ -- ;\n, 1`,
      'x',
    );
    check('-- name: GetUser :one\nselect 1; -- behind\n/* note */ select 2 /* tail */;', 'select 1', 'select 2');
    check('/*+ SeqScan(t) */ select * from t;', '/*+ SeqScan(t) */ select * from t');
    check('select 1;\r\nselect 2;\r\n', 'select 1', 'select 2');
    check('select 😀;\uFEFF select ü', 'select 😀', '\uFEFF select ü');
  });

  it('keeps function bodies and rules whole', () => {
    const body =
      'create function f() returns int language sql begin atomic select case when true then 1 end; select 2; end';
    check(`${body}; select 3`, body, 'select 3');
    const procedure = 'CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); DELETE FROM t; END';
    check(`${procedure};\nselect 3;`, procedure, 'select 3');
    const rule = 'create or replace rule r as on insert to t do also (insert into a values (1); delete from b)';
    check(`${rule}; select 3`, rule, 'select 3');
    const dollar = 'create function f() returns trigger as $$ begin if a then b; end if; end $$ language plpgsql';
    check(`${dollar}; select 3`, dollar, 'select 3');
    check('begin; select 1; end; select 2', 'begin', 'select 1', 'end', 'select 2');
    check('do $do$ begin perform $$;$$; end $do$; select 2', 'do $do$ begin perform $$;$$; end $do$', 'select 2');
  });

  it('cuts a body that is never closed at its semicolons', () => {
    check(
      'create function f() begin atomic select 1;\nselect 2;',
      'create function f() begin atomic select 1',
      'select 2',
    );
    check(
      'create rule r as on insert to t do (select 1; select 2;',
      'create rule r as on insert to t do (select 1',
      'select 2',
    );
    check('select (1; select 2;', 'select (1', 'select 2');
    const many = Array.from({ length: 40 }, (_, i) => `create rule r${i} as on insert to t do (select ${i}`);
    check(many.join(';\n'), ...many);
  });

  it('passes over psql commands', () => {
    check("\\d foo\n\\set x 'a;b'\nselect :x;\n\\echo done; really\nselect 2", 'select :x', 'select 2');
    check('select 1 \\gexec\nselect 2 \\g out.txt\nselect 3', 'select 1', 'select 2', 'select 3');
    check('select 1 \\; select 2;', 'select 1', 'select 2');
    check('\\echo a \\\\ select 1; \\i other.sql\nselect 2;', 'select 1', 'select 2');
    check("\\copy t from 'x;y.csv' csv\nselect 2", 'select 2');
    check('\\copy t from stdin\n1;2\n\\.\nselect 2', 'select 2');
    check('\\if :x\nselect 1;\n\\else\nselect 2;\n\\endif', 'select 1', 'select 2');
  });

  it('passes over COPY data', () => {
    check(
      "copy t (a) from stdin with (format csv);\nit's; 1\n\\.\nselect 2;",
      'copy t (a) from stdin with (format csv)',
      'select 2',
    );
    check('COPY t FROM STDIN;\r\n1\t2\r\n\\.\r\nselect 2;', 'COPY t FROM STDIN', 'select 2');
    check('copy t from stdin;\nselect 2;', 'copy t from stdin', 'select 2');
    check("copy t from '/tmp/stdin';\nselect 2;\n\\.\n", "copy t from '/tmp/stdin'", 'select 2');
  });

  it('keeps the neighbours of a literal that is not closed', () => {
    check("select 1;\nselect 'abc;\nselect 2;\nselect 3;", 'select 1', "select 'abc;", 'select 2', 'select 3');
    check(
      "select 'abc;\nselect * from t where a = 'x';\nselect 'y';",
      "select 'abc;",
      "select * from t where a = 'x'",
      "select 'y'",
    );
    check('select 1;\nselect "abc\n\nselect 2;', 'select 1', 'select "abc', 'select 2');
    check('select 1;\nselect /* abc\nselect 2;', 'select 1', 'select', 'select 2');
    check('select 1;\nselect $$abc', 'select 1', 'select $$abc');
    check(
      "insert into t values ('one\n\nselect; two');\nselect 1;\nselect 'ab",
      "insert into t values ('one\n\nselect; two')",
      'select 1',
      "select 'ab",
    );
    const made = 'create function g() returns int as $$ select 2; $$ language sql';
    check(
      `create function f() returns int as $$ select 1;\n${made};`,
      'create function f() returns int as $$ select 1;',
      made,
    );
  });

  it('parts statements that lack a semicolon at blank lines, where together they do not parse', () => {
    check(
      'select * from \n\nselect * from orders where id = $1;',
      'select * from',
      'select * from orders where id = $1',
    );
    check('select * from t where id in (\n\nselect 2;', 'select * from t where id in (', 'select 2');
    check('select 1\n\n-- next\nselect 2\n\nselect ?;', 'select 1', 'select 2', 'select ?');
    check('with x as (select 1)\n\nselect * from x;', 'with x as (select 1)\n\nselect * from x');
    check('insert into t (a)\n\nselect :a', 'insert into t (a)\n\nselect :a');
    check(
      'select frm\n\nwith x as (select 1)\n\nselect * from x',
      'select frm',
      'with x as (select 1)\n\nselect * from x',
    );
  });

  it('never throws; statements are in order and hold every word of SQL that is no command', () => {
    const piece = fc.constantFrom(
      ...[
        "'",
        '"',
        '$$',
        '--',
        '/*',
        '*/',
        '\n',
        '\n\n',
        ' ',
        ';',
        '(',
        ')',
        '\\',
        '\\.',
        'copy t from stdin;',
        '😀',
        '\0',
      ],
      ...[
        'select ',
        'create function f() ',
        'begin atomic ',
        'end',
        'case ',
        'create rule ',
        '\ud800',
        'x',
        '\\;',
        '\r',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const script = pieces.join('');
        let at = 0;
        for (const { text, start, end } of sql.split(script)) {
          assert.ok(start >= at && end > start, 'in order');
          assert.equal(script.slice(start, end), text);
          const between = script.slice(at, start);
          if (!/[\\]|--|\/\*|stdin/.test(script)) assert.equal(between.replace(/[\s;]/g, ''), '');
          at = end;
        }
        for (let offset = 0; offset <= script.length; offset += 3) sql.statementAt(script, offset);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads 50 MB in one line within seconds', () => {
    const script = `select '${'x'.repeat(1000)}', 1, "b";`.repeat(50_000);
    const started = performance.now();
    assert.equal(sql.split(script).length, 50_000);
    const one = `select ${'1,'.repeat(10_000_000)}1`;
    assert.equal(sql.split(one).length, 1);
    assert.match(sql.analyze(one).error?.message ?? '', /longer than/);
    const half = `select 'a${"', 'b".repeat(1_500_000)}`;
    assert.equal(sql.split(half).length, 1);
    assert.ok(performance.now() - started < 40_000);
  }).timeout(60_000);
});

describe('statement at the cursor', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  it('is the one around it', () => {
    checkAt('|select 1; select 2', 'select 1');
    checkAt('select 1|; select 2', 'select 1');
    checkAt('select 1; |select 2', 'select 2');
    checkAt('select 1; select 2|', 'select 2');
    checkAt("select 'a|;b'; select 2", "select 'a;b'");
  });

  it('is the one before, behind its semicolon on the same line', () => {
    checkAt('select 1;|', 'select 1');
    checkAt('select 1;| select 2', 'select 1');
    checkAt('select 1; -- no|te\nselect 2', 'select 1');
    checkAt('select 1 |', 'select 1');
    checkAt('select 1 \\gex|ec\nselect 2', 'select 1');
  });

  it('is the one below its comment', () => {
    checkAt('-- name: Ge|t :one\nselect 1;', 'select 1');
    checkAt('select 1;\n\n/* a\n|b */\n-- c\nselect 2;', 'select 2');
    checkAt('  |select 1', 'select 1');
    checkAt('select 1;\n-- lo|nely\n\nselect 2;', undefined);
  });

  it('is none on an empty line, a psql command or data', () => {
    checkAt('select 1;\n|\nselect 2;', undefined);
    checkAt('select 1;\n\\d f|oo\nselect 2;', undefined);
    checkAt('copy t from stdin;\n1\t|2\n\\.\nselect 2;', undefined);
    checkAt('|', undefined);
    checkAt('-- only| a note', undefined);
  });

  it('is the whole one beside a half-typed one', () => {
    checkAt('select * from \n\nselect * from orders wh|ere id = 1;', 'select * from orders where id = 1');
    checkAt("select 'abc;\nselect 2|;\n\nselect 3;", 'select 2');
  });
});
