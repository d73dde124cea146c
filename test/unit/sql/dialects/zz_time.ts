import { loadDialect } from '../../../../src/sql/dialects/loadDialect';
const r = (x: string, n: number) => x.repeat(Math.max(0, n));
const seq = (n: number, f: (i: string) => string) => Array.from({ length: n }, (_, i) => f(String(i).padStart(5, '0'))).join('');
const cases: Record<string, (n: number) => string> = {
  'in list': n => 'select a from t where a in (1' + r(',1', n) + ')',
  'in exprs': n => 'select a from t where a in (1' + r(',b', n) + ')',
  'and chain': n => 'select a from t where a=1' + r(' and a = 1', n),
  'and cols': n => 'select a from t where a=1' + seq(n, i => ` and a${i} = b${i}`),
  'or chain': n => 'select a from t where a=1' + r(' or a = 1', n),
  'plus cols': n => 'select a' + r('+a', n),
  'plus chain': n => 'select 1' + r('+1', n),
  columns: n => 'select a' + r(',a', n) + ' from t',
  'columns distinct': n => 'select a' + seq(n, i => ',a' + i) + ' from t',
  joins: n => 'select a from t' + seq(n, i => ` join t${i} on t.a=1`),
  values: n => 'insert into t (a,b) values (1,2)' + r(',(1,2)', n),
  'values now': n => 'insert into t (a,b) values (1,now())' + r(',(1,now())', n),
  'values stmt': n => 'values (1,2)' + r(',(1,2)', n),
  unions: n => 'select 1' + r(' union all select 1', n),
  'union cols': n => 'select 1' + seq(n, i => ` union all select a${i} from b${i}`),
  'one string': n => "select '" + r('x', n) + "'",
  'case whens': n => 'select case a' + r(' when 1 then 2', n) + ' end from t',
  'subq in': n => 'select a from t where a=1' + seq(n, i => ` and a in (select b${i} from u)`),
  'subq list': n => 'select 1' + seq(n, i => `,(select b${i} from u${i})`),
  'derived': n => 'select * from a' + seq(n, i => `,(select b${i} from u${i}) x${i}`),
  ctes: n => 'with a as (select 1)' + seq(n, i => `, c${i} as (select x${i} from t${i})`) + ' select 1',
  'rec ctes': n => 'with recursive a as (select 1)' + seq(n, i => `, c${i} as (select x${i} from t${i} union select 1 from c${i})`) + ' select 1',
  'nested ctes': n => r('with a as (', Math.min(n, 190)) + 'select 1 union select 1' + r(') select a from a union select 2', Math.min(n, 190)),
  'nested rec ctes': n => r('with recursive a as (', Math.min(n, 60)) + 'select 1 union select 1' + r(' union select 3) select a from a union select 2', Math.min(n, 60)),
  nots: n => 'select ' + r('not ', n) + 'a',
  minus: n => 'select ' + r('- ', n) + 'a',
  'paren200': n => 'select ' + r('(', Math.min(n, 200)) + 'a' + r(')', Math.min(n, 200)),
  'paren200 rep': n => 'select ' + r(r('(', 100) + 'a' + r(')', 100) + ',', n / 202) + '1',
  'fn200': n => 'select ' + r('f(a,', Math.min(n, 200)) + 'a' + r(')', Math.min(n, 200)),
  'cast200': n => 'select ' + r('cast(', Math.min(n, 200)) + 'a' + r(' as int)', Math.min(n, 200)),
  'cast wide': n => 'select ' + r(r('cast(', 200) + 'a' + r(' as int)', 200) + ',', n / 2700) + '1',
  'subq200': n => r('select * from (', Math.min(n, 119)) + 'select 1' + r(') x', Math.min(n, 119)),
  'insub200': n => 'select 1 from t where a in ' + r('(select a from t where a in ', Math.min(n, 119)) + '(1)' + r(')', Math.min(n, 119)),
  'union in subq': n => 'select * from (select 1' + r(' union all select a from t', n) + ') x',
  'case nest': n => 'select ' + r('case when a=1 then ', n) + '1' + r(' end', n),
  'lateral order': n => 'select a from t order by a' + r(', a desc', n),
  'between': n => 'select a from t where a between 1 and 2' + r(' and a between b and c', n),
  'filter': n => 'select 1' + r(', count(*) filter (where a = 1)', n) + ' from t',
  'over w': n => 'select 1' + r(', f(a) over w', n) + ' from t window w as (partition by a order by ' + r('b,', n) + 'c)',
  'update set': n => 'update t set a = 1' + seq(n, i => `, a${i} = b${i} + 1`) + ' where c = 1',
  'upd ctes': n => 'with c as (select 1' + r(',a', n / 2) + ' from t) insert into t (a) select 1 from c on conflict (a) do update set a = 1 returning *',
  'cte doubling': n => 'with a as (select 1 x, 2 y)' + seq(Math.min(n, 100), i => `, b${i} as (select *, * from a, a)`).replace(/from a, a/g, (() => { let k = -1; return () => { k++; return k === 0 ? 'from a, a' : `from b${String(k - 1).padStart(5, '0')} p, b${String(k - 1).padStart(5, '0')} q`; }; })()) + ' select * from b00001',
  'wide derived': n => 'select a' + r(',a', 2000) + ' from (select ' + r('b,', 400) + '1) x00' + seq(Math.min(n, 100), i => `, (select x00.*) x${i}`),
  'wide ctes': n => 'with w as (select x1' + seq(500, i => ',c' + i) + ' from t) select a' + r(',aaaaaa', 1000) + ' from w' + seq(Math.min(n, 700), i => `, w z${i}`) + ' where aaaaaa = 1',
  intervals: n => 'select ' + r('interval a ', n),
  'create on': n => 'create x' + r(' on', n),
  garbage: n => r('(]["\'', n),
  semis: n => 'select 1' + r(';', n),
  percent: n => 'select 1' + r('%%s', n),
  'open brackets': n => r('[', n),
  'slash star': n => r('/*', n),
  'dashes': n => r('- -', n),
  quotes: n => r("'", n),
  'x quotes': n => r("x'", n),
  braces: n => r('{', n),
  dollars: n => r('$', n),
  'from comma': n => 'select * from a' + r(', b', n),
  'bad joins': n => 'select * from a' + r(' left', n),
  'bad from parens': n => 'select * from ' + r('(a join ', Math.min(n, 200)) + 'b' + r(')', Math.min(n, 200)),
  'sizes': n => 'select ' + r('a', n) + ' from t',
};
(async () => {
  const only = process.argv[2];
  for (const dialect of ['mysql', 'sqlite', 'transactsql'] as const) {
    const d = await loadDialect(dialect); d.analyze('select 1 from t where a = 1');
    const rows: string[] = [];
    for (const [name, f] of Object.entries(cases)) {
      if (only && name !== only) continue;
      let worst = 0, at = 0, err = ''; if (process.env['V']) console.log(dialect, name);
      for (const kib of [1, 4, 8, 16, 32, 63]) {
        let n = Math.floor(kib * 1024);
        const unit = Math.max(1, (f(2000).length - f(1000).length) / 1000);
        n = Math.floor(n / unit);
        const sql = f(n);
        if (sql.length > 65536) continue;
        const best = () => { const a = process.cpuUsage(); const x = d.analyze(sql); err = x.error?.message.slice(0, 25) ?? ''; const u = process.cpuUsage(a); return (u.user + u.system) / 1000; };
        const first = best(); const ms = first > 150 ? Math.min(first, best()) : first; if (first > 1000) console.log(dialect, name, kib, first.toFixed(0), err);
        if (ms > 3000) { console.log('SLOW', dialect, name, kib, ms.toFixed(0)); break; }
        if (ms > worst) { worst = ms; at = kib; }
      }
      rows.push(`${worst > 100 ? '**' : ''}${name} ${worst.toFixed(0)}@${at}K ${err}`);
    }
    console.log(dialect, '\n  ', rows.join('\n   '));
  }
})();
