/**
 * The plan panel against `pev2` in the same Chromium, on the same plans: when the first step is painted, the work of
 * selecting a step and of folding one (pev2 does not fold; there its details open and close), times between frames while
 * the plan is scrolled (pev2: dragged); of each the main thread's processor time too. Medians of rounds that take turns. `--smoke`: small plans, one round.
 */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

import type { PanelState } from '../src/protocol/messages';
import type { Page } from '../test/screen/playwright';
import { largePlan, stateOf } from '../test/screen/panel/largePlans';
import { openPanelPage, type ServedFile } from '../test/screen/panel/panelPage';

/** What a phase took: times in ms, sorted, and the main thread's processor time for each of them. */
interface Phase {
  readonly times: readonly number[];
  readonly cpuMs: number;
}

interface Run {
  readonly phases: ReadonlyMap<string, Phase>;
  readonly elements?: number;
  readonly failed?: string;
}

interface DevTools {
  send(method: 'Performance.enable', options: { readonly timeDomain: 'threadTicks' }): Promise<unknown>;
  send(
    method: 'Performance.getMetrics',
  ): Promise<{ readonly metrics: readonly { readonly name: string; readonly value: number }[] }>;
}

const smoke = process.argv.includes('--smoke');
const sizes = smoke ? [200] : [50, 200, 1_000, 10_000];
const rounds = smoke ? 1 : 3;
const frames = smoke ? 10 : 120;
/** Longer than this nobody waits. */
const patienceMs = 60_000;

const modules = join(process.cwd(), 'node_modules');
const script = (path: string): ServedFile => ({ path: join(modules, path), type: 'text/javascript' });
const style = (path: string): ServedFile => ({ path: join(modules, path), type: 'text/css' });
const files = {
  '/vue.js': script('vue/dist/vue.global.prod.js'),
  '/pev2.js': script('pev2/dist/pev2.umd.js'),
  '/pev2.css': style('pev2/dist/pev2.css'),
  '/bootstrap.css': style('bootstrap/dist/css/bootstrap.min.css'),
};
const pev2Page = () => `<!DOCTYPE html><html><head><meta charset="utf-8">
<link rel="stylesheet" href="/bootstrap.css"><link rel="stylesheet" href="/pev2.css">
<script src="/vue.js"></script><script src="/pev2.js"></script></head>
<body><div id="app" class="d-flex flex-column vh-100"></div></body></html>`;
const measure = readFileSync(join(process.cwd(), 'bench/panelMeasure.js'), 'utf8');

void main();

async function main(): Promise<void> {
  const table: (readonly string[])[] = [['nodes', '', 'Backend Optimizer', 'pev2', 'ahead']];
  let bench = await openBench();
  try {
    for (const size of sizes) {
      const explain = [{ Plan: largePlan(size), 'Execution Time': 5_000 }];
      const state = JSON.stringify(stateOf(explain[0]?.Plan ?? {}));
      const source = JSON.stringify(JSON.stringify(explain));
      const ours: Run[] = [];
      const pev2: Run[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await bench.run('ours', `globalThis.benchState = ${state}; 0`));
        if (pev2.some(({ failed }) => failed !== undefined)) continue;
        const theirs = await bench.run('pev2', `globalThis.benchSource = ${source}; 0`);
        pev2.push(theirs);
        if (theirs.failed === undefined) continue;
        // A page that is still busy takes no other address.
        await bench.close();
        bench = await openBench();
      }
      table.push(...rowsOf(size, ours, pev2));
    }
  } finally {
    await bench.close();
    print(table);
  }
}

interface Bench {
  run(kind: 'ours' | 'pev2', given: string): Promise<Run>;
  close(): Promise<void>;
}

async function openBench(): Promise<Bench> {
  const empty: PanelState = { kind: 'loading', statement: '', what: 'Waiting' };
  const panel = await openPanelPage({ empty }, { mode: 'production', files, documents: { '/pev2': pev2Page } });
  const addresses = { ours: panel.address('empty', 'dark'), pev2: `${panel.origin}/pev2` };
  const page = panel.page as Page & {
    evaluate(code: string): Promise<unknown>;
    context(): { newCDPSession(page: Page): Promise<DevTools> };
  };
  const tools = await page.context().newCDPSession(page);
  // Processor time, so that what else runs on the machine does not count.
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpu = async () => {
    const { metrics } = await tools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  return {
    run: async (kind, given) => {
      await page.goto(addresses[kind]);
      await page.evaluate('sessionStorage.clear()');
      await page.evaluate(measure);
      await page.evaluate(given);
      await page.waitForTimeout(300);
      const phases = new Map<string, Phase>();
      for (const name of ['paint', 'prepare', 'select', 'fold', 'scroll']) {
        const before = await cpu();
        const times = await inTime(page.evaluate(`panelRuns.${kind}.${name}(${frames})`) as Promise<readonly number[]>);
        if (typeof times === 'string') return { phases, failed: times };
        if (times.some(time => typeof time !== 'number')) return { phases, failed: 'nothing came' };
        phases.set(name, { times, cpuMs: ((await cpu()) - before) / Math.max(1, times.length) });
      }
      return { phases, elements: Number(await page.evaluate(`document.querySelectorAll('*').length`)) };
    },
    close: () => panel.close(),
  };
}

/** The times, or why there are none. */
async function inTime(ran: Promise<readonly number[]>): Promise<readonly number[] | string> {
  const late = new Promise<string>(resolve => {
    setTimeout(resolve, patienceMs, `not within ${patienceMs / 1000} s`).unref();
  });
  return Promise.race([ran.catch((error: unknown) => String(error).split('\n')[0] ?? ''), late]);
}

function rowsOf(size: number, ours: readonly Run[], pev2: readonly Run[]): string[][] {
  const row = (what: string, of: (run: Run) => number | undefined, unit = ' ms') => {
    const [us, them] = [median(ours, of), median(pev2, of)];
    const text = (value: number | undefined, runs: readonly Run[]) =>
      value === undefined
        ? (runs.find(({ failed }) => failed !== undefined)?.failed ?? 'none')
        : `${value < 10 ? value.toFixed(1) : String(Math.round(value))}${unit}`;
    const ratio = us === undefined || them === undefined || us === 0 ? '' : `${(them / us).toFixed(1)}×`;
    return [String(size), what, text(us, ours), text(them, pev2), ratio];
  };
  const time = (phase: string, share: number) => (run: Run) => {
    const times = run.phases.get(phase)?.times;
    return times?.[Math.min(times.length - 1, Math.floor(times.length * share))];
  };
  const cpu = (phase: string) => (run: Run) => run.phases.get(phase)?.cpuMs;
  return [
    row('first paint', time('paint', 0)),
    row('first paint, processor', cpu('paint')),
    row('select', time('select', 0.5)),
    row('select, processor', cpu('select')),
    row('fold', time('fold', 0.5)),
    row('fold, processor', cpu('fold')),
    row('scroll or drag, frame p95', time('scroll', 0.95)),
    row('scroll or drag, frame max', time('scroll', 1)),
    row('scroll or drag, processor', cpu('scroll')),
    row('elements in the document', run => run.elements, ''),
  ];
}

function median(runs: readonly Run[], of: (run: Run) => number | undefined): number | undefined {
  const values = runs
    .map(of)
    .filter(value => value !== undefined)
    .sort((a, b) => a - b);
  return values[values.length >> 1];
}

function print(table: readonly (readonly string[])[]): void {
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...table.map(line => line[column]?.length ?? 0)));
  for (const line of table) console.log(line.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  '));
}
