import { type Uri, type WorkspaceFolder, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { throwIfAborted } from '../../base/failure';
import type { ConnectionProfile } from '../../catalog/connection';
import type { Database } from '../../catalog/database';
import { isProduction } from '../../catalog/production';
import type { ActiveConnections, ActiveDatabase } from '../activeConnections';
import { settingNamesNothing, untrustedWorkspace } from './connectionFailures';
import { readConnectionSetting } from './connectionSettings';
import type { ConnectionStore } from './connectionStore';
import { demoProfile } from './demoProfile';
import type { OpenDatabases } from './openDatabases';
import { type Passwords, type TypedPassword, wantsPassword } from './passwords';

/** An unasked opening that failed is not tried again, unasked, before this time has passed. */
const unaskedRetryMs = 30_000;
/** A password that was refused is asked for once more. */
const timesAsked = 2;

export interface ActiveConnectionsParts {
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly passwords: Passwords;
  /** Asks the user for a connection; `undefined` when they declined. */
  readonly choose: (folder: WorkspaceFolder | undefined) => Promise<ConnectionProfile | undefined>;
}

/** Which connection a folder works with, opened for whoever asks. */
export class ActiveConnectionsService implements ActiveConnections, Disposable {
  readonly #parts: ActiveConnectionsParts;
  readonly #changed = new Emitter<void>();
  readonly #owned = new DisposableStore();
  /** Connections that the user closed: only the user opens them again. */
  readonly #closed = new Set<string>();

  readonly onDidChange = this.#changed.event;

  constructor(parts: ActiveConnectionsParts) {
    this.#parts = parts;
    const fire = () => {
      this.#changed.fire();
    };
    this.#owned.add(parts.store.onDidChange(fire));
    this.#owned.add(parts.databases.onDidChange(fire));
    this.#owned.add(workspace.onDidGrantWorkspaceTrust(fire));
    this.#owned.add(workspace.onDidChangeWorkspaceFolders(fire));
    this.#owned.add(
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('backendOptimizer.connection')) fire();
      }),
    );
  }

  activeProfile(scope: Uri | undefined): ConnectionProfile | undefined {
    if (!workspace.isTrusted) return undefined;
    const folder = folderOf(scope);
    return this.#chosen(folder) ?? this.#fromSettings(folder);
  }

  isConnected(scope: Uri | undefined): boolean {
    const profile = this.activeProfile(scope);
    return profile !== undefined && this.#parts.databases.state(profile.id).kind === 'connected';
  }

  async database(
    scope: Uri | undefined,
    options: { readonly interactive: boolean },
    signal: AbortSignal,
  ): Promise<ActiveDatabase | undefined> {
    throwIfAborted(signal);
    if (!workspace.isTrusted) {
      if (options.interactive) throw untrustedWorkspace();
      return undefined;
    }
    const folder = folderOf(scope);
    const profile = this.activeProfile(scope) ?? (options.interactive ? await this.#chooseFor(folder) : undefined);
    if (profile === undefined) return undefined;
    const production = isProduction(profile, process.env);
    if (!options.interactive) {
      const { databases } = this.#parts;
      const state = databases.state(profile.id);
      if (this.#closed.has(profile.id)) return undefined;
      // Nothing is opened in the background on production; what the user opened may be looked at.
      if (production && state.kind !== 'connected') return undefined;
      if (state.kind === 'failed' && Date.now() - state.atMs < unaskedRetryMs) throw state.error;
      return { database: await databases.open(profile, signal), profile, production };
    }
    const database = await this.openAsked(profile, signal);
    return database === undefined ? undefined : { database, profile, production };
  }

  /** Opens it on the user's word: asks for the password where the server wants one. `undefined`: the user declined. */
  async openAsked(profile: ConnectionProfile, signal: AbortSignal): Promise<Database | undefined> {
    const { databases, passwords } = this.#parts;
    let typed: TypedPassword | undefined;
    for (let asked = 0; ; asked++) {
      try {
        this.#closed.delete(profile.id);
        const database = await databases.open(profile, signal);
        if (typed !== undefined) await passwords.accept(profile.id, typed);
        return database;
      } catch (error) {
        if (typed !== undefined) passwords.forget(profile.id);
        if (!wantsPassword(error) || asked === timesAsked) throw error;
        typed = await passwords.ask(profile, error.message);
        if (typed === undefined) return undefined;
        throwIfAborted(signal);
        passwords.useNow(profile.id, typed.password);
      }
    }
  }

  /** Makes it the folder's connection; does not open it. */
  async activate(folder: WorkspaceFolder | undefined, profile: ConnectionProfile): Promise<void> {
    await this.#parts.store.activate(folderKey(folder), profile.id);
  }

  /** Lets the user choose for the folder and makes it that folder's; `undefined` when they declined. */
  async choose(folder: WorkspaceFolder | undefined): Promise<ConnectionProfile | undefined> {
    const profile = await this.#parts.choose(folder);
    if (profile !== undefined) await this.activate(folder, profile);
    return profile;
  }

  /** Closes it on the user's word: nothing in the background opens it again. */
  async close(id: string): Promise<void> {
    this.#closed.add(id);
    await this.#parts.databases.close(id);
  }

  dispose(): Promise<void> {
    this.#changed.dispose();
    return this.#owned.dispose();
  }

  async #chooseFor(folder: WorkspaceFolder | undefined): Promise<ConnectionProfile | undefined> {
    const named = readConnectionSetting(folder?.uri);
    if (named !== undefined) throw settingNamesNothing(named);
    return await this.choose(folder);
  }

  #chosen(folder: WorkspaceFolder | undefined): ConnectionProfile | undefined {
    const id = this.#parts.store.activeId(folderKey(folder));
    return id === demoProfile.id ? demoProfile : id === undefined ? undefined : this.#parts.store.profile(id);
  }

  /** A connection that was only found in the project cannot be named: it is used when the user takes it. */
  #fromSettings(folder: WorkspaceFolder | undefined): ConnectionProfile | undefined {
    const named = readConnectionSetting(folder?.uri);
    if (named === undefined) return undefined;
    return named === demoProfile.id ? demoProfile : this.#parts.store.named(named);
  }
}

/** The folder of `scope`, else the first; `undefined` in a window without folders. */
export function folderOf(scope: Uri | undefined): WorkspaceFolder | undefined {
  return (scope && workspace.getWorkspaceFolder(scope)) ?? workspace.workspaceFolders?.[0];
}

export function folderKey(folder: WorkspaceFolder | undefined): string {
  return folder?.uri.toString() ?? 'window';
}
