import type { Node } from 'web-tree-sitter';

import type { HostLanguage } from '../languages/language';

/** A name that stands more often than this in a file is looked at no further. */
const mostPlaces = 400;

/**
 * Values that a file gives to names once, so that the name means its value. Looked up by name, in the text: a walk over
 * all declarations would cost more than a keystroke may.
 */
export class Constants {
  readonly #host: HostLanguage;
  readonly #root: Node;
  readonly #source: string;
  readonly #reading = new Set<string>();
  readonly #values = new Map<string, Node | undefined>();

  constructor(host: HostLanguage, root: Node, source: string) {
    this.#host = host;
    this.#root = root;
    this.#source = source;
  }

  /** `undefined`: unknown, or given more than one value. */
  value(name: string): Node | undefined {
    if (!this.#values.has(name)) this.#values.set(name, this.#find(name));
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

  #find(name: string): Node | undefined {
    if (!/^[\w$]+$/.test(name)) return undefined;
    const source = this.#source;
    const seen = new Set<number>();
    let value: Node | undefined;
    let places = 0;
    for (let at = source.indexOf(name); at >= 0; at = source.indexOf(name, at + name.length)) {
      if (isWordPart(source, at - 1) || !mayDeclare(source, at + name.length)) continue;
      if (++places > mostPlaces) return undefined;
      for (const declaration of this.#declarationsAt(at, at + name.length)) {
        if (seen.has(declaration.id)) continue;
        seen.add(declaration.id);
        for (const found of this.#host.declarations(declaration, source)) {
          if (found.name !== name) continue;
          if (value) return undefined;
          value = found.value;
        }
      }
    }
    return value;
  }

  /** Declarations whose name may stand here: the nodes around, a few levels up. */
  #declarationsAt(start: number, end: number): readonly Node[] {
    const found: Node[] = [];
    let node: Node | null = this.#root.descendantForIndex(start, end);
    for (let level = 0; node && level < 5; level++, node = node.parent) {
      if (this.#host.declarationTypes.includes(node.type)) found.push(node);
      // What lies on the value's side names nothing.
      if (this.#host.literalTypes.includes(node.type)) break;
    }
    return found;
  }
}

/** What follows a name where it is declared: a value, a type and a value, a type's colon, a closing quote. */
const declares = /\s*(?:[=:?!'"]|[\w*&[][\w.<>[\]*&?]*\s*=)/y;

function mayDeclare(text: string, at: number): boolean {
  if (isWordPart(text, at)) return false;
  declares.lastIndex = at;
  return declares.test(text);
}

function isWordPart(text: string, at: number): boolean {
  return /[\w$]/.test(text.charAt(at));
}
