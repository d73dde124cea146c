import type { Uri } from 'vscode';

import type { Event } from '../base/event';
import type { ConnectionProfile } from '../catalog/connection';
import type { Database } from '../catalog/database';

/** The database that a workspace folder works with now. Owned by the connections, not by the caller. */
export interface ActiveDatabase {
  readonly database: Database;
  readonly profile: ConnectionProfile;
  /** Plain EXPLAIN only, nothing in the background. */
  readonly production: boolean;
}

/** What the rest of the editor's face may ask of the connections. */
export interface ActiveConnections {
  /**
   * The database of the folder that holds `scope` (else the first folder, else the window), opened where it is not yet.
   * `interactive`: offers a choice when none is active; otherwise, and when the user declines, `undefined`.
   * @throws Failure when it cannot be reached.
   */
  database(
    scope: Uri | undefined,
    options: { readonly interactive: boolean },
    signal: AbortSignal,
  ): Promise<ActiveDatabase | undefined>;
  /** The profile that is active for `scope`, connected or not. */
  activeProfile(scope: Uri | undefined): ConnectionProfile | undefined;
  /** The active connection is open already: only then may anything look at it unasked. */
  isConnected(scope: Uri | undefined): boolean;
  /** Another connection became active, or a connection's state or production mark changed. */
  readonly onDidChange: Event<void>;
}
