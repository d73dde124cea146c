import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { DialectSql, OtherDialect } from '../../../../src/sql/dialects/dialect';
import { loadDialect, longestStatement } from '../../../../src/sql/dialects/loadDialect';
import { told } from './analysis';

const dialects: readonly OtherDialect[] = ['mysql', 'sqlite', 'transactsql'];
/** Of the processor's time, with some of the collector's; the aim is 300 on a machine that has nothing else to do. */
const mostMs = 900;

describe('analysis of other dialects, bounds', () => {
  const loaded: DialectSql[] = [];

  before(async () => {
    for (const dialect of dialects) loaded.push(await loadDialect(dialect));
  });

  function check(sql: string): readonly (string | undefined)[] {
    return loaded.map((dialect, i) => {
      const before = process.cpuUsage();
      const { error, columns, tables } = dialect.analyze(sql);
      const { user, system } = process.cpuUsage(before);
      assert.ok(
        (user + system) / 1000 < mostMs,
        `${dialects[i]}: ${(user + system) / 1000} ms for ${sql.slice(0, 200)}`,
      );
      assert.ok(error === undefined || (error.offset >= 0 && error.offset <= sql.length), sql.slice(0, 200));
      for (const name of [...tables, ...columns.map(({ column }) => column)]) assert.equal(typeof name, 'string');
      return error?.message;
    });
  }

  const repeated = (text: string, times: number) => text.repeat(times);
  const numbered = (times: number, text: (i: number) => string) =>
    Array.from({ length: times }, (_, i) => text(i)).join('');

  it('refuses what is too long or too deep', () => {
    const [long] = check(`select '${repeated('x', longestStatement)}'`);
    assert.equal(long, 'statement is longer than 65536 characters and is not read');
    assert.equal(
      told(loaded[0]?.analyze(`insert into t values ('${repeated('x', longestStatement)}')`) ?? assert.fail()),
      'insert! t @0 statement is longer than 65536 characters and is not read',
    );
    const deep = (depth: number) => `select ${repeated('(', depth)}1${repeated(')', depth)}`;
    assert.deepEqual(check(deep(200)), [undefined, undefined, undefined]);
    assert.deepEqual(new Set(check(deep(201))), new Set(['statement is nested too deeply']));
    assert.deepEqual(
      new Set(check(`select a${repeated('+a', 5000)} from t`)),
      new Set(['statement is too large to be read']),
    );
  });

  it('reads long lists of constants', () => {
    assert.deepEqual(check(`select a from t where b in (1${repeated(', 2', 15_000)})`), [
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual(check(`insert into t (a, b) values (1, 'x')${repeated(", (?, 'y')", 6000)}`), [
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes no long over what takes a grammar long', () => {
    for (const depth of [20, 60, 190]) {
      check(`select * from t where ${repeated('(a = 1 or ', depth)}b = 2${repeated(')', depth)}`);
      check(`select ${repeated('f(g(', depth / 2)}a${repeated('), 1)', depth / 2)}`);
      check(`${repeated('select * from (', depth)}select 1${repeated(') x', depth)}`);
      check(
        `${repeated('with recursive a as (', depth)}select 1 union select 2${repeated(' union select a from a) select a from a', depth)}`,
      );
      check(`select ${repeated('cast(', depth)}a${repeated(' as int)', depth)}`);
      check(`select ${repeated('case when a = 1 then ', depth)}1${repeated(' end', depth)}`);
    }
    check(`select a from t where a = 1${numbered(1500, i => ` and a in (select b${i} from u)`)}`);
    check(`select 1${numbered(1500, i => ` union all select a${i} from b${i}`)}`);
    check(
      `with a as (select 1 x, 2 y)${numbered(60, i => `, a${i} as (select *, * from a${i === 0 ? '' : i - 1})`)} select * from a59`,
    );
    check(
      `select a${repeated(', a', 2000)} from (select ${repeated('b, ', 300)}1) x${numbered(90, i => `, (select x.*) x${i}`)}`,
    );
    check(`select 1${repeated(', f(a) over w', 4000)} from t window w as (order by a${repeated(', b', 3000)})`);
    check(`select * from a${repeated(' left', 12_000)}`);
    check(`select ${repeated('interval a ', 5000)}`);
    for (const mark of ['(', '[', '{', "'", '"', '`', '/*', '%', '$', '- ', 'not ', '#{', 'case ', ',', '.', ';'])
      check(repeated(mark, 30_000));
  });

  it('never throws, whatever the text', () => {
    const words =
      'select insert update delete merge replace with recursive from into where set values on conflict duplicate key do nothing as union all order by group having limit offset join left natural cross apply using when matched then not in like between is null and or case end exists over partition window filter within top output returning table for update a b t x.y count( constructor __proto__'.split(
        ' ',
      );
    const marks = [
      '(',
      ')',
      ',',
      '.',
      '*',
      '=',
      '<=>',
      '+',
      '-',
      '||',
      '->>',
      ';',
      '?',
      ':n',
      '@p',
      '%s',
      '$1',
      '??',
      "'x%'",
      '`q`',
      '[q]',
      '"q"',
      '1',
      '/*',
      '--',
      '\n',
      'é',
      '\ud800',
      '\0',
    ];
    const text = fc.array(fc.constantFrom(...words, ...marks), { maxLength: 30 }).map(parts => parts.join(' '));
    fc.assert(
      fc.property(text, sql => {
        check(sql);
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), sql => {
        check(sql);
        check(`select ${sql}`);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws on a statement that was cut or has a word too many', () => {
    const whole = [
      'insert into t (a) values (1, (select max(b) from u)) on conflict (a) do update set a = excluded.a where t.b = 2 returning a',
      'merge into t as x using (select 1 as a) s on x.a = s.a when matched and s.b = 1 then update set a = s.a when not matched then insert (a) values (s.a) output inserted.a;',
      'with recursive c (n) as (select a from t union all select n + 1 from c) update u set a = c.n from u join c on c.n = u.a where u.b in (1, 2) order by 1 limit 5',
      "select top (5) a, count(*) filter (where b = 1) over w, cast(c as int), date '2020-01-01' - interval 1 day from (t left join u using (a)), json_each(t.b) j where a like 'x%' + ? escape '!' window w as (partition by a order by b rows 1 preceding) for update",
    ];
    for (const sql of whole) {
      const parts = sql.split(/(?<=[ (),])/);
      parts.forEach((_, i) => {
        check(parts.slice(0, i).join(''));
        check(parts.slice(i).join(''));
        check([...parts.slice(0, i), ...parts.slice(i + 1)].join(''));
      });
    }
  });
});
