import { ProgressLocation, type WorkspaceFolder, window } from 'vscode';

import type { ConnectionProfile } from '../../catalog/connection';
import { type ActiveConnectionsService, folderOf } from './activeConnectionsService';
import { connectionGone } from './connectionFailures';
import type { ConnectionNode } from './connectionTree';
import type { ConnectionStore } from './connectionStore';
import { demoProfile } from './demoProfile';
import type { Discovery } from './discoveredConnections';
import type { OpenDatabases } from './openDatabases';
import type { Passwords } from './passwords';
import { requireTrust } from './workspaceTrust';

export interface ConnectionActionsParts {
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly passwords: Passwords;
  readonly service: ActiveConnectionsService;
}

/** What the user does to connections, from the list, the palette or the form. */
export class ConnectionActions {
  readonly #parts: ConnectionActionsParts;

  constructor(parts: ConnectionActionsParts) {
    this.#parts = parts;
  }

  /** Takes a connection that was found: it is saved for this workspace, its password goes to the secret storage. */
  async take({ found }: Discovery): Promise<ConnectionProfile> {
    requireTrust();
    const { store } = this.#parts;
    if (found.password !== undefined) await store.rememberPassword(found.profile.id, found.password);
    await store.save(found.profile);
    return found.profile;
  }

  /** Makes it the folder's connection and opens it. False: the user declined a question on the way. */
  async use(folder: WorkspaceFolder | undefined, profile: ConnectionProfile): Promise<boolean> {
    requireTrust();
    await this.#parts.service.activate(folder, profile);
    return await this.connect(profile);
  }

  async connect(profile: ConnectionProfile): Promise<boolean> {
    requireTrust();
    const database = await withProgress(`Connecting to ${profile.name}`, signal =>
      this.#parts.service.openAsked(profile, signal),
    );
    return database !== undefined;
  }

  async reconnect(profile: ConnectionProfile): Promise<boolean> {
    await this.disconnect(profile);
    return await this.connect(profile);
  }

  async disconnect(profile: ConnectionProfile): Promise<void> {
    await this.#parts.databases.close(profile.id);
  }

  /** Saves what the form gave. A connection that was open is closed, so that the next use has the new values. */
  async save(profile: ConnectionProfile, password: string | undefined): Promise<void> {
    const { databases, passwords, store } = this.#parts;
    await databases.close(profile.id);
    passwords.forget(profile.id);
    if (password !== undefined) await store.rememberPassword(profile.id, password);
    await store.save(profile);
  }

  async forget(profile: ConnectionProfile): Promise<void> {
    const { databases, passwords, store } = this.#parts;
    await databases.close(profile.id);
    passwords.forget(profile.id);
    await store.forget(profile.id);
  }

  async mark(profile: ConnectionProfile, production: boolean): Promise<void> {
    await this.#parts.store.save({ ...profile, production });
  }

  /** The connection that a command was called on: the list's node, else the active one. @throws Failure */
  profileOf(argument: unknown): ConnectionProfile | undefined {
    if (isNode(argument)) {
      if (argument.kind === 'found') return argument.discovery.found.profile;
      if (argument.kind === 'connection') return this.#current(argument.profile);
    }
    return this.#parts.service.activeProfile(window.activeTextEditor?.document.uri);
  }

  folder(): WorkspaceFolder | undefined {
    return folderOf(window.activeTextEditor?.document.uri);
  }

  #current(profile: ConnectionProfile): ConnectionProfile {
    if (profile.id === demoProfile.id) return demoProfile;
    const current = this.#parts.store.profile(profile.id);
    if (current === undefined) throw connectionGone();
    return current;
  }
}

export function isNode(argument: unknown): argument is ConnectionNode {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    (argument.kind === 'connection' || argument.kind === 'found' || argument.kind === 'group')
  );
}

/** Runs `work` under a notification that can be cancelled. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        return await work(abort.signal);
      } finally {
        listening.dispose();
      }
    },
  );
}
