import { type WorkspaceFolder, workspace } from 'vscode';

import type { App } from '../../app';
import { Emitter } from '../../base/event';
import type { FoundConnection } from '../../catalog/connection';
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

  /** Of the last look; empty before the first. */
  get items(): readonly Discovery[] {
    return this.#items;
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

/** `.env` or `config/database.yml (development)`: where the connection stands. */
export function originOf(found: FoundConnection): string {
  const { origin } = found.profile;
  if (origin.kind !== 'found') return '';
  const file = origin.file === undefined ? origin.tool : workspace.asRelativePath(origin.file, false);
  return origin.detail === undefined ? file : `${file} (${origin.detail})`;
}
