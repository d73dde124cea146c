/** The panel alone in Chromium, built anew, under its real Content Security Policy; the host's side is stubHost.js. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import webpack from 'webpack';

import type { PanelState } from '../../../src/protocol/messages';
import { panelHtml } from '../../../src/protocol/panelHtml';
import { openBrowser } from '../../support/editorServer.mjs';
import type { Page } from '../playwright';
import { type ThemeName, themes } from './themes';

const root = process.cwd();
const built = join(root, 'out/panel');

export interface ServedFile {
  readonly path: string;
  readonly type: string;
}

const panelFiles: Readonly<Record<string, ServedFile>> = {
  '/panel.js': { path: join(built, 'panel.js'), type: 'text/javascript' },
  '/panel.css': { path: join(root, 'media/panel.css'), type: 'text/css' },
  '/codicon.css': { path: join(root, 'node_modules/@vscode/codicons/dist/codicon.css'), type: 'text/css' },
  '/codicon.ttf': { path: join(root, 'node_modules/@vscode/codicons/dist/codicon.ttf'), type: 'font/ttf' },
};

export interface PanelPage {
  readonly page: Page;
  readonly origin: string;
  /** The address that shows a state; what stub and panel keep lives as long as the page. */
  address(state: string, theme: ThemeName): string;
  close(): Promise<void>;
}

export async function openPanelPage(
  states: Readonly<Record<string, PanelState>>,
  options: {
    readonly mode?: 'development' | 'production';
    /** Served beside the panel's own. */
    readonly files?: Readonly<Record<string, ServedFile>>;
    /** Whole documents, by path. */
    readonly documents?: Readonly<Record<string, () => string>>;
  } = {},
): Promise<PanelPage> {
  await build(options.mode ?? 'development');
  const files = { ...panelFiles, ...options.files };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = files[url.pathname];
    const body =
      file === undefined
        ? (options.documents?.[url.pathname]?.() ??
          fixture(
            origin,
            states[url.searchParams.get('state') ?? ''],
            (url.searchParams.get('theme') ?? 'dark') as ThemeName,
          ))
        : readFileSync(file.path);
    response.writeHead(200, { 'content-type': `${file?.type ?? 'text/html'}; charset=utf-8` }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await openBrowser({ width: 1240, height: 800 });
  const page = (await (browser.context as { newPage(): Promise<unknown> }).newPage()) as Page;
  return {
    page,
    origin,
    address: (state, theme) => `${origin}/?state=${encodeURIComponent(state)}&theme=${theme}`,
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

async function build(mode: 'development' | 'production'): Promise<void> {
  const load = (await import('../../../webpack.config.js')) as unknown as {
    default: (environment: object, options: { mode: string; watch: boolean }) => webpack.Configuration[];
  };
  // `watch` leaves dist/ alone.
  const config = load.default({}, { mode, watch: true }).find(({ name }) => name === 'webview');
  assert.ok(config);
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    webpack({ ...config, output: { path: built, filename: '[name].js' } }, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
  assert.equal(stats?.hasErrors(), false, stats?.toString('errors-only'));
}

function fixture(origin: string, state: PanelState | undefined, theme: ThemeName): string {
  const nonce = randomBytes(12).toString('base64');
  const document = panelHtml({
    nonce,
    cspSource: origin,
    scriptUri: `${origin}/panel.js`,
    styleUris: [`${origin}/codicon.css`, `${origin}/panel.css`],
  });
  const data = JSON.stringify({ state, theme: themes[theme] }).replaceAll('<', '\\u003c');
  const stub = readFileSync(join(root, 'test/screen/panel/stubHost.js'), 'utf8');
  const scripts = `<script id="fixture" type="application/json">${data}</script><script nonce="${nonce}">${stub}</script>`;
  return document.replace('<plan-panel>', () => `${scripts}<plan-panel>`);
}
