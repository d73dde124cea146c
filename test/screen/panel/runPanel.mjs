// @ts-check
/**
 * `node --import tsx test/screen/panel/runPanel.mjs [state…]`: renders the built panel in Chromium under its real
 * Content Security Policy, in every theme and width, into artefacts/panel; fails on a blocked resource, an error on the
 * page, or markup of a plan that came alive.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import webpack from 'webpack';

import { panelHtml } from '../../../src/protocol/panelHtml.ts';
import webpackConfig from '../../../webpack.config.js';
import { panelStates } from './states.ts';
import { themes } from './themes.mjs';

const root = join(import.meta.dirname, '../../..');
const output = join(root, 'artefacts/panel');
const built = join(root, 'out/panel');
const require = createRequire(join(root, '.vscode-test/server/package.json'));
/** @type {any} playwright-core lies in the editor's own folder and brings no types here. */
const { chromium } = require('playwright-core');

const files = {
  '/panel.js': [join(built, 'panel.js'), 'text/javascript'],
  '/panel.css': [join(root, 'media/panel.css'), 'text/css'],
  '/codicon.css': [join(root, 'node_modules/@vscode/codicons/dist/codicon.css'), 'text/css'],
  '/codicon.ttf': [join(root, 'node_modules/@vscode/codicons/dist/codicon.ttf'), 'font/ttf'],
};

async function build() {
  const config = webpackConfig({}, { mode: 'development' }).find(({ name }) => name === 'webview');
  const stats = await promisify(webpack)([{ ...config, entry: { panel: './src/webview/panel.ts' }, output: { path: built, filename: '[name].js' } }]);
  if (stats?.hasErrors()) throw new Error(stats.toString('errors-only'));
}

/** @param {string} origin @param {string} stateName @param {keyof typeof themes} themeName */
function page(origin, stateName, themeName) {
  const nonce = randomBytes(12).toString('base64');
  const document = panelHtml({
    nonce,
    cspSource: origin,
    scriptUri: `${origin}/panel.js`,
    styleUris: [`${origin}/codicon.css`, `${origin}/panel.css`],
  });
  const fixture = JSON.stringify({ state: panelStates[stateName], theme: themes[themeName] }).replaceAll('<', '\\u003c');
  const stub = readFileSync(join(import.meta.dirname, 'stubHost.js'), 'utf8');
  return document.replace(
    '<plan-panel>',
    () => `<script id="fixture" type="application/json" nonce="${nonce}">${fixture}</script><script nonce="${nonce}">${stub}</script><plan-panel>`,
  );
}

await build();
mkdirSync(output, { recursive: true });
const server = createServer((request, response) => {
  const { pathname, searchParams, origin } = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
  const file = files[/** @type {keyof typeof files} */ (pathname)];
  const themeName = /** @type {keyof typeof themes} */ (searchParams.get('theme') ?? 'dark');
  const [body, type] =
    file === undefined ? [page(origin, searchParams.get('state') ?? 'plan', themeName), 'text/html'] : [readFileSync(file[0]), file[1]];
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
});
await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
const profile = mkdtempSync(join(tmpdir(), 'panel-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: '/usr/bin/chromium',
  headless: true,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** @type {string[]} */
const wrong = [];
const widths = { wide: 1240, beside: 700, narrow: 400 };
const wanted = process.argv.slice(2);
/** @type {[string, keyof typeof themes, keyof typeof widths][]} */
const pictures = Object.keys(panelStates)
  .filter(name => wanted.length === 0 || wanted.includes(name))
  .flatMap(name => [
    [name, 'dark', 'wide'],
    ...(['estimated', 'plan', 'measured', 'error', 'empty', 'loading'].includes(name)
      ? [
          [name, 'light', 'wide'],
          [name, 'high-contrast', 'wide'],
          [name, 'dark', 'beside'],
        ]
      : []),
    ...(['plan', 'measured'].includes(name)
      ? [
          [name, 'high-contrast-light', 'wide'],
          [name, 'light', 'narrow'],
        ]
      : []),
  ]);
try {
  const tab = await context.newPage();
  tab.on('pageerror', (/** @type {Error} */ error) => wrong.push(error.message));
  tab.on('console', (/** @type {any} */ message) => {
    if (message.type() === 'error') wrong.push(message.text());
  });
  for (const [name, theme, width] of pictures) {
    await tab.setViewportSize({ width: widths[width], height: 800 });
    await tab.goto(`${origin}/?state=${name}&theme=${theme}`);
    await tab.waitForSelector('plan-panel > *');
    await tab.evaluate(() => document.fonts.ready);
    await tab.screenshot({ path: join(output, `${name}-${theme}-${width}.png`) });
    const { blocked, hacked, alive, wide } = await tab.evaluate(() => ({
      blocked: window['blocked'],
      hacked: window['hacked'],
      alive: document.querySelectorAll('plan-panel img, plan-panel style, plan-panel script').length,
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    }));
    if (blocked.length > 0) wrong.push(`${name}: blocked by the policy: ${blocked}`);
    if (hacked !== undefined || alive > 0) wrong.push(`${name}: markup of the plan came alive`);
    if (wide) wrong.push(`${name} ${width}: wider than the panel`);
  }
} finally {
  await context.close();
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`${pictures.length} pictures in artefacts/panel`);
for (const message of wrong) console.error(message);
process.exitCode = wrong.length > 0 ? 1 : 0;
