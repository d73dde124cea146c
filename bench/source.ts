/**
 * Finding SQL: precision and recall over the marked fixtures; the first scan of a long program, one keystroke in it against
 * reading all of it again, and the parser's share; a workspace in the worker. `--smoke`: small, some seconds.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { silentLog } from '../src/base/log';
import type { TextEdit } from '../src/source/sourceDocument';
import { loadPostgresSql } from '../src/sql/postgres/loadPostgresSql';
import { WorkerScanner } from '../src/workspace/workspaceScanner';
import { judge, readFixtures } from '../test/support/sourceFixtures';
import { testFinder } from '../test/unit/source/finder';
import { program } from './sourceProgram';

const smoke = process.argv.includes('--smoke');
const lines = smoke ? 1_000 : 5_000;
const keystrokes = smoke ? 40 : 400;
const workspaceFiles = smoke ? 200 : 10_000;
const finder = testFinder();

void main();

async function main(): Promise<void> {
  if (!smoke) await quality();
  await typing();
  await parserShare();
  await workspace();
}

async function quality(): Promise<void> {
  const sums = new Map<string, { expected: number; found: number; right: number }>();
  for (const fixture of readFixtures()) {
    const verdict = await judge(fixture, finder);
    const sum = sums.get(fixture.language) ?? { expected: 0, found: 0, right: 0 };
    sums.set(fixture.language, {
      expected: sum.expected + verdict.expected,
      found: sum.found + verdict.found,
      right: sum.right + verdict.right,
    });
  }
  for (const [language, { expected, found, right }] of sums) {
    const share = (of: number) => `${((100 * right) / of).toFixed(1)} %`.padStart(8);
    console.log(
      `${language.padEnd(12)} ${String(expected).padStart(4)} queries  precision ${share(found)}  recall ${share(expected)}`,
    );
  }
}

async function typing(): Promise<void> {
  await finder.find('typescript', program(200, 8, 1));
  const text = program(lines, lines / 25, 7);
  const first: number[] = [];
  for (let i = 0; i < 5; i++) first.push(await timed(() => finder.find('typescript', text)));
  const found = await finder.find('typescript', text);
  console.log(`\n${text.split('\n').length} lines of TypeScript, ${found.length} queries`);
  const open = await finder.open('typescript', text);
  if (!open) throw new Error('no document');
  if (open.queries.length !== found.length) throw new Error('the document has other queries');
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

/** Of the whole scan, what libpg-query takes to parse the same statements once. */
async function parserShare(): Promise<void> {
  const text = program(lines, lines / 25, 9);
  const sql = await loadPostgresSql();
  const all = await timed(() => finder.find('typescript', text));
  const statements = await finder.find('typescript', text);
  const library = await import('libpg-query');
  await library.loadModule();
  const parsing = await timed(async () => {
    for (const statement of statements) library.parseSync(statement.sql);
  });
  const analysing = await timed(async () => {
    for (const statement of statements) sql.analyze(`${statement.sql} `);
  });
  console.log(
    `libpg-query parses its ${statements.length} statements once in ${parsing.toFixed(1)} ms: ` +
      `${((100 * parsing) / all).toFixed(0)} % of ${all.toFixed(0)} ms; parsing and reading the trees ${analysing.toFixed(1)} ms`,
  );
}

async function workspace(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-bench-'));
  try {
    const fixtures = readFixtures().filter(({ language }) => !['mybatis', 'markdown', 'sql'].includes(language));
    const extensions: Readonly<Record<string, string>> = {
      ...{
        typescript: 'ts',
        javascript: 'js',
        python: 'py',
        go: 'go',
        java: 'java',
        kotlin: 'kt',
        ruby: 'rb',
        php: 'php',
      },
      ...{ csharp: 'cs', rust: 'rs' },
    };
    let bytes = 0;
    for (let i = 0; i < workspaceFiles; i++) {
      const fixture = fixtures[i % fixtures.length];
      if (!fixture) break;
      const inner = join(folder, `d${Math.floor(i / 100)}`);
      mkdirSync(inner, { recursive: true });
      writeFileSync(join(inner, `f${i}.${extensions[fixture.language] ?? 'ts'}`), fixture.text);
      bytes += fixture.text.length;
    }
    const scanner = new WorkerScanner({ assets: join(__dirname, '..'), log: silentLog, callees: () => [] });
    let queries = 0;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
    const start = performance.now();
    const { files } = await scanner.scanFolder(
      { folder, exclude: [], largestBytes: 1_000_000, languages: {} },
      file => (queries += file.queries.length),
      () => undefined,
      new AbortController().signal,
    );
    const seconds = (performance.now() - start) / 1000;
    clearInterval(watch);
    await scanner.dispose();
    console.log(
      `\nworkspace: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${queries} queries in ${seconds.toFixed(1)} s: ` +
        `${(files / seconds).toFixed(0)} files/s, peak ${(peak / 1e6).toFixed(0)} MB of the whole process`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
  console.log(
    `${what.padEnd(24)} median ${at(0.5).padStart(8)} ms  p95 ${at(0.95).padStart(8)} ms  max ${at(1).padStart(8)} ms`,
  );
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
