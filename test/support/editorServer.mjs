// @ts-check
/**
 * VS Code without a desktop: the npm package code-server carries the real workbench, server and extension host, and
 * Debian's Chromium shows it. Installed into a folder of its own, never into the project's node_modules (it brings
 * another `node`), and kept between runs. Used by `npm start` and by the tests in test/vscode and test/screen.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** 4.139.1 is VS Code 1.139.1; it needs Node 24. */
export const versions = { 'code-server': '4.139.1', 'playwright-core': '1.65.1', node: '24' };

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const home = join(root, '.vscode-test', 'server');
const nodePackage = `node-${process.platform}-${process.arch}`;
const paths = {
  entry: join(home, 'node_modules/code-server/out/node/entry.js'),
  vscode: join(home, 'node_modules/code-server/lib/vscode'),
  node: join(home, 'node_modules', nodePackage, 'bin/node'),
};

/** Settings that keep a fresh window quiet and local. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'update.mode': 'none',
};

/**
 * Installs the editor where the right versions are not there yet (about 20 s and 820 MB).
 * @param {(line: string) => void} [log] told before something slow begins
 */
export async function installEditorServer(log = () => undefined) {
  if (isInstalled()) return;
  if (process.platform === 'win32') {
    throw new Error('The browser editor does not run on Windows: install VS Code, with `code` on the PATH.');
  }
  log(`Fetching the editor (code-server ${versions['code-server']}, about 820 MB, once) into ${home} …`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const dependencies = {
    'code-server': versions['code-server'],
    'playwright-core': versions['playwright-core'],
    [nodePackage]: versions.node,
  };
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, dependencies }, undefined, 2));
  await npm(home, []);
  await npm(paths.vscode, ['--omit=dev']);
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  link(`code-${system}.sh`, join(paths.vscode, 'bin/remote-cli/code-server'));
  link(`browser-${system}.sh`, join(paths.vscode, 'bin/helpers/browser.sh'));
  await npm(join(paths.vscode, 'extensions'), ['--omit=dev']);
  if (!isInstalled()) throw new Error(`The editor was not installed whole into ${home}: remove it and try again.`);
}

function isInstalled() {
  return (
    installedVersion('code-server') === versions['code-server'] &&
    installedVersion('playwright-core') === versions['playwright-core'] &&
    installedVersion(nodePackage)?.split('.')[0] === versions.node &&
    existsSync(paths.node) &&
    existsSync(join(paths.vscode, 'bin/remote-cli/code-server')) &&
    existsSync(join(paths.vscode, 'node_modules')) &&
    existsSync(join(paths.vscode, 'extensions/node_modules'))
  );
}

/** @param {string} name */
function installedVersion(name) {
  const manifest = join(home, 'node_modules', name, 'package.json');
  return existsSync(manifest) ? String(JSON.parse(readFileSync(manifest, 'utf8')).version) : undefined;
}

/** @param {string} target @param {string} path */
function link(target, path) {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/** @param {string} cwd @param {readonly string[]} options */
async function npm(cwd, options) {
  const cli = process.env['npm_execpath'];
  const command = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
  const args = [
    ...command.slice(1),
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...options,
  ];
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: `${dirname(paths.node)}${delimiter}${process.env['PATH'] ?? ''}` };
  for (const name of Object.keys(env)) {
    // What an outer `npm run` says of its own project.
    if (/^npm_(package|lifecycle)_|^npm_config_(local|global)_prefix$/i.test(name)) delete env[name];
  }
  const child = spawn(command[0] ?? 'npm', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', chunk => (output += String(chunk)));
  child.stderr.on('data', chunk => (output += String(chunk)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm install in ${cwd} failed:\n${output}`);
}

/**
 * @typedef {object} EditorServer
 * @property {string} url address of the workbench, `http://127.0.0.1:PORT`
 * @property {number} port
 * @property {string} userDataDir
 * @property {(folder: string, payload?: Readonly<Record<string, string>>) => string} address of a window with that
 *   folder; `payload` as VS Code's server takes it, with file paths already made by `remoteUri`
 * @property {(path: string) => string} remoteUri how a payload names a file of this machine
 * @property {() => string} log what the server printed
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server with a fresh user folder. The caller stops it; if this process ends first, so does the server.
 * @param {object} [options]
 * @param {boolean} [options.smokeTestDriver] needed to run a mocha suite in the extension host; hides notifications
 * @param {Readonly<Record<string, unknown>>} [options.settings] beside the quiet ones
 * @param {boolean} [options.workspaceTrust] asks whether a folder is trusted, as a desktop does
 * @param {readonly string[]} [options.extensions] .vsix files to install
 * @param {Readonly<Record<string, string | undefined>>} [options.environment] reaches the extension host
 * @param {string} [options.dataDir] kept afterwards; absent: a temporary folder that goes with the server
 * @param {number} [options.port] absent: a free one
 * @returns {Promise<EditorServer>}
 */
export async function startEditorServer(options = {}) {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'bo-editor-'));
  const userDataDir = join(dataDir, 'ud');
  mkdirSync(join(userDataDir, 'User'), { recursive: true });
  mkdirSync(join(dataDir, 'ext'), { recursive: true });
  writeFileSync(join(dataDir, 'config.yaml'), '');
  writeSettings(userDataDir, options.settings ?? {});
  const folders = [
    '--config',
    join(dataDir, 'config.yaml'),
    '--user-data-dir',
    userDataDir,
    '--extensions-dir',
    join(dataDir, 'ext'),
  ];
  const environment = editorEnvironment(options.environment ?? {});
  for (const vsix of options.extensions ?? []) {
    await runOnce([...folders, '--install-extension', resolve(vsix), '--force'], environment);
  }
  const port = options.port ?? (await freePort());
  const child = spawn(
    paths.node,
    [
      paths.entry,
      ...folders,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-telemetry', '--disable-update-check'],
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
      ...['--disable-getting-started-override', '--disable-proxy', '--vscode-option', 'reconnection-grace-time=2'],
      ...(options.smokeTestDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    // A process group of its own, so that nothing it started outlives it.
    { cwd: dataDir, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  child.stdout.on('data', chunk => (output += String(chunk)));
  child.stderr.on('data', chunk => (output += String(chunk)));
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };
  process.once('exit', endGroup);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const closed = once(child, 'exit');
      child.kill('SIGTERM');
      await Promise.race([closed, delay(6000, undefined, { ref: false })]);
    }
    endGroup();
    process.off('exit', endGroup);
    if (options.dataDir === undefined)
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 30_000;
  while (!(await answers(`${url}/healthz`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The editor's server did not start:\n${output}`);
    }
    await delay(50);
  }
  return {
    url,
    port,
    userDataDir,
    address: (folder, payload = {}) => {
      const query = new URLSearchParams({ folder: resolve(folder) });
      const entries = Object.entries({ ...payload, skipWelcome: 'true' });
      query.set('payload', JSON.stringify(entries));
      return `${url}/?${query.toString()}`;
    },
    remoteUri: path => `vscode-remote://127.0.0.1:${port}${resolve(path)}`,
    log: () => output,
    stop,
  };
}

/**
 * User settings of a server, running or not; a running one takes them at once.
 * @param {string} userDataDir
 * @param {Readonly<Record<string, unknown>>} settings
 */
export function writeSettings(userDataDir, settings) {
  const all = { ...quietSettings, ...settings };
  writeFileSync(join(userDataDir, 'User', 'settings.json'), JSON.stringify(all, undefined, 2));
}

/** @param {Readonly<Record<string, string | undefined>>} additions */
function editorEnvironment(additions) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ...additions };
  for (const name of Object.keys(env)) {
    // Left by an editor or an npm script around us; each would change how the server behaves.
    if (/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|TERM_PROGRAM)/.test(name) && !(name in additions)) delete env[name];
  }
  return env;
}

/** @param {readonly string[]} args @param {NodeJS.ProcessEnv} env */
async function runOnce(args, env) {
  const child = spawn(paths.node, [paths.entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', chunk => (output += String(chunk)));
  child.stderr.on('data', chunk => (output += String(chunk)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`code-server ${args.slice(-3).join(' ')} failed:\n${output}`);
}

/** Chromium or Chrome of this machine, `CHROMIUM_PATH` first. */
export function findChromium() {
  return [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ].find(path => path !== undefined && path !== '' && existsSync(path));
}

/**
 * A headless browser with a fresh profile, driven by playwright-core from the editor's folder (typed loosely: the
 * package is not one of the project's dependencies).
 * @param {{ readonly width?: number, readonly height?: number, readonly scale?: number }} [size] in CSS pixels, and how
 *   many of the picture's go to one of them
 * @returns {Promise<{ context: any, close: () => Promise<void> }>}
 */
export async function openBrowser({ width = 1400, height = 900, scale = 1 } = {}) {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('No Chromium found: `apt-get install --no-install-recommends chromium`, or set CHROMIUM_PATH.');
  }
  const { chromium } = createRequire(join(home, 'package.json'))('playwright-core');
  const profile = mkdtempSync(join(tmpdir(), 'bo-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width, height },
    deviceScaleFactor: scale,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  return { context, close };
}

/** @param {string} url */
async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port to be had');
  return address.port;
}
