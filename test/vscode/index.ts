import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import Mocha from 'mocha';
import { extensions } from 'vscode';

import { type Activation, extensionId, rememberActivation } from './support';

/** Node's own `require`, which webpack leaves alone under this name. */
declare const __non_webpack_require__: NodeJS.Require;

/** VS Code calls this in the extension host; the run failed when the promise rejects. */
export async function run(): Promise<void> {
  rememberActivation(await activate());
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, forbidOnly: true });
  const folder = join(__dirname, 'suites');
  const only = process.env['BACKEND_OPTIMIZER_TEST_SUITE'];
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.js') && (only === undefined || name.includes(only))) mocha.addFile(join(folder, name));
  }
  const failures = await new Promise<number>(resolve => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** Before any suite touches the extension, because it can be activated only once. */
async function activate(): Promise<Activation> {
  const extension = extensions.getExtension(extensionId);
  if (extension === undefined) throw new Error(`The editor did not load ${extensionId}.`);
  const wasActive = extension.isActive;
  await quiet();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await extension.activate();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const dist = join(extension.extensionPath, 'dist') + sep;
  const loaded = Object.keys(__non_webpack_require__.cache).filter(path => path.startsWith(dist));
  return { wasActive, milliseconds, cpuMilliseconds: (user + system) / 1000, loaded };
}

/** Resolves once the host has no other start-up work: half a second in which no timer came late, or ten seconds. */
async function quiet(): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (let calm = 0; calm < 50 && performance.now() < deadline;) {
    const before = performance.now();
    await delay(10);
    calm = performance.now() - before < 20 ? calm + 1 : 0;
  }
}
