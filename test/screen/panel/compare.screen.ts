import assert from 'node:assert/strict';

import type { PanelRequest } from '../../../src/protocol/messages';
import type { Page } from '../playwright';
import { openPanelPage, type PanelPage } from './panelPage';
import { panelStates } from './states';

interface World {
  readonly asked: readonly PanelRequest[];
  readonly document: { readonly activeElement: { getAttribute(name: string): string | null } | null };
}

/** Two plans side by side; `panel.screen.ts` looks at the same states in every theme and width. */
describe('the panel, comparing two plans', function () {
  this.timeout(120_000);
  let panel: PanelPage;
  let page: Page;

  before(async () => {
    panel = await openPanelPage(panelStates);
    page = panel.page;
  });

  after(() => panel.close());

  const open = async (state: string) => {
    await page.setViewportSize({ width: 1240, height: 800 });
    await page.goto(panel.address(state, 'dark'));
    await page.locator('plan-panel > *').first().waitFor();
  };
  const asked = () => page.evaluate(() => (globalThis as unknown as World).asked.map(({ type }) => type));
  const focused = () =>
    page.evaluate(() => (globalThis as unknown as World).document.activeElement?.getAttribute('data-id') ?? null);

  it('opens the comparison, says what changed first, and shares the selection with the tree', async () => {
    await open('compared');
    assert.equal(await page.locator('#tab-compare').getAttribute('aria-selected'), 'true');
    const words = await page.locator('.difference').innerText();
    assert.match(words, /faster: .+ → [^]*What changed[^]*Seq Scan → Index Scan Backward/);
    assert.match(words, /The values were others: \$1 = 12/);
    await page.locator('.changes button').first().click();
    const id = await focused();
    assert.ok(id !== null);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#tab-tree').getAttribute('aria-selected'), 'true');
    assert.equal(await page.locator('.step-row[aria-selected="true"]').getAttribute('data-id'), id);
  });

  it('is walked with the arrow keys', async () => {
    await open('compared-joins');
    const rows = page.locator('.pair[data-id]');
    await rows.first().click();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    const at = await focused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), at);
  });

  it('asks for another plan and takes it away; an opened plan offers nothing that needs a server', async () => {
    await open('compared');
    await page.locator('.difference button', { hasText: 'Compare with…' }).click();
    await page.locator('button[aria-label="Close Comparison"]').click();
    assert.deepEqual(await asked(), ['ready', 'compareWith', 'closeComparison']);
    await open('opened');
    for (const label of ['Explain Again', 'Explain and Analyze']) {
      assert.equal(await page.locator(`button:is([aria-label="${label}"])`).count(), 0);
      assert.equal(await page.locator('button', { hasText: label }).count(), 0);
    }
    await page.locator('#tab-compare').click();
    await page.locator('button', { hasText: 'Compare with…' }).click();
    assert.deepEqual(await asked(), ['ready', 'compareWith']);
  });
});
