import { readFileSync } from 'node:fs';
import { loadDialect } from '/work/main/src/sql/dialects/loadDialect';
import { coreQuery } from '/work/main/src/sql/dialects/coreQuery';
import { CoreText } from '/work/main/src/sql/dialects/coreWords';
import { tokenize } from '/work/main/src/sql/dialects/tokens';
import { verbOf } from '/work/main/src/sql/dialects/verb';
import { partsOf } from '/work/main/src/sql/dialects/statementParts';
const [, , dialect, file, mode] = process.argv as any;
(async () => {
  const d = await loadDialect(dialect);
  let bad = 0, n = 0;
  for (const s of readFileSync(file, 'utf8').split('\n')) {
    if (!s.trim()) continue; n++;
    const r = d.analyze(s);
    const show = `${r.kind}${r.writes ? '!' : ''} [${r.tables}] ${r.columns.map(c => `${c.schema ? c.schema + '.' : ''}${c.table ?? '?'}.${c.column}:${c.role}${c.direction ? (c.direction === 'descending' ? '-' : '+') : ''}`).join(' ')}`;
    if (r.error) { bad++; console.log('ERR', s, '@', JSON.stringify(s.slice(r.error.offset, r.error.offset + 15)), r.error.message); 
      const t = tokenize(s, dialect).tokens; const p = partsOf(t, verbOf(t, dialect), dialect); console.log('      ', p.queries.map(q => new CoreText(coreQuery(q.tokens, dialect)).text).join('  |  '));
    } else if (mode) console.log(s, '\n      ', show);
  }
  console.log(bad, 'of', n);
})();
