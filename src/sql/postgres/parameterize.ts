import type { ParameterizedSql } from '../statement';
import { longestStatement } from './parser';
import { type Keywords, readPieces } from './placeholders';
import { Rewrite } from './rewrite';

export function parameterize(original: string, keywords: Keywords): ParameterizedSql {
  const same = (offset: number) => offset;
  // What is too long to be parsed is left as it is: its tokens would take gigabytes.
  if (original.length > longestStatement) {
    return { sql: original, parameters: [], places: [], toOriginal: same, fromOriginal: same };
  }
  const { pieces, parameters } = readPieces(original, keywords);
  const places: { start: number; end: number; number: number }[] = [];
  const rewrite = new Rewrite(original);
  for (const { start, end, replacement, number } of pieces) {
    const at = replacement === undefined ? rewrite.placeOf(start) : rewrite.replace(start, end, replacement);
    if (number !== undefined) places.push({ start: at, end: at + (replacement?.length ?? end - start), number });
  }
  const { text, toOriginal, fromOriginal } = rewrite.finish();
  return { sql: text, parameters, places, toOriginal, fromOriginal };
}
