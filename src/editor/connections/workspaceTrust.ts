import { workspace } from 'vscode';

import { untrustedWorkspace } from './connectionFailures';

/** The gate before every reading of the project's configuration and every opening. @throws Failure `untrusted-workspace` */
export function requireTrust(): void {
  if (!workspace.isTrusted) throw untrustedWorkspace();
}
