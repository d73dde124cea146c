import { readFileSync } from 'node:fs';
import { testFinder } from '../unit/source/finder';
(async () => { const f = testFinder(); const t = readFileSync(process.argv[3]!, 'utf8'); for (const q of await f.find(process.argv[2]!, t)) console.log(q.recognisedBy, q.complete, q.dialect, q.error?.message ?? '', '|', q.sql.replace(/\s+/g, ' ').slice(0, 300), '|', q.parameters.map(p => p.kind + ':' + p.name).join(','), '|', t.slice(q.startOffset, q.startOffset + 20).replace(/\s+/g, ' '), '…', t.slice(q.endOffset - 20, q.endOffset).replace(/\s+/g, ' ')); })();
