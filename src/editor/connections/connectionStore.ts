import type { Memento, SecretStorage } from 'vscode';

import { Emitter } from '../../base/event';
import type { ConnectionProfile } from '../../catalog/connection';

const profilesKey = 'connections.profiles';
const activeKey = 'connections.active';

/**
 * Profiles that the user entered stand in the global state, those taken from a project in that workspace's state; which
 * one is active stands there too, by folder. Passwords stand in the secret storage alone, under the profile's id.
 */
export class ConnectionStore {
  readonly #global: Memento;
  readonly #workspace: Memento;
  readonly #secrets: SecretStorage;
  readonly #changed = new Emitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(global: Memento, workspace: Memento, secrets: SecretStorage) {
    this.#global = global;
    this.#workspace = workspace;
    this.#secrets = secrets;
  }

  get profiles(): readonly ConnectionProfile[] {
    return [...read(this.#global), ...read(this.#workspace)];
  }

  profile(id: string): ConnectionProfile | undefined {
    return this.profiles.find(profile => profile.id === id);
  }

  /** By id, else by name; for settings that people write by hand. */
  named(idOrName: string): ConnectionProfile | undefined {
    return this.profile(idOrName) ?? this.profiles.find(profile => profile.name === idOrName);
  }

  /** Adds it, or replaces the one of the same id in its place. */
  async save(profile: ConnectionProfile): Promise<void> {
    const memento = profile.origin.kind === 'found' ? this.#workspace : this.#global;
    const known = read(memento);
    const next = known.some(each => each.id === profile.id)
      ? known.map(each => (each.id === profile.id ? profile : each))
      : [...known, profile];
    await memento.update(profilesKey, next);
    this.#changed.fire();
  }

  /** The profile, its password and each folder's choice of it are gone afterwards. */
  async forget(id: string): Promise<void> {
    await this.#secrets.delete(secretKey(id));
    for (const memento of [this.#global, this.#workspace]) {
      const rest = read(memento).filter(profile => profile.id !== id);
      if (rest.length !== read(memento).length) await memento.update(profilesKey, rest);
    }
    const active = Object.entries(this.#active()).filter(([, chosen]) => chosen !== id);
    await this.#workspace.update(activeKey, Object.fromEntries(active));
    this.#changed.fire();
  }

  /** `folder` is a workspace folder's URI, or `window` where there is none. */
  activeId(folder: string): string | undefined {
    return this.#active()[folder];
  }

  /** Folders of this workspace that chose the connection. */
  foldersOf(id: string): readonly string[] {
    return Object.entries(this.#active()).flatMap(([folder, chosen]) => (chosen === id ? [folder] : []));
  }

  async activate(folder: string, id: string): Promise<void> {
    await this.#workspace.update(activeKey, { ...this.#active(), [folder]: id });
    this.#changed.fire();
  }

  async password(id: string): Promise<string | undefined> {
    return await this.#secrets.get(secretKey(id));
  }

  async rememberPassword(id: string, password: string): Promise<void> {
    await this.#secrets.store(secretKey(id), password);
  }

  async forgetPassword(id: string): Promise<void> {
    await this.#secrets.delete(secretKey(id));
  }

  #active(): Readonly<Record<string, string>> {
    return this.#workspace.get<Readonly<Record<string, string>>>(activeKey, {});
  }
}

function read(memento: Memento): readonly ConnectionProfile[] {
  return memento.get<readonly ConnectionProfile[]>(profilesKey, []);
}

function secretKey(id: string): string {
  return `connection.${id}.password`;
}
