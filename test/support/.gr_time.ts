import { readFileSync } from 'node:fs';
import { testFinder } from '../unit/source/finder';
(async () => { const f = testFinder(); await f.find(process.argv[2]!, ''); for (const p of process.argv.slice(3)) { const t = readFileSync(p, 'utf8'); for (let i = 0; i < 3; i++) { const c = process.cpuUsage(); const s = performance.now(); const q = await f.find(process.argv[2]!, t); console.log(Math.round(process.cpuUsage(c).user / 1000), Math.round(performance.now() - s), q.length, t.length, p.slice(-60)); } } })();
