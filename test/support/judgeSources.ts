import { readFixtures, judge } from './sourceFixtures';
import { testFinder } from '../unit/source/finder';
(async () => {
  const [lang, what] = process.argv.slice(2);
  const finder = testFinder();
  const sum: any = {};
  for (const f of readFixtures(lang && lang !== 'all' ? lang.split(',') : undefined)) {
    const v = await judge(f, finder);
    const s = (sum[v.language] ??= { expected: 0, found: 0, right: 0, misread: 0 });
    s.expected += v.expected;
    s.found += v.found;
    s.right += v.right;
    s.misread += v.misread.length;
    if (what !== 'none') {
      for (const m of v.missed) console.log('MISS', m);
      for (const m of v.vain) console.log('VAIN', m);
      if (what === 'all') for (const m of v.misread) console.log('READ', m);
    }
  }
  for (const [k, s] of Object.entries<any>(sum))
    console.log(
      k.padEnd(12),
      s,
      'precision',
      (s.right / s.found).toFixed(3),
      'recall',
      (s.right / s.expected).toFixed(3),
    );
})();
