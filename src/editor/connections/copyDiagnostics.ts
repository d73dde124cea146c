import { type ExtensionContext, UIKind, env, version, window, workspace } from 'vscode';

import type { LogChannel } from '../log';
import { readConnectionSetting, readLimits } from './connectionSettings';
import type { ConnectionStore } from './connectionStore';
import { demoProfile } from './demoProfile';
import { diagnosticsText } from './diagnostics';
import type { OpenDatabases } from './openDatabases';

export interface DiagnosticsParts {
  readonly extension: ExtensionContext;
  readonly log: LogChannel;
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
}

export async function copyDiagnostics({ extension, log, store, databases }: DiagnosticsParts): Promise<void> {
  const { version: own } = extension.extension.packageJSON as { readonly version: string };
  const named = workspace.isTrusted ? readConnectionSetting(undefined) : undefined;
  const limits = readLimits();
  const demo = databases.state(demoProfile.id).kind === 'disconnected' ? [] : [demoProfile];
  const text = diagnosticsText({
    versions: {
      'Backend Optimizer': own,
      'VS Code': version,
      Node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      'runs in': `${env.uiKind === UIKind.Web ? 'browser' : 'desktop'}${env.remoteName === undefined ? '' : `, remote (${env.remoteName})`}`,
      workspace: `${String(workspace.workspaceFolders?.length ?? 0)} folders, ${workspace.isTrusted ? 'trusted' : 'not trusted'}`,
    },
    settings: {
      connectTimeout: `${String(limits.connectTimeoutMs)} ms`,
      statementTimeout: `${String(limits.statementTimeoutMs)} ms`,
      lockTimeout: `${String(limits.lockTimeoutMs)} ms`,
      connection: named === undefined ? 'not set' : named === demoProfile.id ? 'demo' : 'set',
    },
    connections: [...store.profiles, ...demo].map(profile => ({ profile, state: databases.state(profile.id) })),
    failures: log.recentFailures,
  });
  await env.clipboard.writeText(text);
  void window.showInformationMessage('Diagnostics were copied, without names, SQL or secrets.');
}
