import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type Disposable, DisposableStore } from './base/disposable';
import type { Files } from './base/files';
import type { Log } from './base/log';
import type { ConnectionProfile, FoundConnection } from './catalog/connection';
import type { Database } from './catalog/database';
import { createDemoDatabase, type DemoDatabase } from './databases/demo/demoDatabase';
import { findConnections } from './databases/discovery/findConnections';
import type { ConnectionLimits } from './databases/postgres/connection';
import { profileFromUrl } from './databases/postgres/connectionUrl';
import { openPostgres } from './databases/postgres/postgresDatabase';
import type { SourceFinder } from './source/sourceFinder';
import { createSourceFinder } from './source/createSourceFinder';
import type { PostgresSql } from './sql/postgresSql';
import { loadPostgresSql } from './sql/postgres/loadPostgresSql';

export interface AppOptions {
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that holds the shipped files: `dist`. */
  readonly assets: string;
  /** Folder that the demo database keeps its data in. */
  readonly demoFolder: string;
  /** Exactly this port for the demo database, 0 for any free one; absent: the usual one, or any when that is taken. */
  readonly demoPort?: number | undefined;
}

export interface ConnectOptions {
  readonly profile: ConnectionProfile;
  /** From SecretStorage, the form or the found configuration; libpq's own sources follow when it gives none. */
  readonly password?: string;
  readonly limits: ConnectionLimits;
}

/** Everything the extension and the command line share. Nothing heavy is loaded before it is asked for. */
export interface App extends Disposable {
  readonly demo: DemoDatabase;
  sql(): Promise<PostgresSql>;
  readonly sources: SourceFinder;
  findConnections(folder: string): Promise<readonly FoundConnection[]>;
  /** Reads a URL as libpq does. @throws Failure `bad-url` */
  profileFromUrl(url: string, identity: Pick<ConnectionProfile, 'id' | 'name' | 'origin'>): FoundConnection;
  /** Opens the database; the caller owns it. @throws Failure */
  connect(options: ConnectOptions, signal: AbortSignal): Promise<Database>;
}

/** The one composition root, for the extension and the command line alike. */
export function createApp(options: AppOptions): App {
  const store = new DisposableStore();
  const files = nodeFiles();
  let loading: Promise<PostgresSql> | undefined;
  const sql = () => (loading ??= loadPostgresSql());
  const demo = store.add(
    createDemoDatabase({
      folder: options.demoFolder,
      assets: options.assets,
      log: options.log,
      port: options.demoPort,
    }),
  );
  return {
    demo,
    sql,
    sources: createSourceFinder({
      sql,
      grammars: { read: name => readFile(grammarFile(options.assets, name)) },
    }),
    profileFromUrl,
    findConnections: folder => findConnections(folder, files, options.environment),
    connect: ({ profile, password, limits }, signal) =>
      openPostgres({ profile, password, limits, environment: options.environment, log: options.log, sql }, signal),
    dispose: () => store.dispose(),
  };
}

/** `assets` is the packaged `dist` folder, or the root of the repository when running from its sources. */
function grammarFile(assets: string, name: string): string {
  if (!existsSync(join(assets, 'src', 'app.ts'))) return join(assets, 'grammars', name);
  return join(assets, 'node_modules', grammarFolders[name] ?? '@vscode/tree-sitter-wasm/wasm', name);
}

/** Packages that bring one grammar or the runtime; the others come together. */
const grammarFolders: Readonly<Record<string, string>> = {
  'web-tree-sitter.wasm': 'web-tree-sitter',
  'tree-sitter-kotlin.wasm': '@tree-sitter-grammars/tree-sitter-kotlin',
};

function nodeFiles(): Files {
  return {
    read: path => readFile(path, 'utf8').catch(() => undefined),
    list: async path => {
      const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
      return entries
        .filter(entry => entry.isFile() || entry.isDirectory())
        .map(entry => ({ name: entry.name, kind: entry.isFile() ? ('file' as const) : ('folder' as const) }));
    },
  };
}
