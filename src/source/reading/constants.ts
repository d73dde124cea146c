import type { Node } from 'web-tree-sitter';

import type { HostLanguage } from '../languages/language';

/** Values that a file gives to names once, so that the name means its value. */
export class Constants {
  readonly #host: HostLanguage;
  readonly #root: Node;
  readonly #source: string;
  readonly #reading = new Set<string>();
  #values: Map<string, Node | undefined> | undefined;

  constructor(host: HostLanguage, root: Node, source: string) {
    this.#host = host;
    this.#root = root;
    this.#source = source;
  }

  /** `undefined`: unknown, or given more than one value. */
  value(name: string): Node | undefined {
    this.#values ??= this.#collect();
    return this.#values.get(name);
  }

  /** Guards against a constant that is made of itself. */
  once<T>(name: string, read: () => T | undefined): T | undefined {
    if (this.#reading.has(name)) return undefined;
    this.#reading.add(name);
    try {
      return read();
    } finally {
      this.#reading.delete(name);
    }
  }

  #collect(): Map<string, Node | undefined> {
    const values = new Map<string, Node | undefined>();
    for (const node of this.#root.descendantsOfType([...this.#host.declarationTypes])) {
      for (const { name, value } of this.#host.declarations(node, this.#source)) {
        values.set(name, values.has(name) ? undefined : value);
      }
    }
    return values;
  }
}
