import type { Piece } from '../reading/pieces';
import type { RecognisedBy } from '../sourceQuery';

/** A document that holds SQL by its own structure rather than in string literals: mapper XML, Markdown. */
export interface EmbeddingLanguage {
  /** VS Code's language ids. */
  readonly ids: readonly string[];
  /** File name extensions with their dot, by language id. */
  readonly extensions: Readonly<Record<string, readonly string[]>>;
  /** The texts of SQL in a document, in order; malformed documents give what can be read. Loads its reader when first asked. */
  read(document: string): Promise<readonly EmbeddedText[]>;
}

export interface EmbeddedText {
  readonly pieces: readonly Piece[];
  readonly start: number;
  readonly end: number;
  readonly recognisedBy: RecognisedBy;
  /** Id of the mapped statement. */
  readonly name?: string;
}
