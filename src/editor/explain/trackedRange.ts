import { type Disposable, type TextDocument, type Uri, workspace } from 'vscode';

/** A range of a document that stays with its text while the user types elsewhere. Offsets are UTF-16 code units. */
export class TrackedRange implements Disposable {
  readonly uri: Uri;
  #start: number;
  #end: number;
  #edited = false;
  readonly #subscription: Disposable;

  constructor(document: TextDocument, start: number, end: number, onEdit?: () => void) {
    this.uri = document.uri;
    this.#start = start;
    this.#end = end;
    this.#subscription = workspace.onDidChangeTextDocument(event => {
      if (event.document.uri.toString() !== this.uri.toString()) return;
      for (const change of event.contentChanges) {
        const from = change.rangeOffset;
        const to = from + change.rangeLength;
        const delta = change.text.length - change.rangeLength;
        if (to < this.#start || (to === this.#start && this.#start !== this.#end)) {
          this.#start += delta;
          this.#end += delta;
        } else if (from < this.#end) {
          this.#edited = true;
          this.#start = Math.min(this.#start, from);
          this.#end = Math.max(this.#start, Math.max(this.#end, to) + delta);
        }
      }
      if (this.#edited) onEdit?.();
    });
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  /** The text itself was touched. */
  get edited(): boolean {
    return this.#edited;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
