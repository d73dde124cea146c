/** Something that holds a resource until it is let go. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/**
 * Owns disposables and lets them go together, last added first. An addition after the end dies at once;
 * a `dispose` that fails does not keep the others from running.
 */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #ended = false;

  get isDisposed(): boolean {
    return this.#ended;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#ended) {
      void Promise.resolve(item.dispose()).catch(() => undefined);
    } else {
      this.#items.add(item);
    }
    return item;
  }

  /** Stops owning `item` without disposing it. */
  release(item: Disposable): void {
    this.#items.delete(item);
  }

  /** @throws AggregateError with every failure, after all items were tried. */
  async dispose(): Promise<void> {
    this.#ended = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    const failures: unknown[] = [];
    for (const item of items) {
      try {
        await item.dispose();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some resources could not be let go');
  }
}
