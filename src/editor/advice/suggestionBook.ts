import type { Uri } from 'vscode';

import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Suggestion } from './suggestion';

/** What is suggested for the statements of open documents: at most one for each statement. */
export class SuggestionBook implements Disposable {
  readonly #suggestions = new Map<string, Suggestion>();
  readonly #changed = new Emitter<Uri>();

  /** The document whose suggestions changed. */
  readonly onDidChange = this.#changed.event;

  all(uri: Uri): readonly Suggestion[] {
    return [...this.#suggestions.values()].filter(entry => entry.range.uri.toString() === uri.toString());
  }

  get(id: string): Suggestion | undefined {
    return this.#suggestions.get(id);
  }

  /** The suggestion for the statement at the offset. */
  at(uri: Uri, offset: number): Suggestion | undefined {
    return this.all(uri).find(({ range }) => range.start <= offset && offset <= range.end);
  }

  /** Adds it in place of what stood for the same statement. */
  put(suggestion: Suggestion): void {
    const { range } = suggestion;
    for (const other of this.all(range.uri)) {
      const overlaps = other.range.start < range.end && range.start < other.range.end;
      if (overlaps || other.range.edited) this.#drop(other, suggestion);
    }
    this.#suggestions.set(suggestion.id, suggestion);
    this.#changed.fire(range.uri);
  }

  remove(suggestion: Suggestion): void {
    if (!this.#suggestions.has(suggestion.id)) return;
    this.#drop(suggestion);
    this.#changed.fire(suggestion.range.uri);
  }

  /** Removes those that `test` names. */
  removeWhere(test: (suggestion: Suggestion) => boolean): void {
    for (const suggestion of [...this.#suggestions.values()]) if (test(suggestion)) this.remove(suggestion);
  }

  dispose(): void {
    for (const suggestion of [...this.#suggestions.values()]) this.#drop(suggestion);
    this.#changed.dispose();
  }

  #drop(suggestion: Suggestion, successor?: Suggestion): void {
    this.#suggestions.delete(suggestion.id);
    if (successor?.range !== suggestion.range) suggestion.range.dispose();
    if (successor?.words !== suggestion.words) suggestion.words.dispose();
  }
}
