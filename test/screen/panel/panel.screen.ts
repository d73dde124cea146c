import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { PanelRequest } from '../../../src/protocol/messages';
import type { Page } from '../playwright';
import { openPanelPage, type PanelPage } from './panelPage';
import { panelStates } from './states';
import type { ThemeName } from './themes';

/** What stubHost.js keeps in the page, and as much of the DOM as is asked about. */
interface World {
  readonly asked: readonly PanelRequest[];
  readonly blocked: readonly string[];
  readonly hacked?: unknown;
  readonly document: {
    readonly activeElement: { getAttribute(name: string): string | null; readonly textContent: string } | null;
    readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
    querySelectorAll(selector: string): { readonly length: number };
  };
}

const pictures = join(process.cwd(), 'artefacts/panel');
const widths = { wide: 1240, beside: 700, narrow: 400 };
const allThemes: readonly ThemeName[] = ['dark', 'light', 'high-contrast', 'high-contrast-light'];

/** The panel alone in Chromium, under its real Content Security Policy: how it looks and what it asks for. */
describe('the panel', function () {
  this.timeout(120_000);
  let panel: PanelPage;
  let page: Page;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    panel = await openPanelPage(panelStates);
    page = panel.page;
  });

  after(() => panel.close());

  const open = async (state: string, theme: ThemeName, width: keyof typeof widths) => {
    await page.setViewportSize({ width: widths[width], height: 800 });
    await page.goto(panel.address(state, theme));
    await page.locator('plan-panel > *').first().waitFor();
  };

  for (const state of Object.keys(panelStates)) {
    it(`shows the state ${state} in every theme and width`, async () => {
      for (const theme of allThemes) {
        for (const width of ['wide', 'beside', 'narrow'] as const) {
          if (theme !== 'dark' && width === 'beside') continue;
          await open(state, theme, width);
          await page.screenshot({ path: join(pictures, `${state}-${theme}-${width}.png`) });
          const seen = await page.evaluate(() => {
            const { blocked, hacked, document } = globalThis as unknown as World;
            return {
              blocked,
              hacked,
              alive: document.querySelectorAll(
                'plan-panel :is(img, style, script, iframe, [style]:not([style=""], .tree, .gap, .card))',
              ).length,
              tooWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
            };
          });
          assert.deepEqual(seen, { blocked: [], hacked: undefined, alive: 0, tooWide: false }, `${theme} ${width}`);
        }
      }
    });
  }

  const focused = () =>
    page.evaluate(() => (globalThis as unknown as World).document.activeElement?.getAttribute('data-id') ?? null);
  const asked = () => page.evaluate(() => (globalThis as unknown as World).asked.map(request => request.type));

  it('is walked with the arrow keys, and folded', async () => {
    await open('plan', 'dark', 'wide');
    await page.locator('.step-row[aria-selected="true"]').click();
    await page.keyboard.press('Home');
    assert.equal(await focused(), '0');
    for (const [key, id] of [
      ['ArrowDown', '0.0'],
      ['ArrowRight', '0.0.0'],
      ['End', '0.0.1.0'],
      ['ArrowLeft', '0.0.1'],
      ['ArrowUp', '0.0.0.0.1'],
      ['Home', '0'],
    ] as const) {
      await page.keyboard.press(key);
      assert.equal(await focused(), id, key);
    }
    const rows = page.locator('.step-row');
    assert.equal(await rows.count(), 8);
    await page.keyboard.press('Enter');
    assert.equal(await rows.count(), 1);
    assert.equal(await rows.first().getAttribute('aria-expanded'), 'false');
    await page.keyboard.press(' ');
    assert.equal(await rows.count(), 8);
  });

  it('keeps what the user chose when it is hidden and shown', async () => {
    await open('plan', 'dark', 'wide');
    await page.locator('.step-row').first().click();
    await page.locator('#tab-tree').press('ArrowLeft');
    assert.equal(await page.locator('#tab-text').getAttribute('aria-selected'), 'true');
    await page.goto(`${panel.address('plan', 'dark')}&again=1`);
    await page.locator('#panel-text').waitFor();
    await page.locator('#tab-text').press('ArrowRight');
    assert.equal(await page.locator('.step-row').first().getAttribute('aria-selected'), 'true');
  });

  it('shows the plan before and after', async () => {
    await open('measured', 'dark', 'wide');
    assert.match(await page.locator('.step-row').first().innerText(), /Seq Scan/);
    await page.locator('.sides button', { hasText: 'After' }).click();
    assert.match(await page.locator('.step-row').first().innerText(), /Index Only Scan/);
  });

  it('shows the plan of another set of values when its card is chosen, by keyboard too', async () => {
    await open('variants', 'dark', 'narrow');
    const cards = page.locator('.variant');
    assert.equal(await cards.count(), 5);
    assert.equal(await cards.first().getAttribute('aria-pressed'), 'true');
    assert.match(
      await cards.nth(1).innerText(),
      /Common\s+cost 5,412\s+:status = shipped\s+95 %[^]*same plan|same plan[^]*:status = shipped\s+95 %/,
    );
    assert.match(await cards.nth(2).innerText(), /other plan: Index Scan/);
    await cards.nth(2).press('Enter');
    await cards.first().click();
    for (const label of ['Measure Each', 'Set Values…']) await page.locator('button', { hasText: label }).click();
    await page.locator('button[aria-label="Explain Again"]').click();
    const sent = await page.evaluate(() => (globalThis as unknown as World).asked);
    assert.deepEqual(sent, [
      { type: 'ready' },
      { type: 'showVariant', kind: 'rare' },
      { type: 'measureVariants' },
      { type: 'setValues' },
      { type: 'explainTypical' },
    ]);
    await open('estimated', 'dark', 'wide');
    await page.locator('button', { hasText: 'Typical Values' }).click();
    assert.deepEqual(await asked(), ['ready', 'explainTypical']);
  });

  it('asks for what its buttons say', async () => {
    await open('estimated', 'dark', 'wide');
    for (const label of ['Explain and Analyze', 'Measure Before/After', 'Create Index…', 'Set Values…']) {
      await page.locator('button', { hasText: label }).click();
    }
    assert.deepEqual(await asked(), ['ready', 'analyze', 'measure', 'createIndex', 'setValues']);
    await open('loading', 'dark', 'wide');
    await page.locator('button', { hasText: 'Cancel' }).click();
    assert.deepEqual(await asked(), ['ready', 'cancel']);
  });
});
