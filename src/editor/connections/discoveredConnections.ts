import { type WorkspaceFolder, workspace } from 'vscode';

import type { App } from '../../app';
import { Emitter } from '../../base/event';
import type { ConnectionProfile, FoundConnection } from '../../catalog/connection';
import { requireTrust } from './workspaceTrust';

export interface Discovery {
  readonly folder: WorkspaceFolder;
  readonly found: FoundConnection;
}

/** What the project's own configuration says of databases. Looked for when asked, offered, never used unasked. */
export class DiscoveredConnections {
  readonly #app: () => Promise<App>;
  readonly #changed = new Emitter<void>();
  #items: readonly Discovery[] = [];
  #looking: Promise<readonly Discovery[]> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(app: () => Promise<App>) {
    this.#app = app;
  }

  /** What was found and is not saved as it stands now: new, or changed since it was taken. */
  offered(saved: (id: string) => ConnectionProfile | undefined): readonly Discovery[] {
    return this.#items.filter(({ found }) => {
      const known = saved(found.profile.id);
      return known === undefined || !sameTarget(known, found.profile);
    });
  }

  /** Reads the configuration of every folder on disk. @throws Failure `untrusted-workspace` */
  async look(): Promise<readonly Discovery[]> {
    requireTrust();
    this.#looking ??= this.#read().finally(() => (this.#looking = undefined));
    return await this.#looking;
  }

  async #read(): Promise<readonly Discovery[]> {
    const folders = (workspace.workspaceFolders ?? []).filter(folder => folder.uri.scheme === 'file');
    const app = await this.#app();
    const lists = await Promise.all(
      folders.map(async folder => (await app.findConnections(folder.uri.fsPath)).map(found => ({ folder, found }))),
    );
    this.#items = lists.flat();
    this.#changed.fire();
    return this.#items;
  }
}

function sameTarget(a: ConnectionProfile, b: ConnectionProfile): boolean {
  return a.host === b.host && a.port === b.port && a.database === b.database && a.user === b.user;
}

/** `.env` or `config/database.yml (development)`: where the connection stands. */
export function originOf(found: FoundConnection): string {
  const { origin } = found.profile;
  if (origin.kind !== 'found') return '';
  const file = origin.file === undefined ? origin.tool : workspace.asRelativePath(origin.file, false);
  return origin.detail === undefined ? file : `${file} (${origin.detail})`;
}
