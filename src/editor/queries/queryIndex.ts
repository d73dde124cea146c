import { type Uri, workspace } from 'vscode';

import type { App } from '../../app';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { isCancelled } from '../../base/failure';
import type { Log } from '../../base/log';
import type { FoundQuery } from '../../source/foundQuery';
import { settings } from '../contributions';
import { mayHoldSql } from '../explain/languages';

/** A file rests so long after a change before it is read again, in ms. */
const restMs = 600;

export type IndexState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'scanning'; readonly files: number; readonly queries: number }
  | { readonly kind: 'ready'; readonly files: number; readonly failed: readonly string[] }
  /** The user stopped it: what was found so far stands. */
  | { readonly kind: 'cancelled'; readonly files: number };

/** The queries of the workspace's files, read in a worker thread and kept fresh on change. Begins when first asked for. */
export class QueryIndex implements Disposable {
  readonly #app: () => Promise<App>;
  readonly #log: Log;
  readonly #files = new Map<string, readonly FoundQuery[]>();
  readonly #changed = new Emitter<undefined>();
  readonly #store = new DisposableStore();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #end = new AbortController();
  #state: IndexState = { kind: 'empty' };
  #watching = false;

  readonly onDidChange = this.#changed.event;

  constructor(app: () => Promise<App>, log: Log) {
    this.#app = app;
    this.#log = log;
    this.#store.add(this.#changed);
  }

  get state(): IndexState {
    return this.#state;
  }

  /** By path of the file. */
  get files(): ReadonlyMap<string, readonly FoundQuery[]> {
    return this.#files;
  }

  /** Reads the whole workspace. @throws Failure `cancelled` by the signal; what was found by then stays */
  async scan(signal: AbortSignal, progress: (files: number, queries: number) => void): Promise<void> {
    if (!workspace.isTrusted) return;
    const { scanner } = await this.#app();
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const before = new Set(this.#files.keys());
    const failed: string[] = [];
    let files = 0;
    let queries = 0;
    this.#set({ kind: 'scanning', files, queries });
    this.#watch();
    try {
      for (const { uri } of folders) {
        const base = files;
        const { exclude, largestBytes, languages } = options(uri);
        const summary = await scanner.scanFolder(
          { folder: uri.fsPath, exclude, largestBytes, languages },
          file => {
            before.delete(file.path);
            queries += file.queries.length;
            this.#files.set(file.path, file.queries);
          },
          done => {
            files = base + done.files;
            this.#set({ kind: 'scanning', files, queries });
            progress(files, queries);
          },
          signal,
        );
        files = base + summary.files;
        failed.push(...summary.failed);
      }
      for (const gone of before) this.#files.delete(gone);
      this.#set({ kind: 'ready', files, failed });
    } catch (error) {
      this.#set({ kind: 'cancelled', files });
      throw error;
    }
  }

  async dispose(): Promise<void> {
    this.#end.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await this.#store.dispose();
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const watcher = workspace.createFileSystemWatcher('**/*');
    const subscriptions = [
      watcher,
      watcher.onDidChange(uri => {
        this.#later(uri);
      }),
      watcher.onDidCreate(uri => {
        this.#later(uri);
      }),
      watcher.onDidDelete(uri => {
        this.#forget(uri.fsPath);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === 'file' && mayHoldSql(document.languageId)) this.#later(document.uri);
      }),
    ];
    for (const subscription of subscriptions) this.#store.add({ dispose: () => void subscription.dispose() });
  }

  #later(uri: Uri): void {
    if (uri.scheme !== 'file') return;
    clearTimeout(this.#timers.get(uri.fsPath));
    this.#timers.set(
      uri.fsPath,
      setTimeout(() => {
        this.#timers.delete(uri.fsPath);
        this.#refresh(uri).catch((error: unknown) => {
          if (!isCancelled(error)) this.#log.error(`${uri.fsPath} was not read again`, error);
        });
      }, restMs),
    );
  }

  async #refresh(uri: Uri): Promise<void> {
    const folder = workspace.getWorkspaceFolder(uri);
    if (!folder) return;
    const { sources, scanner } = await this.#app();
    const open = workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
    const languageId = open?.languageId ?? sources.languageOf(uri.fsPath);
    if (languageId === undefined || !sources.languages.includes(languageId)) return;
    const { exclude, largestBytes } = options(folder.uri);
    const file = await scanner.scanFile(
      {
        path: uri.fsPath,
        folder: folder.uri.fsPath,
        exclude,
        languageId,
        largestBytes,
        ...(open?.isDirty === true ? { text: open.getText() } : {}),
      },
      this.#end.signal,
    );
    if (file.queries.length === 0) {
      this.#forget(file.path);
      return;
    }
    this.#files.set(file.path, file.queries);
    this.#changed.fire(undefined);
  }

  #forget(path: string): void {
    // A folder that goes takes its files along, without a word for each.
    let gone = false;
    for (const file of [...this.#files.keys()]) {
      if (file !== path && !file.startsWith(`${path}/`) && !file.startsWith(`${path}\\`)) continue;
      this.#files.delete(file);
      gone = true;
    }
    if (gone) this.#changed.fire(undefined);
  }

  #set(state: IndexState): void {
    this.#state = state;
    this.#changed.fire(undefined);
  }
}

/** What is left out and how large a file may be, by the settings that hold in a folder. */
function options(uri: Uri): {
  readonly exclude: readonly string[];
  readonly largestBytes: number;
  readonly languages: Readonly<Record<string, string>>;
} {
  const files = workspace.getConfiguration('files', uri);
  const own = workspace.getConfiguration(undefined, uri);
  const excluded = files.get<Record<string, unknown>>('exclude', {});
  const associations = files.get<Record<string, string>>('associations', {});
  return {
    exclude: Object.entries(excluded).flatMap(([pattern, holds]) => (holds === true ? [pattern] : [])),
    largestBytes: own.get<number>(settings.queriesMaximumFileSize, 1024) * 1024,
    languages: Object.fromEntries(Object.entries(associations).filter(([, language]) => mayHoldSql(language))),
  };
}
