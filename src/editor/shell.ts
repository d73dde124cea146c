import { type Disposable as VsDisposable, type ExtensionContext, Uri, workspace } from 'vscode';

import type { App } from '../app';
import { type Disposable, DisposableStore } from '../base/disposable';
import type { Log } from '../base/log';
import type { ActiveConnections } from './activeConnections';
import { type Connections, registerConnections } from './connections/registerConnections';
import { registerAudit } from './audit/registerAudit';
import { type CommandId, settings } from './contributions';
import { type ExplainTesting, registerExplain } from './explain/registerExplain';
import { SourceDocuments } from './explain/sourceDocuments';
import { LogChannel } from './log';
import { type QueriesTesting, registerQueries } from './queries/registerQueries';
import { registerUnderline } from './queries/underline';
import { CommandBoundary } from './shellBoundary';

/** What each part of the editor's face is built with. */
export interface EditorContext {
  readonly extension: ExtensionContext;
  readonly log: Log;
  readonly connections: ActiveConnections;
  /** Queries of the programs that are open. */
  readonly documents: SourceDocuments;
  /** Loads the engine on the first call; later calls give the same one. */
  app(): Promise<App>;
  /**
   * Registers a contributed command behind the one boundary for errors: a `Failure` becomes a message with its remedy,
   * cancellation is silent, everything else is logged and named once. The caller owns the registration.
   */
  command(id: CommandId, run: (...args: readonly unknown[]) => unknown): VsDisposable;
  /** Shows what went wrong as `command` does; for work that no command started. */
  report(error: unknown): void;
}

/** The whole of the editor's face; letting it go lets everything go that was opened through it. */
export interface Shell extends Disposable {
  readonly context: EditorContext;
  readonly connections: Connections;
  readonly log: LogChannel;
  readonly explain: ExplainTesting;
  readonly queries: QueriesTesting;
}

/** Builds all parts by hand. Nothing of the engine is loaded before a part asks for it. */
export function createShell(extension: ExtensionContext): Shell {
  const owned = new DisposableStore();
  const log = owned.add(new LogChannel());
  const boundary = new CommandBoundary(log);
  let loading: Promise<App> | undefined;
  // Owned before the connections, so that these are closed before the demo database under them stops.
  const engine = owned.add(new DisposableStore());
  const app = () =>
    (loading ??= loadApp(extension, log, engine).catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
  const connections = owned.add(registerConnections({ extension, log, boundary, app }));
  const documents = owned.add(new SourceDocuments(app, log));
  const context: EditorContext = {
    extension,
    log,
    connections: connections.active,
    documents,
    app,
    command: (id, run) => boundary.command(id, run),
    report: error => {
      boundary.report(error);
    },
  };
  const explain = owned.add(registerExplain(context));
  owned.add(registerUnderline(context));
  const queries = owned.add(registerQueries(context));
  owned.add(registerAudit(context));
  return {
    context,
    connections,
    log,
    explain: explain.testing,
    queries: queries.testing,
    dispose: () => owned.dispose(),
  };
}

async function loadApp(extension: ExtensionContext, log: Log, owned: DisposableStore): Promise<App> {
  const { createApp } = await import('../app');
  return owned.add(
    createApp({
      log,
      environment: process.env,
      assets: Uri.joinPath(extension.extensionUri, 'dist').fsPath,
      demoFolder: Uri.joinPath(extension.globalStorageUri, 'demo').fsPath,
      callees: () => workspace.getConfiguration().get<readonly string[]>(settings.queriesCallees, []),
    }),
  );
}
