import { type Position, Range, type TextDocument } from 'vscode';

import type { ParameterValue } from '../../catalog/database';

/** The statement that the user means, with its place in the document. */
export interface QueryTarget {
  readonly document: TextDocument;
  /** Version of the document that the offsets belong to. */
  readonly version: number;
  /** As it stands there: escapes decoded, interpolations as `$n`, placeholders not yet rewritten. */
  readonly sql: string;
  /** Where the statement stands in the document. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Interpolations of the host language. */
  readonly holes: readonly { readonly number: number; readonly source: string }[];
  /** Values that a log gave beside the statement. */
  readonly values?: readonly ParameterValue[];
  /** Offset in the document of an offset in `sql`. */
  toDocument(sqlOffset: number): number;
}

/** The word at the offset, else the rest of its line, else one character: what an error's squiggle covers. */
export function rangeAtOffset(document: TextDocument, offset: number, endOffset: number): Range {
  const last = Math.max(0, endOffset - 1);
  const start: Position = document.positionAt(Math.min(offset, last));
  const word = document.getWordRangeAtPosition(start);
  if (word !== undefined) return new Range(start, word.end);
  return new Range(start, start.translate(0, 1));
}
