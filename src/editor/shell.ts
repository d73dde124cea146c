import { type Disposable as VsDisposable, type ExtensionContext, Uri } from 'vscode';

import type { App } from '../app';
import { DisposableStore } from '../base/disposable';
import type { Log } from '../base/log';
import type { ActiveConnections } from './activeConnections';
import { registerConnections } from './connections/registerConnections';
import type { CommandId } from './contributions';
import { createLogChannel } from './log';
import { CommandBoundary } from './shellBoundary';

/** What each part of the editor's face is built with. */
export interface EditorContext {
  readonly extension: ExtensionContext;
  readonly log: Log;
  readonly connections: ActiveConnections;
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
