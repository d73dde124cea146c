import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { PanelState, PlanView } from '../../../src/protocol/messages';
import { exportFormats, exportPlan } from '../../../src/report/plan/exportPlan';
import type { PlanReport } from '../../../src/report/plan/planReport';
import { openBrowser } from '../../support/editorServer.mjs';
import type { Page } from '../playwright';
import { deepPlan, largePlan, stateOf } from './largePlans';
import { type PlanPage, servePlans } from './planPage';
import { panelStates, viewOf } from './states';
import type { ThemeName } from './themes';

interface Watched extends Page {
  on(event: 'request', run: (request: { url(): string }) => void): void;
  on(event: 'dialog', run: (dialog: { dismiss(): Promise<void> }) => void): void;
}

const pictures = join(process.cwd(), 'artefacts/views');

/** Graph and flame in Chromium, under the panel's real policy, and what is exported, opened as files. */
describe('the views of a plan', function () {
  this.timeout(180_000);
  let served: PlanPage;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: Watched;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    served = await servePlans(
      new Map<string, PanelState>([
        ['small', viewOf('seq-scan')],
        ['typical', viewOf('unread-per-customer')],
        ['cte', viewOf('cte-twice')],
        ['big', stateOf(largePlan(300))],
        ['huge', stateOf(largePlan(10_000))],
        // Deeper ones do not get through JSON.stringify, which recurses.
        ['deep', stateOf(deepPlan(600))],
      ]),
    );
    browser = await openBrowser({ width: 1240, height: 800 });
    page = (await (browser.context as { newPage(): Promise<unknown> }).newPage()) as Watched;
  });

  after(async () => {
    await browser.close();
    served.close();
  });

  const open = async (state: string, tab: 'graph' | 'flame', theme: ThemeName = 'dark', width = 1240) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(served.address(state, theme));
    await page.locator(`#tab-${tab}`).click();
    await page.locator(`plan-${tab} [role="treeitem"]`).first().waitFor();
  };
  const selected = async () => page.locator('[data-id][aria-selected="true"]').first().getAttribute('data-id');

  for (const tab of ['graph', 'flame'] as const) {
    it(`draws the ${tab} of small and huge plans in every theme`, async () => {
      for (const state of ['small', 'typical', 'cte', 'big', 'huge', 'deep']) {
        for (const theme of ['dark', 'light', 'high-contrast'] as const) {
          for (const width of [1240, 500]) {
            await open(state, tab, theme, width);
            await page.screenshot({ path: join(pictures, `${tab}-${state}-${theme}-${width}.png`) });
            const seen = await page.evaluate(() => {
              const world = globalThis as unknown as {
                blocked: readonly string[];
                document: {
                  documentElement: { scrollWidth: number; clientWidth: number };
                  querySelectorAll(selector: string): { length: number };
                };
              };
              const { scrollWidth, clientWidth } = world.document.documentElement;
              return {
                blocked: world.blocked,
                tooWide: scrollWidth > clientWidth,
                many: world.document.querySelectorAll('[role="treeitem"]').length > 3000,
              };
            });
            assert.deepEqual(seen, { blocked: [], tooWide: false, many: false }, `${state} ${theme} ${width}`);
          }
        }
      }
    });
  }

  it('shares one selection between the views, by pointer and arrow keys', async () => {
    await open('typical', 'graph');
    await page.locator('plan-graph [data-id="0.0.0"] .ground').first().click();
    assert.equal(await selected(), '0.0.0');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await selected(), '0.0');
    await page.keyboard.press('ArrowRight');
    assert.equal(await selected(), '0.0.0');
    await page.keyboard.press('ArrowDown');
    assert.equal(await selected(), '0.0.1');
    await page.locator('#tab-flame').click();
    assert.equal(await page.locator('plan-flame [aria-selected="true"]').first().getAttribute('data-id'), '0.0.1');
    await page.locator('#tab-tree').click();
    assert.equal(await page.locator('.step-row[aria-selected="true"]').first().getAttribute('data-id'), '0.0.1');
  });

  it('folds what is cheap and opens it again', async () => {
    await open('big', 'graph');
    const boxes = page.locator('plan-graph .box');
    const folded = await boxes.count();
    await page.locator('plan-graph .box.fold').first().click();
    assert.ok((await boxes.count()) > folded);
    await page.keyboard.press('Enter');
    assert.equal(await boxes.count(), folded);
  });

  it('zooms the graph by keys', async () => {
    await open('typical', 'graph');
    const transform = async () => page.locator('plan-graph svg > g').first().getAttribute('transform');
    const before = await transform();
    await page.locator('plan-graph [tabindex="0"]').first().press('+');
    assert.notEqual(await transform(), before);
    await page.keyboard.press('0');
    assert.equal(await transform(), before);
  });

  it('zooms the flame to a step and out again', async () => {
    await open('typical', 'flame');
    const bars = page.locator('plan-flame .bar-of');
    const all = await bars.count();
    await page.locator('plan-flame [data-id="0.0.1"]').first().press('Enter');
    assert.ok((await page.locator('plan-flame .bar-of.above').count()) === 2);
    await page.keyboard.press('Escape');
    assert.equal(await bars.count(), all);
  });

  it('asks the host for an export', async () => {
    await open('small', 'graph');
    await page.locator('button[aria-label="Export Plan…"]').click();
    const asked = await page.evaluate(() =>
      (globalThis as unknown as { asked: readonly { type: string }[] }).asked.map(({ type }) => type),
    );
    assert.ok(asked.includes('export'));
  });

  it('exports files that run nothing, load nothing and are well-formed, whatever a plan holds', async () => {
    const state = panelStates['hostile'];
    assert.ok(state?.kind === 'plan');
    const folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-export-'));
    const asked: string[] = [];
    let dialogs = 0;
    page.on('request', request => asked.push(request.url()));
    page.on('dialog', dialog => {
      dialogs++;
      void dialog.dismiss();
    });
    const report = reportOf(state, [['a', '<img src=x onerror="window.hacked=1">']]);
    try {
      for (const format of exportFormats.filter(one => one === 'html' || one.startsWith('svg'))) {
        const file = join(folder, `plan.${format === 'html' ? 'html' : `${format}.svg`}`);
        writeFileSync(file, exportPlan(report, format, { mask: false }));
        const address = pathToFileURL(file).href;
        asked.length = 0;
        await page.goto(address);
        await page.waitForTimeout(200);
        await page.screenshot({ path: join(pictures, `export-hostile-${format}.png`) });
        const seen = await page.evaluate(() => {
          const world = globalThis as unknown as {
            hacked?: unknown;
            document: { querySelectorAll(selector: string): { length: number } };
          };
          return {
            hacked: world.hacked,
            alive: world.document.querySelectorAll('img, script, iframe, object, parsererror').length,
          };
        });
        assert.deepEqual(seen, { hacked: undefined, alive: 0 }, format);
        assert.deepEqual([asked, dialogs], [[address], 0], format);
      }
      const typical = viewOf('unread-per-customer');
      writeFileSync(join(folder, 'typical.html'), exportPlan(reportOf(typical, []), 'html', { mask: true }));
      await page.goto(pathToFileURL(join(folder, 'typical.html')).href);
      await page.screenshot({ path: join(pictures, 'export-typical.png') });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function reportOf({ plan, findings, statement }: PlanView, facts: PlanReport['facts']): PlanReport {
  return { plan, findings, facts, ...(statement !== undefined && { statement }) };
}
