import { readFile, readdir } from 'node:fs/promises';

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
import type { WorkspaceScanner } from './source/workspaceScanner';
import type { PostgresSql } from './sql/postgresSql';
import { loadPostgresSql } from './sql/postgres/loadPostgresSql';
import type { ScanTools } from './workspace/scanSession';
import { createScanTools, shippedGrammars } from './workspace/scanTools';
import { WorkerScanner } from './workspace/workspaceScanner';

export interface AppOptions {
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that holds the shipped files: `dist`. */
  readonly assets: string;
  /** Folder that the demo database keeps its data in. */
  readonly demoFolder: string;
  /** The user's own names of calls and tags that take SQL. */
  readonly callees?: () => readonly string[];
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
  /** Reads a workspace in a worker thread. */
  readonly scanner: WorkspaceScanner;
  /** The same in the caller's own thread, for programs that do nothing else. */
  scanTools(): ScanTools;
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
  const callees = options.callees ?? (() => []);
  const scanner = store.add(new WorkerScanner({ assets: options.assets, log: options.log, callees }));
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
    sources: createSourceFinder({ sql, grammars: shippedGrammars(options.assets), callees }),
    scanner,
    scanTools: () => createScanTools(options.assets, callees()),
    profileFromUrl,
    findConnections: folder => findConnections(folder, files, options.environment),
    connect: ({ profile, password, limits }, signal) =>
      openPostgres({ profile, password, limits, environment: options.environment, log: options.log, sql }, signal),
    dispose: () => store.dispose(),
  };
}

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
