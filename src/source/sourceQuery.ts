import type { PreparedParameter } from '../sql/preparedText';
import type { SqlSyntaxError } from '../sql/postgresSql';

/** How it is known that a text is SQL. */
export type RecognisedBy = 'call' | 'tag' | 'hint' | 'content' | 'file';

/** By file, imports and the look of the text; `postgresql` unless something speaks for another. */
export type Dialect = 'postgresql' | 'mysql' | 'sqlite' | 'transactsql';

/** A placeholder or an interpolation of a source query. */
export interface SourceParameter extends PreparedParameter {
  /** Where it first stands in the file. */
  readonly startOffset: number;
  readonly endOffset: number;
}

/** SQL found in a file: a whole `.sql` file's statement, or a string or template in a program. Offsets are UTF-16 code units. */
export interface SourceQuery {
  /** One of VS Code's language ids. */
  readonly languageId: string;
  readonly recognisedBy: RecognisedBy;
  readonly dialect: Dialect;
  /** As sent: escapes decoded, every placeholder and interpolation filled. */
  readonly sql: string;
  readonly parameters: readonly SourceParameter[];
  /** It is a statement of its own, not a piece of one and not cut off. */
  readonly complete: boolean;
  /** What was taken for granted to make it one statement, one sentence each. */
  readonly assumptions: readonly string[];
  /** The parser's refusal, at an offset in `sql`. */
  readonly error?: SqlSyntaxError;
  /** Range of the statement in the file, quotes excluded. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Names of constants of the file that it is made of. */
  readonly constants: readonly string[];
  /** sqlc's and others' name for it. */
  readonly name?: string;
  /** Offset in the file of an offset in `sql`; through escapes, constants and fillings. */
  readonly toSource: (sqlOffset: number) => number;
  /** Offset in `sql` of a place in the file; off the statement the nearest. */
  readonly fromSource: (offset: number) => number;
}
