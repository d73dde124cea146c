import assert from 'node:assert/strict';

import { readJson, parameterText } from '../../../src/workload/parameterText';
import { readLoggedStatement } from '../../../src/workload/readers/loggedStatement';

/** Every line between `from` and `to` must give the same statement; those around must not. */
function check(
  lines: readonly string[],
  expected:
    { sql: string; parameters?: readonly (string | null)[]; format: string; from: number; to: number } | undefined,
): void {
  for (let line = -1; line <= lines.length; line++) {
    const found = readLoggedStatement(lines.join('\n'), line);
    const inside = expected !== undefined && line >= expected.from && line <= expected.to;
    if (!inside) {
      if (expected === undefined) assert.equal(found, undefined, `line ${line}`);
      else assert.notEqual(found?.startLine, expected.from, `line ${line}`);
      continue;
    }
    assert.ok(found !== undefined, `line ${line}`);
    assert.deepEqual(
      { sql: found.sql, parameters: found.parameters, format: found.format, from: found.startLine, to: found.endLine },
      { parameters: undefined, ...expected },
      `line ${line}`,
    );
  }
}

describe('a statement in a PostgreSQL log', () => {
  const format = 'postgresql';

  it('stands behind statement:, with or without a duration, under any prefix', () => {
    for (const prefix of [
      '2021-12-03 07:14:48.591 UTC [4913] user=u,db=d ',
      '2024-05-01 10:00:00 UTC:10.0.0.7(5432):app@shop:[9]:',
      '<2024-05-01 10:00:00.000 UTC> ',
      'db-1  | 2024-05-01 10:00:00.000 UTC [1] ',
      '\u001B[36mdb-1 |\u001B[0m 2024-05-01 10:00:00.000 UTC [1] ',
      'Oct 16 13:34:44 host postgres[4913]: [7-1] user=u,db=d ',
      '',
    ]) {
      for (const between of ['duration: 124.928 ms  statement: ', 'statement: ']) {
        check([`${prefix}LOG:  ${between}select 1`, `${prefix}LOG:  checkpoint starting: time`], {
          sql: 'select 1',
          format,
          from: 0,
          to: 0,
        });
      }
    }
  });

  it('goes on in lines that begin with a tab', () => {
    check(
      [
        'x LOG:  statement: select *',
        '\tfrom t',
        "\twhere a = 'LOG:  statement: no'",
        'x LOG:  disconnection: session time',
      ],
      { sql: "select *\nfrom t\nwhere a = 'LOG:  statement: no'", format, from: 0, to: 2 },
    );
  });

  it('has its parameters in the DETAIL, of any version', () => {
    for (const word of ['parameters', 'Parameters']) {
      for (const name of ['<unnamed>', 'S_1', 'fetch from S_1', 'P0/C_2']) {
        check(
          [
            `x LOG:  duration: 0.045 ms  execute ${name}: select $1, $2,`,
            '\t$3',
            `x DETAIL:  ${word}: $1 = 'it''s, $2 = ''7''', $2 = NULL, $3 = 'two`,
            "\tlines'",
            'x LOG:  statement: select 2',
          ],
          { sql: 'select $1, $2,\n$3', parameters: ["it's, $2 = '7'", null, 'two\nlines'], format, from: 0, to: 3 },
        );
      }
    }
  });

  it('has its time in a line of its own where only that was logged', () => {
    check(['x LOG:  duration: 0.045 ms', 'x LOG:  connection received: host=[local]'], undefined);
  });

  it('stands under the error that it raised', () => {
    check(['x ERROR:  relation "t" does not exist at character 15', 'x STATEMENT:  select * from t'], {
      sql: 'select * from t',
      format,
      from: 1,
      to: 1,
    });
  });

  it('is given without its parameters where they were cut', () => {
    check(['x LOG:  execute <unnamed>: select $1', "x DETAIL:  parameters: $1 = 'abc...'"], {
      sql: 'select $1',
      format,
      from: 0,
      to: 1,
    });
    check(['x LOG:  execute <unnamed>: select $1', "x DETAIL:  parameters: $1 = 'ab"], {
      sql: 'select $1',
      format,
      from: 0,
      to: 1,
    });
  });
});

describe('a statement in a TypeORM log', () => {
  const format = 'typeorm';

  it('stands behind query:, with parameters or without', () => {
    check(['query: SELECT 1', 'query: SELECT "a" FROM "t" WHERE "id" = $1 LIMIT 1 -- PARAMETERS: [3]', 'started'], {
      sql: 'SELECT "a" FROM "t" WHERE "id" = $1 LIMIT 1',
      parameters: ['3'],
      format,
      from: 1,
      to: 1,
    });
    check(['query: START TRANSACTION', 'query: COMMIT'], { sql: 'START TRANSACTION', format, from: 0, to: 0 });
  });

  it('stands behind the marks of the file logger', () => {
    for (const mark of ['QUERY', 'FAILED QUERY', 'SLOW QUERY: 1200 ms']) {
      check([`[2026-11-24T01:00:00.000Z][${mark}]: SELECT * FROM "orders" WHERE "id" = $1 -- PARAMETERS: [5]`], {
        sql: 'SELECT * FROM "orders" WHERE "id" = $1',
        parameters: ['5'],
        format: 'typeorm',
        from: 0,
        to: 0,
      });
    }
  });

  it('stands behind failures and slow queries too, coloured and prefixed', () => {
    for (const prefix of ['', '[0] ', 'api-1  | ', '\u001B[33m', '[Nest] 77  - 05/01/2024, 10:00:00 AM     LOG ']) {
      for (const word of ['query', 'query failed', 'query is slow']) {
        check(
          [
            `${prefix}${word}: \u001B[94mSELECT\u001B[0m $1 -- PARAMETERS: ["x"]`,
            `${prefix}error: error: relation "t" does not exist`,
          ],
          { sql: 'SELECT $1', parameters: ['x'], format, from: 0, to: 0 },
        );
      }
    }
  });

  it('spans lines, in the SQL and up to the parameters', () => {
    check(['[0] query: ', '[0]   SELECT *', '[0]   FROM t', '[0]   WHERE id = $1 -- PARAMETERS: [7]', '[0] done'], {
      sql: 'SELECT *\n  FROM t\n  WHERE id = $1',
      parameters: ['7'],
      format,
      from: 0,
      to: 3,
    });
    check(['query: SELECT *', '  FROM t', '', 'listening'], { sql: 'SELECT *\n  FROM t', format, from: 0, to: 1 });
  });

  it('may carry SQL and its own marker in the parameters', () => {
    check(['query: INSERT INTO l VALUES ($1, $2) -- PARAMETERS: ["select 1 -- PARAMETERS: [2]","it\'s \\"q\\""]'], {
      sql: 'INSERT INTO l VALUES ($1, $2)',
      parameters: ['select 1 -- PARAMETERS: [2]', 'it\'s "q"'],
      format,
      from: 0,
      to: 0,
    });
  });

  it('gives each parameter in the input syntax of its type', () => {
    check(
      [
        'query: SELECT $1 -- PARAMETERS: [9007199254740993,true,null,"2024-01-01T00:00:00.000Z",[1,2],["a\\"b",null],{"k":[1]},{"type":"Buffer","data":[0,255]},1.50]',
      ],
      {
        sql: 'SELECT $1',
        parameters: [
          '9007199254740993',
          'true',
          null,
          '2024-01-01T00:00:00.000Z',
          '{"1","2"}',
          '{"a\\"b",NULL}',
          '{"k":[1]}',
          '\\x00ff',
          '1.5',
        ],
        format,
        from: 0,
        to: 0,
      },
    );
  });

  it('is given without parameters where the log was cut', () => {
    check(['query: SELECT $1 -- PARAMETERS: ["ab'], { sql: 'SELECT $1 -- PARAMETERS: ["ab', format, from: 0, to: 0 });
  });

  it('is not seen in other text', () => {
    check(['GET /orders?query: 7', 'const query: string = "x"', 'Executing (default): SELECT 1', ''], undefined);
  });
});

describe('JSON with numbers of any size', () => {
  it('keeps what a double cannot hold', () => {
    assert.deepEqual(readJson('[12345678901234567890, 0.1, -3, 1e3, "9007199254740993", {"a": 9007199254740993}]'), [
      '12345678901234567890',
      0.1,
      -3,
      1000,
      '9007199254740993',
      { a: '9007199254740993' },
    ]);
    assert.throws(() => readJson('[1,'), SyntaxError);
    assert.throws(() => readJson('"abc'), SyntaxError);
    assert.equal(parameterText(undefined), null);
  });
});
