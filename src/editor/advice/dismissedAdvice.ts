import type { Memento } from 'vscode';

import type { CandidateIndex } from '../../advisor/index';

const key = 'dismissedAdvice';
/** Entries kept; the oldest goes first. */
const limit = 500;

/** Advice that the user does not want to see again for a statement, kept in the workspace's state. */
export class DismissedAdvice {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  has(shape: string, index: CandidateIndex): boolean {
    return this.#all().includes(entryOf(shape, index));
  }

  async add(shape: string, index: CandidateIndex): Promise<void> {
    const entry = entryOf(shape, index);
    await this.#state.update(key, [entry, ...this.#all().filter(other => other !== entry)].slice(0, limit));
  }

  #all(): readonly string[] {
    return this.#state.get<string[]>(key) ?? [];
  }
}

function entryOf(shape: string, index: CandidateIndex): string {
  return JSON.stringify([shape, index.schema, index.table, index.columns]);
}
