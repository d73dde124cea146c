import { type ExtensionContext, ExtensionMode } from 'vscode';

import { createShell, type Shell } from './editor/shell';

// VS Code calls `deactivate` without the context, so what `activate` built is kept here.
let shell: Shell | undefined;

export function activate(context: ExtensionContext): Shell | undefined {
  shell = createShell(context);
  return context.extensionMode === ExtensionMode.Test ? shell : undefined;
}

/** Resolves once every connection, worker and listener is gone. */
export async function deactivate(): Promise<void> {
  await shell?.dispose();
  shell = undefined;
}
