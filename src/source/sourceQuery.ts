/** SQL found in a file: a whole `.sql` file's statement, or a string or template in a program. */
export interface SourceQuery {
  /** `sql`, `typescript`, `typescriptreact`, `javascript`, `javascriptreact`, `python`: VS Code's language ids. */
  readonly languageId: string;
  readonly recognisedBy: 'call' | 'tag' | 'content' | 'file' | 'hint';
  /** The statement's SQL with escapes decoded; a hole (`${x}`, `{x}`) stands as `$n` in it. */
  readonly sql: string;
  /** Range of the statement in the host file, UTF-16 code units, quotes excluded. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Interpolations, in order; `number` is the parameter that stands for it in `sql`. */
  readonly holes: readonly { readonly number: number; readonly source: string; readonly startOffset: number }[];
  /** Offset in the host file of an offset in `sql`; through escapes and holes. */
  toSource(sqlOffset: number): number;
}
