import type { SourceDocument } from './sourceDocument';
import type { SourceQuery } from './sourceQuery';

/** Loads grammars: the adapter knows where they lie. */
export interface Grammars {
  /** WebAssembly of a tree-sitter grammar, e.g. `tree-sitter-typescript.wasm`, and of the runtime itself, `web-tree-sitter.wasm`. */
  read(name: string): Promise<Uint8Array>;
}

/** Longer texts are generated or data: a program, script or document as a whole is not read. In UTF-16 code units. */
export const longestText = 2 * 1024 * 1024;

/** Finds SQL in files. Grammars load when their language is first asked for. */
export interface SourceFinder {
  /** VS Code's language ids that can be searched. */
  readonly languages: readonly string[];
  /** Language id of a file by its name's extension; `undefined`: none of ours. */
  languageOf(fileName: string): string | undefined;
  /** Every statement in the text, in order. An unknown language gives none. */
  find(languageId: string, text: string): Promise<readonly SourceQuery[]>;
  /** A program that is typed in; the caller owns it. `undefined`: its language has no grammar, or it is too long. */
  open(languageId: string, text: string): Promise<SourceDocument | undefined>;
  /** The statement that holds the offset. A literal that is not recognised as SQL is still given when it parses as SQL. */
  at(languageId: string, text: string, offset: number): Promise<SourceQuery | undefined>;
}
