import { type Position, Range, type TextDocument, workspace } from 'vscode';

import type { ParameterValue } from '../../catalog/database';
import type { PreparedParameter } from '../../sql/preparedText';

/** The statement that the user means, with its place in the document. */
export interface QueryTarget {
  readonly document: TextDocument;
  /** Version of the document that the offsets belong to. */
  readonly version: number;
  /** Escapes decoded; of a program's string interpolations and placeholders filled, else as it stands there. */
  readonly sql: string;
  /** Where the statement stands in the document. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Placeholders and interpolations of a program's string, as they were filled in `sql`. */
  readonly parameters?: readonly PreparedParameter[];
  /** What was taken for granted to make it one statement. */
  readonly assumptions?: readonly string[];
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

/** `src/orders/list.ts:48` */
export function originOf({ document, startOffset }: QueryTarget): string {
  const { uri } = document;
  const name = uri.scheme === 'untitled' ? uri.path : workspace.asRelativePath(uri, false);
  return `${name}:${String(document.positionAt(startOffset).line + 1)}`;
}
