import { readFileSync } from 'node:fs';
import { loadDialect } from '../../../../src/sql/dialects/loadDialect';
const map: any = { kotlin: 'sqlite', csharp: 'transactsql', php: 'mysql', java: 'mysql', mybatis: 'mysql', go: 'mysql' };
(async () => {
  const real = JSON.parse(readFileSync('/tmp/d/real.json', 'utf8'));
  for (const lang of process.argv.slice(2)) {
    const d = await loadDialect(map[lang]); let bad = 0; let worst = 0;
    for (const s of real[lang]) { const a = performance.now(); const r = d.analyze(s); worst = Math.max(worst, performance.now() - a);
      if (r.error) { bad++; console.log('--', s.replace(/\s+/g, ' ').slice(0, 400), '\n     @@', JSON.stringify(s.slice(r.error.offset, r.error.offset + 40)), r.error.message.slice(0, 30)); } }
    console.log(lang, bad, 'of', real[lang].length, 'worst ms', worst.toFixed(0));
  }
})();
