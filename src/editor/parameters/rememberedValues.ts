import type { Memento } from 'vscode';

import type { ParameterValue } from '../../catalog/database';

/** Shapes kept; the one used longest ago goes first. */
const limit = 200;
const key = 'parameterValues';

/** Values that the user typed, for each query shape; kept in the workspace's state on this machine. */
export class RememberedValues {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  get(shape: string, count: number): readonly ParameterValue[] | undefined {
    const values = this.#all().find(entry => entry.shape === shape)?.values;
    return values?.length === count ? values : undefined;
  }

  async set(shape: string, values: readonly ParameterValue[]): Promise<void> {
    const others = this.#all().filter(entry => entry.shape !== shape);
    await this.#state.update(key, [{ shape, values }, ...others].slice(0, limit));
  }

  /** Forgets one shape's values, or all. */
  async forget(shape?: string): Promise<number> {
    const before = this.#all();
    const kept = shape === undefined ? [] : before.filter(entry => entry.shape !== shape);
    await this.#state.update(key, kept.length === 0 ? undefined : kept);
    return before.length - kept.length;
  }

  #all(): readonly { readonly shape: string; readonly values: readonly ParameterValue[] }[] {
    return this.#state.get<{ shape: string; values: ParameterValue[] }[]>(key) ?? [];
  }
}
