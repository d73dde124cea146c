// @ts-check
/** `npm run test:vscode`: the suites in the real extension host of VS Code's server, opened in Chromium. */
import { join } from 'node:path';
import { format } from 'node:util';

import { installEditorServer, openBrowser, startEditorServer } from '../support/editorServer.mjs';
import { artefacts, openSession, root, suites } from './session.mjs';

const timeoutMs = 8 * 60_000;

await installEditorServer(console.log);
const session = await openSession();
const server = await startEditorServer({ smokeTestDriver: true, environment: session.environment });
const browser = await openBrowser();
try {
  process.exitCode = await runSuites();
} finally {
  await browser.close();
  await server.stop();
  await session.dispose();
}

/** @returns {Promise<number>} the exit code */
async function runSuites() {
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  /** @param {string} name */
  const picture = name => page.screenshot({ path: join(artefacts, `${name}.png`) }).catch(console.error);
  /** @type {Promise<number>} */
  const ended = new Promise(resolve => {
    const timer = setTimeout(() => {
      console.error(`The suites did not end within ${timeoutMs / 60_000} minutes.`);
      void picture('timeout').then(() => resolve(1));
    }, timeoutMs);
    void page.exposeFunction('codeAutomationExit', async (/** @type {number} */ code) => {
      clearTimeout(timer);
      await picture('end');
      resolve(code);
    });
  });
  await page.exposeFunction('codeAutomationLog', async (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    const line = format(...args);
    const name = /^##screenshot ([\w-]+)/.exec(line)?.[1];
    // Native loggers that the fast install leaves out; the editor works without them.
    if (line.includes('Could not locate the bindings file')) return;
    if (name !== undefined) await picture(name);
    else if (type === 'error' || type === 'warn') console.error(line);
    else console.log(line);
  });
  await page.goto(
    server.address(session.workspace, {
      extensionDevelopmentPath: server.remoteUri(root),
      extensionTestsPath: server.remoteUri(suites),
    }),
  );
  return ended;
}
