import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { testFinder } from '../unit/source/finder';
(async () => {
  const [dir, id, seed] = process.argv.slice(2) as [string, string, string];
  const finder = testFinder();
  let rnd = Number(seed ?? 1);
  const random = () => (rnd = (rnd * 1103515245 + 12345) % 2147483648) / 2147483648;
  const found: string[] = [], lost: string[] = [];
  let files = 0, n = 0, slow = 0; const t0 = process.cpuUsage().user;
  for (const f of readdirSync(dir)) {
    const p = join(dir, f); if (statSync(p).size > 400000) continue;
    const text = readFileSync(p, 'utf8'); files++;
    const langId = f.endsWith('.tsx') ? 'typescriptreact' : id;
    const c = process.cpuUsage().user;
    const qs = await finder.find(langId, text);
    const ms = (process.cpuUsage().user - c) / 1000; if (ms > 1000) { slow++; console.log('SLOW', f, text.length, ms.toFixed(0)); }
    n += qs.length;
    for (const q of qs) found.push(`${q.recognisedBy.padEnd(7)} ${q.complete ? ' ' : 'i'} ${q.dialect.slice(0, 2)} ${q.sql.replace(/\s+/g, ' ').slice(0, 110)}   <${f.slice(0, 20)}>`);
    const lines = text.split('\n'); let off = 0;
    for (const line of lines) {
      const m = /(["'`])\s*(?:select\s.+\sfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|create\s+(?:table|index|view|unique)|alter\s+table|drop\s+table|with\s+\w+\s+as\s*\()/i.exec(line);
      if (m && !/^\s*(?:\/\/|\*|#)/.test(line)) { const at = off + m.index; if (!qs.some(q => q.startOffset - 3 <= at + 3 && q.endOffset >= at)) lost.push(`${line.trim().slice(0, 150)}   <${f.slice(0, 24)}>`); }
      off += line.length + 1;
    }
  }
  console.log(files, 'files', n, 'queries', lost.length, 'lost?', slow, 'slow', ((process.cpuUsage().user - t0) / 1e6).toFixed(1), 's cpu');
  const sample = (a: string[], k: number) => a.map(x => [random(), x] as const).sort((x, y) => x[0] - y[0]).slice(0, k).map(x => x[1]);
  console.log('--- LOST'); console.log(sample(lost, 60).join('\n'));
  console.log('--- CONTENT'); console.log(sample(found.filter(x => x.startsWith('content')), 60).join('\n'));
  console.log('--- CALL'); console.log(sample(found.filter(x => x.startsWith('call')), 70).join('\n'));
})();
