import { type TextDocument, type TextDocumentChangeEvent, workspace } from 'vscode';

import type { App } from '../../app';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { SourceDocument } from '../../source/sourceDocument';
import type { SourceQuery } from '../../source/sourceQuery';

interface Opened {
  readonly document: SourceDocument;
  version: number;
}

/** Documents kept at a time: each holds a syntax tree of some ten times its text. */
const most = 12;
/** Edits of one change that are followed one by one. */
const mostChanges = 16;

/**
 * The queries of programs that are open, kept while they are typed in: an edit costs a few milliseconds, whatever the
 * length of the file. A document is taken in when it is first asked for.
 */
export class SourceDocuments implements Disposable {
  readonly #app: () => Promise<App>;
  readonly #log: Log;
  readonly #open = new Map<TextDocument, Promise<Opened | undefined>>();
  readonly #ready = new Map<TextDocument, Opened>();
  readonly #store = new DisposableStore();

  constructor(app: () => Promise<App>, log: Log) {
    this.#app = app;
    this.#log = log;
    const subscriptions = [
      workspace.onDidChangeTextDocument(event => {
        this.#change(event);
      }),
      workspace.onDidCloseTextDocument(document => {
        this.#close(document);
      }),
    ];
    for (const subscription of subscriptions) this.#store.add({ dispose: () => void subscription.dispose() });
  }

  /** The statement around the offset; `undefined`: none there. */
  async at(document: TextDocument, offset: number): Promise<SourceQuery | undefined> {
    const opened = await this.#take(document);
    if (opened?.version === document.version) return opened.document.at(offset);
    return (await this.#app()).sources.at(document.languageId, document.getText(), offset);
  }

  async queries(document: TextDocument): Promise<readonly SourceQuery[]> {
    const opened = await this.#take(document);
    await opened?.document.read(() => new Promise(resolve => setImmediate(resolve)));
    if (opened?.version === document.version) return opened.document.queries;
    return (await this.#app()).sources.find(document.languageId, document.getText());
  }

  async dispose(): Promise<void> {
    await this.#store.dispose();
    for (const document of [...this.#open.keys()]) this.#close(document);
  }

  async #take(document: TextDocument): Promise<Opened | undefined> {
    let opening = this.#open.get(document);
    if (!opening) {
      if (this.#open.size >= most) this.#close(this.#open.keys().next().value);
      opening = this.#read(document);
      this.#open.set(document, opening);
    }
    return opening;
  }

  async #read(document: TextDocument): Promise<Opened | undefined> {
    const app = await this.#app();
    const { version, languageId } = document;
    const read = await app.sources.open(languageId, document.getText());
    if (!read) return undefined;
    const opened: Opened = { document: read, version };
    // Closed, or typed in, while its grammar was loaded.
    if (!this.#open.has(document) || document.version !== version) {
      this.#open.delete(document);
      void read.dispose();
      return undefined;
    }
    this.#ready.set(document, opened);
    return opened;
  }

  #change({ document, contentChanges }: TextDocumentChangeEvent): void {
    const opened = this.#ready.get(document);
    if (!opened || contentChanges.length === 0) return;
    // A file that was formatted, or replaced all over, is read anew when it is next asked for.
    if (contentChanges.length > mostChanges) {
      this.#close(document);
      return;
    }
    // The changes of one event are all told in the text before it: applied from the last to the first, none moves another.
    const ordered = [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset);
    try {
      let { text } = opened.document;
      for (const { rangeOffset: start, rangeLength, text: put } of ordered) {
        const oldEnd = start + rangeLength;
        text = text.slice(0, start) + put + text.slice(oldEnd);
        opened.document.edit({ start, oldEnd, newEnd: start + put.length }, text);
      }
      opened.version = document.version;
    } catch (error) {
      this.#log.error('a document is read anew: an edit could not be followed', error);
      this.#close(document);
    }
  }

  #close(document: TextDocument | undefined): void {
    if (!document) return;
    const opened = this.#ready.get(document);
    this.#open.delete(document);
    this.#ready.delete(document);
    if (opened) void opened.document.dispose();
  }
}
