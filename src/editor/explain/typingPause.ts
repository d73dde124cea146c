import { type TextDocument, type Uri, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';

/** How long after a keystroke the user still counts as typing. */
const pauseMs = 1_500;

/** Tells typing from resting, for each document: what would shift the code waits for the rest. */
export class TypingPause implements Disposable {
  readonly #store = new DisposableStore();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #paused = this.#store.add(new Emitter<Uri>());

  /** The user has stopped typing in the document, or has saved it. */
  readonly onDidPause = this.#paused.event;

  constructor() {
    const subscriptions = [
      workspace.onDidChangeTextDocument(event => {
        if (event.contentChanges.length > 0) this.#typed(event.document);
      }),
      workspace.onDidSaveTextDocument(document => {
        this.#rest(document.uri);
      }),
      workspace.onDidCloseTextDocument(document => {
        this.#forget(document.uri.toString());
      }),
    ];
    for (const subscription of subscriptions) this.#store.add({ dispose: () => void subscription.dispose() });
  }

  isTyping(uri: Uri): boolean {
    return this.#timers.has(uri.toString());
  }

  async dispose(): Promise<void> {
    for (const key of [...this.#timers.keys()]) this.#forget(key);
    await this.#store.dispose();
  }

  #typed(document: TextDocument): void {
    const key = document.uri.toString();
    this.#forget(key);
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#rest(document.uri);
      }, pauseMs),
    );
  }

  #rest(uri: Uri): void {
    this.#forget(uri.toString());
    this.#paused.fire(uri);
  }

  #forget(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
}
