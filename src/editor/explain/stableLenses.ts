import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  type DocumentSelector,
  EventEmitter,
  Range,
  type TextDocument,
  languages,
  workspace,
} from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { TrackedRange } from './trackedRange';
import type { TypingPause } from './typingPause';

/** A lens above the line of an offset. */
export interface PlacedCommand {
  readonly offset: number;
  readonly command: Command;
}

/** Lenses that neither come nor go while the user types: until the pause, those of before stay with their text. */
export class StableLenses implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = new EventEmitter<void>();
  readonly #shown = new Map<string, readonly { readonly range: TrackedRange; readonly command: Command }[]>();

  constructor(
    selector: DocumentSelector,
    typing: TypingPause,
    place: (document: TextDocument) => Promise<readonly PlacedCommand[]>,
  ) {
    const provider: CodeLensProvider = {
      onDidChangeCodeLenses: this.#changed.event,
      provideCodeLenses: async document => {
        if (!typing.isTyping(document.uri) || !this.#shown.has(document.uri.toString())) {
          const version = document.version;
          const placed = await place(document);
          if (document.version === version) this.#keep(document, placed);
        }
        return this.#lenses(document);
      },
    };
    const registration = languages.registerCodeLensProvider(selector, provider);
    const closing = workspace.onDidCloseTextDocument(document => {
      this.#forget(document.uri.toString());
    });
    this.#store.add({ dispose: () => void registration.dispose() });
    this.#store.add({ dispose: () => void closing.dispose() });
    this.#store.add({
      dispose: () => {
        this.#changed.dispose();
      },
    });
    this.#store.add(
      typing.onDidPause(() => {
        this.refresh();
      }),
    );
  }

  refresh(): void {
    this.#changed.fire();
  }

  async dispose(): Promise<void> {
    for (const key of [...this.#shown.keys()]) this.#forget(key);
    await this.#store.dispose();
  }

  #keep(document: TextDocument, placed: readonly PlacedCommand[]): void {
    const key = document.uri.toString();
    this.#forget(key);
    this.#shown.set(
      key,
      placed.map(({ offset, command }) => ({ range: new TrackedRange(document, offset, offset), command })),
    );
  }

  #lenses(document: TextDocument): CodeLens[] {
    return (this.#shown.get(document.uri.toString()) ?? []).map(({ range, command }) => {
      const at = document.positionAt(range.start);
      return new CodeLens(new Range(at, at), command);
    });
  }

  #forget(key: string): void {
    for (const { range } of this.#shown.get(key) ?? []) range.dispose();
    this.#shown.delete(key);
  }
}
