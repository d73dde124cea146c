import { ProgressLocation, type WorkspaceFolder, window, workspace } from 'vscode';

import type { Event } from '../../base/event';
import type { ConnectionProfile } from '../../catalog/connection';
import { type ActiveConnectionsService, folderOf } from './activeConnectionsService';
import type { FormResult } from './connectionForm';
import type { ConnectionStore } from './connectionStore';
import type { Discovery } from './discoveredConnections';
import type { OpenDatabases } from './openDatabases';
import type { Passwords } from './passwords';
import { requireTrust } from './workspaceTrust';

export interface ConnectionActionsParts {
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly passwords: Passwords;
  readonly service: ActiveConnectionsService;
  /** What an opening that takes long says of itself. */
  readonly onDidProgress: Event<string>;
}

/** What the user does to connections, whether from the list, the palette or the form. */
export class ConnectionActions {
  readonly #parts: ConnectionActionsParts;

  constructor(parts: ConnectionActionsParts) {
    this.#parts = parts;
  }

  /** Takes a connection that was found: it is saved for this workspace, its password goes to the secret storage. */
  async take({ found }: Discovery): Promise<ConnectionProfile> {
    requireTrust();
    const known = this.#parts.store.profile(found.profile.id);
    const mark = known?.production === undefined ? {} : { production: known.production };
    const profile = { ...found.profile, ...mark };
    await this.save({ profile, ...(found.password === undefined ? {} : { password: found.password }) });
    return profile;
  }

  /** Makes it the folder's connection and opens it. False: the user declined a question on the way. */
  async use(folder: WorkspaceFolder | undefined, profile: ConnectionProfile): Promise<boolean> {
    requireTrust();
    await this.#parts.service.activate(folder, profile);
    return await this.connect(profile);
  }

  async connect(profile: ConnectionProfile): Promise<boolean> {
    requireTrust();
    const { service, onDidProgress } = this.#parts;
    const database = await window.withProgress(
      { location: ProgressLocation.Notification, title: `Connecting to ${profile.name}`, cancellable: true },
      async (progress, token) => {
        const abort = new AbortController();
        const listening = [
          token.onCancellationRequested(() => abort.abort()),
          onDidProgress(message => progress.report({ message })),
        ];
        try {
          return await service.openAsked(profile, abort.signal);
        } finally {
          for (const each of listening) void each.dispose();
        }
      },
    );
    return database !== undefined;
  }

  async reconnect(profile: ConnectionProfile): Promise<boolean> {
    requireTrust();
    await this.#parts.service.close(profile.id);
    return await this.connect(profile);
  }

  async disconnect(profile: ConnectionProfile): Promise<void> {
    await this.#parts.service.close(profile.id);
  }

  /** A connection that was open is closed, so that the next use has the new values. */
  async save({ profile, password }: FormResult): Promise<void> {
    const { databases, passwords, store } = this.#parts;
    await databases.close(profile.id);
    passwords.forget(profile.id);
    if (password !== undefined) await store.rememberPassword(profile.id, password);
    await store.save(profile);
  }

  /** The connection is closed; its profile and password are gone. */
  async forget(profile: ConnectionProfile): Promise<void> {
    const { databases, passwords, store } = this.#parts;
    await databases.close(profile.id);
    passwords.forget(profile.id);
    await store.forget(profile.id);
  }

  async mark(profile: ConnectionProfile, production: boolean): Promise<void> {
    await this.#parts.store.save({ ...profile, production });
  }

  /** The folder of the active editor's file; asks where there are several and none is told. Throws nothing when declined. */
  async folder(): Promise<{ readonly folder: WorkspaceFolder | undefined } | undefined> {
    const active = window.activeTextEditor?.document.uri;
    const told = active && workspace.getWorkspaceFolder(active);
    if (told !== undefined || (workspace.workspaceFolders?.length ?? 0) < 2) return { folder: folderOf(active) };
    const folder = await window.showWorkspaceFolderPick({
      placeHolder: 'Which folder is to work with the connection?',
    });
    return folder === undefined ? undefined : { folder };
  }
}
