import assert from 'node:assert/strict';

import type { PanelState } from '../../../src/protocol/messages';
import type { Page } from '../playwright';
import { hostileState, hostileTexts } from './hostileTexts';
import { openPanelPage, type PanelPage } from './panelPage';

/** What a text could change if it came to life; read in the page. */
interface World {
  readonly __xss?: unknown;
  readonly blocked: readonly string[];
  readonly innerHeight: number;
  readonly document: {
    readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
    querySelector(selector: string): { getBoundingClientRect(): { readonly height: number } } | null;
    querySelectorAll(selector: string): { readonly length: number };
  };
}

type WatchedPage = Page & {
  on(event: 'dialog', listener: (dialog: { dismiss(): Promise<void> }) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
};

/** Texts that try to do harm stand in every field of a plan and of what is said of it: they are shown, and nothing more. */
describe('hostile texts in the panel', function () {
  this.timeout(120_000);
  let panel: PanelPage;
  let page: WatchedPage;
  const events: string[] = [];
  const own = new Set(['/', '/panel.js', '/panel.css', '/codicon.css', '/codicon.ttf', '/favicon.ico']);

  before(async () => {
    const states: Record<string, PanelState> = {};
    for (const [name, text] of Object.entries(hostileTexts)) states[name] = hostileState(text);
    panel = await openPanelPage(states);
    page = panel.page as WatchedPage;
    page.on('dialog', dialog => {
      events.push('a dialog');
      void dialog.dismiss();
    });
    page.on('request', request => {
      const { pathname, origin } = new URL(request.url());
      if (origin !== panel.origin || !own.has(pathname)) events.push(`a request for ${request.url().slice(0, 80)}`);
    });
    page.on('pageerror', error => events.push(error.message));
  });

  after(() => panel.close());

  const seen = () =>
    page.evaluate(() => {
      const { __xss, blocked, document } = globalThis as unknown as World;
      const { scrollWidth, clientWidth } = document.documentElement;
      return {
        xss: __xss,
        blocked,
        alive: document.querySelectorAll(
          'plan-panel :is(img, script, style, link, iframe, object, embed, form, base, [onclick], [onload], [onerror], [href^="javascript"])',
        ).length,
        sidewise: Math.max(0, scrollWidth - clientWidth),
      };
    });
  const nothing = { xss: undefined, blocked: [], alive: 0, sidewise: 0 };

  for (const name of Object.keys(hostileTexts)) {
    it(`only shows: ${name}`, async () => {
      for (const width of [1240, 420]) {
        events.length = 0;
        await page.setViewportSize({ width, height: 800 });
        await page.goto(panel.address(name, 'light'));
        const rows = page.locator('.step-row');
        await rows.first().waitFor();
        assert.deepEqual(await seen(), nothing, `tree, ${width} px`);
        await page.keyboard.press('Tab');
        await rows
          .first()
          .locator('.headline')
          .click({ position: { x: 4, y: 4 } });
        await page.keyboard.press('?');
        await page.locator('#node-card').waitFor();
        await page.keyboard.press('Escape');
        await page.locator('#node-card').waitFor({ state: 'detached' });
        if (width === 420) continue;
        for (const key of ['2', '3', '4', '1', '/']) {
          await page.keyboard.press(key);
          assert.deepEqual(await seen(), nothing, `view ${key}`);
        }
        await page.keyboard.type('<b');
      }
      assert.deepEqual([await seen(), events], [nothing, []]);
    });
  }
});
