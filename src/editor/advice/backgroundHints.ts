import { type TextDocument, window, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { isCancelled, throwIfAborted } from '../../base/failure';
import type { Catalog } from '../../catalog/model';
import type { ColumnPredicate } from '../../sql/statement';
import type { ActiveDatabase } from '../activeConnections';
import { settings } from '../contributions';
import { plainTarget, sourceTarget } from '../explain/findTarget';
import { isScript, mayHoldSql } from '../explain/languages';
import { type PreparedStatement, UnpreparedStatement, prepareStatement } from '../explain/preparedStatement';
import type { QueryTarget } from '../explain/queryTarget';
import { readPlan } from '../explain/readPlan';
import type { TypingPause } from '../explain/typingPause';
import type { EditorContext } from '../shell';
import type { Adviser } from './adviser';
import type { SuggestionBook } from './suggestionBook';

/** Statements of one file that are asked about, and how long that may take. */
const statementLimit = 40;
const timeLimitMs = 10_000;
/** Longer files are dumps or generated. In UTF-16 code units. */
const longestHinted = 512 * 1024;

/**
 * Looks for missing indexes when a file is opened or saved: plain EXPLAIN for unknown values, one statement at a time,
 * on a development database that is connected already. A change of the file ends it; typing never starts it.
 */
export class BackgroundHints implements Disposable {
  readonly #context: EditorContext;
  readonly #adviser: Adviser;
  readonly #book: SuggestionBook;
  readonly #typing: TypingPause;
  readonly #store = new DisposableStore();
  readonly #scans = new Map<string, AbortController>();
  /** Version of each document that was scanned on a connection. */
  readonly #done = new Map<string, string>();
  #queue: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly context: EditorContext;
    readonly adviser: Adviser;
    readonly book: SuggestionBook;
    readonly typing: TypingPause;
  }) {
    this.#context = parts.context;
    this.#adviser = parts.adviser;
    this.#book = parts.book;
    this.#typing = parts.typing;
    const subscriptions = [
      window.onDidChangeVisibleTextEditors(() => {
        this.scanVisible();
      }),
      workspace.onDidSaveTextDocument(document => {
        this.scan(document);
      }),
      workspace.onDidChangeTextDocument(event => {
        if (event.contentChanges.length > 0) this.#stop(event.document.uri.toString());
      }),
      workspace.onDidCloseTextDocument(document => {
        this.#stop(document.uri.toString());
        this.#done.delete(document.uri.toString());
      }),
    ];
    for (const subscription of subscriptions) this.#store.add({ dispose: () => void subscription.dispose() });
    this.#store.add(
      parts.context.connections.onDidChange(() => {
        this.scanVisible();
      }),
    );
    this.scanVisible();
  }

  /** Settles when what was asked for so far is done; for tests. */
  get settled(): Promise<void> {
    return this.#queue;
  }

  /** Looks again at what is on the screen: the schema has changed. */
  rescan(): void {
    this.#done.clear();
    this.scanVisible();
  }

  scanVisible(): void {
    for (const editor of window.visibleTextEditors) this.scan(editor.document);
  }

  scan(document: TextDocument): void {
    const key = document.uri.toString();
    const profile = this.#context.connections.activeProfile(document.uri);
    if (profile === undefined || !this.#context.connections.isConnected(document.uri)) return;
    if (!mayHoldSql(document.languageId)) return;
    if (!workspace.getConfiguration(undefined, document.uri).get<boolean>(settings.hints, true)) return;
    const state = `${profile.id} ${String(document.version)}`;
    if (this.#done.get(key) === state || this.#typing.isTyping(document.uri)) return;
    this.#done.set(key, state);
    this.#stop(key);
    const controller = new AbortController();
    this.#scans.set(key, controller);
    this.#queue = this.#queue.then(async () => {
      try {
        if (!controller.signal.aborted) await this.#run(document, controller.signal);
      } catch (error) {
        if (!isCancelled(error)) this.#context.log.error('hints were given up', error);
      } finally {
        if (this.#scans.get(key) === controller) this.#scans.delete(key);
      }
    });
  }

  async dispose(): Promise<void> {
    for (const key of [...this.#scans.keys()]) this.#stop(key);
    await this.#store.dispose();
  }

  #stop(key: string): void {
    this.#scans.get(key)?.abort();
    this.#scans.delete(key);
  }

  async #run(document: TextDocument, signal: AbortSignal): Promise<void> {
    const active = await this.#context.connections.database(document.uri, { interactive: false }, signal);
    if (active === undefined || active.production) return;
    const statements = await this.#statements(document);
    if (statements.length === 0) return;
    const catalog = await this.#adviser.catalog(active.database, signal);
    const least = workspace.getConfiguration(undefined, document.uri).get<number>(settings.hintsMinimumRows, 10_000);
    const worth = statements.filter(({ predicates }) =>
      predicates.some(predicate => onLargeTable(predicate, catalog, least)),
    );
    const end = Date.now() + timeLimitMs;
    for (const statement of worth.slice(0, statementLimit)) {
      throwIfAborted(signal);
      if (Date.now() > end) return;
      if (this.#book.at(document.uri, statement.target.startOffset)?.statement.shape === statement.shape) continue;
      await this.#hint(statement, active, signal);
    }
  }

  async #hint(statement: PreparedStatement, active: ActiveDatabase, signal: AbortSignal): Promise<void> {
    const values = statement.parameters.length === 0 ? [] : 'generic';
    try {
      const outcome = await active.database.explain(
        { sql: statement.sql, parameters: values, analyze: false, allowWrites: false },
        signal,
      );
      const plan = readPlan(outcome, active.database.server);
      const suggestion = await this.#adviser.suggest({ statement, active, values, plan }, signal);
      if (suggestion !== undefined && this.#adviser.verifiesByItself(suggestion)) {
        await this.#adviser.verify(suggestion, signal);
      }
    } catch (error) {
      if (isCancelled(error)) throw error;
      // A statement of another schema, or half of one: no hint, no noise.
      this.#context.log.debug(`no hint: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #statements(document: TextDocument): Promise<readonly PreparedStatement[]> {
    const app = await this.#context.app();
    const sql = await app.sql();
    const text = document.getText();
    if (text.length > longestHinted) return [];
    const targets: readonly QueryTarget[] = isScript(document.languageId)
      ? sql.split(text).map(({ text: own, start, end }) => plainTarget(document, own, start, end))
      : (await this.#context.documents.queries(document))
          .filter(({ complete, dialect }) => complete && dialect === 'postgresql')
          .map(query => sourceTarget(document, query));
    return targets.flatMap(target => {
      const statement = prepareStatement(sql, target);
      return statement instanceof UnpreparedStatement || statement.predicates.length === 0 ? [] : [statement];
    });
  }
}

function onLargeTable({ table }: ColumnPredicate, catalog: Catalog, leastRows: number): boolean {
  return catalog.tables.some(
    candidate =>
      candidate.name === table.name &&
      (table.schema === undefined || candidate.schema === table.schema) &&
      (candidate.estimatedRows ?? 0) >= leastRows,
  );
}
