/** Speed of finding SQL: first scan, one keystroke, a workspace; the share of PostgreSQL's parser in it. `--smoke`: small. */
import { performance } from 'node:perf_hooks';

import type { TextEdit } from '../src/source/sourceDocument';
import { testFinder } from '../test/unit/source/finder';
import { program } from './sourceProgram';

const smoke = process.argv.includes('--smoke');
const lines = smoke ? 1_000 : 5_000;
const keystrokes = smoke ? 60 : 100;

void main();

async function main(): Promise<void> {
  const finder = testFinder();
  await finder.find('typescript', program(200, 8, 1));
  const text = program(lines, lines / 25, 7);
  const first: number[] = [];
  for (let i = 0; i < 3; i++) first.push(await timed(() => finder.find('typescript', text)));
  const found = await finder.find('typescript', text);
  console.log(`${text.split('\n').length} lines, ${found.length} queries`);
  const open = await finder.open('typescript', text);
  if (!open) throw new Error('no document');
  let current = text;
  const incremental: number[] = [];
  const processor: number[] = [];
  const whole: number[] = [];
  for (let i = 0; i < keystrokes; i++) {
    const edit = keystroke(current, i);
    current = edit.text;
    const start = performance.now();
    const cpu = process.cpuUsage();
    open.edit(edit, current);
    incremental.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    processor.push((user + system) / 1000);
    if (i % 20 === 0) whole.push(await timed(() => finder.find('typescript', current)));
  }
  await open.dispose();
  row('first scan', first);
  row('keystroke, incremental', incremental);
  row('  its processor time', processor);
  row('keystroke, all again', whole);
  console.log(`ratio of medians: ${(median(whole) / median(incremental)).toFixed(1)}`);
}

/** Types a letter into a query, a comment, or between statements, by turns. */
function keystroke(text: string, i: number): TextEdit & { readonly text: string } {
  const marks = ['WHERE id', '// note', 'const ', 'FROM '];
  const mark = marks[i % marks.length] ?? '';
  const places: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) places.push(at + mark.length);
  const at = places[(i * 31) % places.length] ?? 0;
  return { start: at, oldEnd: at, newEnd: at + 1, text: `${text.slice(0, at)}x${text.slice(at)}` };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function row(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
  console.log(`${what.padEnd(24)} median ${at(0.5).padStart(8)} ms  p95 ${at(0.95).padStart(8)} ms  max ${at(1).padStart(8)} ms`);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
