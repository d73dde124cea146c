/**
 * The real workbench as a user meets it: the packaged extension installed into VS Code's server, a window in Chromium,
 * driven by what can be seen and typed. Selectors are the workbench's own of code-server 4.139 (VS Code 1.139).
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import manifest from '../../package.json';
import { installEditorServer, openBrowser, startEditorServer } from '../support/editorServer.mjs';
import type { FrameLocator, Locator, Page } from './playwright';

const root = resolve(__dirname, '../..');
const artefacts = join(root, 'artefacts/screens');

export interface WorkbenchOptions {
  /** Files of the workspace, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Reaches the extension host; `undefined` unsets. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly workspaceTrust?: boolean;
  /** What the workspace is called in the window; absent: a name of no meaning. */
  readonly folderName?: string;
  readonly window?: { readonly width: number; readonly height: number; readonly scale?: number };
}

export class Workbench {
  readonly #server: Awaited<ReturnType<typeof startEditorServer>>;
  readonly #browser: Awaited<ReturnType<typeof openBrowser>>;

  private constructor(
    readonly page: Page,
    /** Absolute path of the workspace. */
    readonly folder: string,
    private readonly parent: string,
    server: Awaited<ReturnType<typeof startEditorServer>>,
    browser: Awaited<ReturnType<typeof openBrowser>>,
  ) {
    this.#server = server;
    this.#browser = browser;
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const vsix = join(root, `${manifest.name}-${manifest.version}.vsix`);
    assert.ok(existsSync(vsix), `${vsix} is not there: npm run package`);
    await installEditorServer(line => {
      console.log(line);
    });
    const parent = mkdtempSync(join(tmpdir(), 'bo-screen-'));
    const folder = options.folderName === undefined ? parent : join(parent, options.folderName);
    mkdirSync(folder, { recursive: true });
    for (const [path, content] of Object.entries(options.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const settings = {
      'workbench.colorTheme': 'Light Modern',
      'window.autoDetectColorScheme': false,
      'editor.minimap.enabled': false,
      ...options.settings,
    };
    const server = await startEditorServer({
      settings,
      extensions: [vsix],
      environment: options.environment ?? {},
      workspaceTrust: options.workspaceTrust === true,
    });
    const browser = await openBrowser(options.window ?? { width: 1440, height: 900 });
    const page = (browser.context as { pages(): readonly Page[] }).pages()[0];
    assert.ok(page !== undefined);
    const workbench = new Workbench(page, folder, parent, server, browser);
    await page.goto(server.address(folder));
    await page.locator('.explorer-viewlet .monaco-list-row').first().waitFor({ timeout: 60_000 });
    return workbench;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(this.parent, { recursive: true, force: true });
  }

  /** Opens a file of the workspace by its name and gives the editor the focus. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.#quickInput(name, 'Control+P');
    await this.pick(name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  /** Gives an open file's editor the focus back, for example from the panel beside it. */
  async focusEditor(name: string): Promise<void> {
    await this.page.locator(`.tab[data-resource-name="${name}"]`).click();
    await this.page.locator('.editor-group-container.active .monaco-editor').waitFor();
  }

  /** Runs a command by its palette title, `Backend Optimizer: Explain Query`. */
  async runCommand(title: string): Promise<void> {
    await this.#quickInput(`>${title}`, 'F1');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  /** Puts the cursor, lines and columns counted from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#quickInput(`:${line}:${column}`, 'Control+P');
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Right-clicks the first line of the editor that shows `text` and picks a menu entry. */
  async contextMenu(text: string, entry: string): Promise<void> {
    await this.line(text).click({ button: 'right', position: { x: 60, y: 8 } });
    const label = this.page.locator('.monaco-menu .action-label', { hasText: new RegExp(`^${entry}$`) });
    await label.waitFor();
    // For its first 100 ms a menu takes a click for the end of the one that opened it.
    await this.page.waitForTimeout(200);
    await label.click();
  }

  /** The first line of an editor that shows `text`. */
  line(text: string): Locator {
    return this.page.locator('.monaco-editor .view-line', { hasText: nonBreaking(text) }).first();
  }

  /** Picks a row of the open quick pick. */
  async pick(label: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
    await row.waitFor();
    await row.click();
  }

  /** Types into the open input box and accepts. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.fill(text);
    await input.press('Enter');
  }

  /** The document of the extension's webview that shows now. */
  panel(): FrameLocator {
    return this.page
      .frameLocator(`iframe.webview.ready[src*="extensionId=${manifest.publisher}.${manifest.name}"]`)
      .frameLocator('iframe#active-frame');
  }

  /**
   * Waits until the webview's text matches all of `wanted` at one time; that text. A panel that is loading shows the
   * statement already: wait for what stands in its plan.
   */
  async panelText(...wanted: readonly (string | RegExp)[]): Promise<string> {
    const body = this.panel().locator('body');
    const deadline = Date.now() + 30_000;
    let text = '';
    while (Date.now() < deadline) {
      text = await body.innerText();
      const shown = text;
      if (wanted.every(each => (typeof each === 'string' ? shown.includes(each) : each.test(shown)))) return shown;
      await this.page.waitForTimeout(100);
    }
    assert.fail(`the panel never showed ${wanted.join(' and ')}, but in the end:\n${text}`);
  }

  /** Waits for a toast that contains `text`. */
  async notification(text: string | RegExp, timeoutMs = 30_000): Promise<Locator> {
    const toast = this.page.locator('.notification-toast', { hasText: text }).first();
    await toast.waitFor({ timeout: timeoutMs });
    return toast;
  }

  async closeNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** Closes every editor, the extension's panels among them, without saving. */
  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.tab').first().waitFor({ state: 'detached' });
  }

  async theme(kind: 'light' | 'dark'): Promise<void> {
    const wanted = this.page.locator(`.monaco-workbench.${kind === 'dark' ? 'vs-dark' : 'vs'}`);
    // Of a running server the workbench does not notice settings written to the file.
    if ((await wanted.count()) === 0) await this.runCommand('Preferences: Toggle between Light/Dark Themes');
    await wanted.waitFor();
    await this.page.waitForTimeout(300);
  }

  /** `artefacts/screens/<name>.png`. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(artefacts, { recursive: true });
    await this.page.screenshot({ path: join(artefacts, `${name}.png`) });
  }

  /** The same picture in both themes: `<name>-light.png`, `<name>-dark.png`. */
  async screenshots(name: string): Promise<void> {
    for (const kind of ['dark', 'light'] as const) {
      await this.theme(kind);
      await this.screenshot(`${name}-${kind}`);
    }
  }

  /** What the extension wrote into its output channel so far. */
  get serverLog(): string {
    return this.#server.log();
  }

  async #quickInput(text: string, key: string): Promise<void> {
    await this.page.keyboard.press(key);
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
  }
}

/** Lines of the editor hold non-breaking spaces. */
function nonBreaking(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[\\s\\u00a0]'));
}
