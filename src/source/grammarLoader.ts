import type { Parser, Tree } from 'web-tree-sitter';

import type { Grammars } from './sourceFinder';

/** Calls of tree-sitter's progress callback after which parsing is given up; 5,000 lines take about 3,500. */
const mostProgress = 100_000;

/** Parses one language's files. The caller deletes the tree. `undefined`: the parser gave up. */
export interface GrammarParser {
  /** `before`: the tree of the text before an edit that was told to it. */
  parse(text: string, before?: Tree): Tree | undefined;
}

/** Loads the runtime once and each grammar once, when first asked for; a failed load is tried again next time. */
export class GrammarLoader {
  readonly #grammars: Grammars;
  readonly #parsers = new Map<string, Promise<GrammarParser>>();
  #runtime: Promise<typeof import('web-tree-sitter')> | undefined;

  constructor(grammars: Grammars) {
    this.#grammars = grammars;
  }

  load(grammar: string): Promise<GrammarParser> {
    let parser = this.#parsers.get(grammar);
    if (!parser) {
      parser = this.#load(grammar);
      this.#parsers.set(grammar, parser);
      parser.catch(() => this.#parsers.delete(grammar));
    }
    return parser;
  }

  async #load(grammar: string): Promise<GrammarParser> {
    const { Language, Parser } = await this.#treeSitter();
    const language = await Language.load(await this.#grammars.read(grammar));
    const parser = new Parser();
    parser.setLanguage(language);
    return { parse: (text, before) => parse(parser, text, before) };
  }

  #treeSitter(): Promise<typeof import('web-tree-sitter')> {
    this.#runtime ??= (async () => {
      const library = await import('web-tree-sitter');
      await library.Parser.init({ wasmBinary: await this.#grammars.read('web-tree-sitter.wasm') });
      return library;
    })();
    this.#runtime.catch(() => (this.#runtime = undefined));
    return this.#runtime;
  }
}

function parse(parser: Parser, text: string, before: Tree | undefined): Tree | undefined {
  let progress = 0;
  const tree = parser.parse(text, before ?? null, { progressCallback: () => ++progress > mostProgress });
  if (!tree) parser.reset();
  return tree ?? undefined;
}
