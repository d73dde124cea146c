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
import { type ThemeName, themes } from './themes';

const root = process.cwd();
const built = join(root, 'out/views');
const files: Readonly<Record<string, readonly [path: string, type: string]>> = {
  '/panel.js': [join(built, 'panel.js'), 'text/javascript'],
  '/panel.css': [join(root, 'media/panel.css'), 'text/css'],
  '/codicon.css': [join(root, 'node_modules/@vscode/codicons/dist/codicon.css'), 'text/css'],
  '/codicon.ttf': [join(root, 'node_modules/@vscode/codicons/dist/codicon.ttf'), 'font/ttf'],
};

export interface PlanPage {
  address(state: string, theme: ThemeName): string;
  close(): void;
}

/** Serves the panel, built from the sources, with the state that the address names, under its real policy. */
export async function servePlans(states: ReadonlyMap<string, PanelState>): Promise<PlanPage> {
  await build();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin());
    const file = files[url.pathname];
    const theme = (url.searchParams.get('theme') ?? 'dark') as ThemeName;
    const state = states.get(url.searchParams.get('state') ?? '');
    const body = file === undefined ? fixture(origin(), state, theme) : readFileSync(file[0]);
    response.writeHead(200, { 'content-type': `${file?.[1] ?? 'text/html'}; charset=utf-8` }).end(body);
  });
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: (state, theme) => `${origin()}/?state=${state}&theme=${theme}`,
    close: () => {
      server.close();
    },
  };
}

async function build(): Promise<void> {
  const load = (await import('../../../webpack.config.js')) as unknown as {
    default: (environment: object, options: { mode: string }) => webpack.Configuration[];
  };
  const config = load.default({}, { mode: 'development' }).find(({ name }) => name === 'webview');
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
