import type { ParameterizedSql } from '../statement';
import { longestStatement } from './parser';
import { type Keywords, readPieces } from './placeholders';

interface Segment {
  /** In the rewritten SQL. */
  readonly start: number;
  /** In the original. */
  readonly from: number;
  /** Offsets inside stand for its start. */
  readonly replaced: boolean;
}

export function parameterize(original: string, keywords: Keywords): ParameterizedSql {
  // What is too long to be parsed is left as it is: its tokens would take gigabytes.
  if (original.length > longestStatement) return { sql: original, parameters: [], toOriginal: offset => offset };
  const { pieces, parameters } = readPieces(original, keywords);
  const segments: Segment[] = [{ start: 0, from: 0, replaced: false }];
  let sql = '';
  let copied = 0;
  for (const piece of pieces) {
    if (piece.replacement === undefined) continue;
    sql += original.slice(copied, piece.start);
    segments.push({ start: sql.length, from: piece.start, replaced: true });
    sql += piece.replacement;
    segments.push({ start: sql.length, from: piece.end, replaced: false });
    copied = piece.end;
  }
  sql += original.slice(copied);
  return { sql, parameters, toOriginal: offset => toOriginal(segments, offset, original.length) };
}

function toOriginal(segments: readonly Segment[], offset: number, length: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  if (!segment) return 0;
  const at = segment.replaced ? segment.from : segment.from + (offset - segment.start);
  return Math.max(0, Math.min(at, length));
}
