// @ts-check
/**
 * `npm start`: builds what is stale, starts the demo database, opens the demo shop in an editor (the desktop's `code`,
 * otherwise VS Code's server for the browser) and keeps both until Ctrl-C.
 *   --browser   the server even where `code` is on the PATH
 *   --no-open   does not open the desktop editor, only serves
 *   --smoke     starts everything on free ports with a fresh database, checks that it answers, and ends
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { installEditorServer, startEditorServer } from '../test/support/editorServer.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const shop = join(root, 'examples', 'shop');
const { values: flags } = parseArgs({
  options: { browser: { type: 'boolean' }, 'no-open': { type: 'boolean' }, smoke: { type: 'boolean' } },
});

/** What to end, last first. @type {(() => Promise<void>)[]} */
const endings = [];
const progress = { ending: false };

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void end(0));

try {
  await start();
} catch (error) {
  if (!progress.ending) console.error(error instanceof Error ? error.message : error);
  await end(1);
}

async function start() {
  const startedAt = performance.now();
  if (isStale()) await build();
  const database = await startDemo();
  console.log(`Demo database: ${database} (${seconds(startedAt)} s)`);
  if (flags.smoke === true) {
    const served = await serve();
    await check(database, served);
    console.log(`Smoke test passed in ${seconds(startedAt)} s.`);
    await end(0);
    return;
  }
  if (!database.includes(':54329/')) {
    console.log('Port 54329 is taken by another program, so examples/shop/.env does not fit: use the URL above.');
  }
  if (flags.browser !== true && flags['no-open'] !== true && (await openDesktop())) {
    console.log('Opened examples/shop in VS Code.');
  } else {
    console.log(`Open ${await serve()}`);
  }
  console.log('Then: open queries.sql, right-click a query, choose "Explain Query". Ctrl-C ends everything.');
}

/** Something that goes into the bundles is newer than the oldest of them. */
function isStale() {
  const bundles = ['extension.js', 'demoWorker.js', 'cli.js', 'panel.js'].map(name => join(root, 'dist', name));
  if (!bundles.every(existsSync)) return true;
  const builtAt = Math.min(...bundles.map(path => statSync(path).mtimeMs));
  const inputs = ['src', 'examples/shop', 'webpack.config.js', 'package.json', 'package-lock.json'];
  return inputs.some(path => newest(join(root, path)) > builtAt);
}

/** @param {string} path @returns {number} */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map(name => newest(join(path, name))));
}

async function build() {
  console.log('Building …');
  const webpack = join(root, 'node_modules', 'webpack-cli', 'bin', 'cli.js');
  const child = spawn(process.execPath, [webpack, '--mode', 'production'], { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('The build failed; what webpack says stands above.');
}

/** In a process of its own, so that this one stays awake while it loads. @returns {Promise<string>} its URL */
async function startDemo() {
  const options = [];
  if (flags.smoke === true) {
    const folder = mkdtempSync(join(tmpdir(), 'bo-demo-'));
    endings.push(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
    options.push('--port', '0', '--folder', folder);
  }
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'demo', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  endings.push(async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(timer);
  });
  const url = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line)),
    exited.then(() => undefined),
  ]);
  if (url === undefined) throw new Error('The demo database did not start.');
  void exited.then(() => {
    if (progress.ending) return;
    console.error('The demo database ended.');
    void end(1);
  });
  return url;
}

/** @returns {Promise<boolean>} whether a desktop editor took it */
async function openDesktop() {
  const names = process.platform === 'win32' ? ['code.cmd', 'code.exe'] : ['code'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  const code = folders.flatMap(folder => names.map(name => join(folder, name))).find(existsSync);
  if (code === undefined) return false;
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', shop];
  const windows = process.platform === 'win32';
  const result = spawnSync(windows ? `"${code}"` : code, windows ? args.map(arg => `"${arg}"`) : args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
    timeout: 60_000,
  });
  if (result.status === 0) return true;
  console.error(`${code} did not open a window; serving VS Code for the browser instead.`);
  return false;
}

/** VS Code's server with the extension as it lies in this repository. @returns {Promise<string>} the address to open */
async function serve() {
  await installEditorServer(line => console.log(line));
  const smoke = flags.smoke === true;
  const dataDir = smoke ? mkdtempSync(join(tmpdir(), 'bo-start-')) : join(root, '.vscode-test', 'start');
  if (smoke)
    endings.push(async () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const extensions = join(dataDir, 'ext');
  // The server reads the folder anew when its list of extensions is gone.
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  symlinkSync(root, join(extensions, 'backend-optimizer'), 'dir');
  const server = await startEditorServer({ dataDir, settings: { 'git.openRepositoryInParentFolders': 'never' } });
  endings.push(server.stop);
  return `${server.url}/?folder=${shop}`;
}

/** @param {string} database @param {string} address */
async function check(database, address) {
  const { Client } = createRequire(import.meta.url)('pg');
  const client = new Client({ connectionString: database });
  await client.connect();
  const { rows } = await client.query('SELECT count(*)::int AS orders FROM orders');
  await client.end();
  if (rows[0]?.orders !== 200_000) throw new Error(`The demo database has ${rows[0]?.orders} orders, not 200000.`);
  const response = await fetch(address);
  const page = await response.text();
  if (!response.ok || !page.includes('vscode-workbench')) throw new Error(`${address} shows no workbench.`);
  console.log(`200000 orders; ${address} shows the workbench.`);
}

/** @param {number} since */
function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}

/** @param {number} code */
async function end(code) {
  if (progress.ending) return;
  progress.ending = true;
  for (const stop of endings.reverse()) await stop().catch((/** @type {unknown} */ error) => console.error(error));
  process.exit(code);
}
