// @ts-check
/** `npm run test:vscode:desktop`: the same suites in a desktop VS Code, which @vscode/test-electron downloads. */
import { runTests } from '@vscode/test-electron';

import { openSession, root, suites } from './session.mjs';

const session = await openSession();
try {
  process.exitCode = await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: suites,
    extensionTestsEnv: session.environment,
    launchArgs: [session.workspace, '--disable-extensions', '--disable-workspace-trust'],
  });
} finally {
  await session.dispose();
}
