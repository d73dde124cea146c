import { type LiteralPiece, verbatim } from './language';

/** Ruby's width of a tabulator in a heredoc; PHP counts characters. */
const tabWidth = 8;

/**
 * Verbatim pieces for a stretch of a heredoc without the first `indent` columns of its lines. `lineStart`: it begins a
 * line. White space alone is taken, less where a line has less.
 */
export function dedented(
  source: string,
  start: number,
  end: number,
  indent: number,
  lineStart: boolean,
  width: (character: string, column: number) => number = rubyWidth,
): readonly LiteralPiece[] {
  if (indent === 0) return verbatim(source, start, end);
  const out: LiteralPiece[] = [];
  let at = start;
  for (let begins = lineStart; at < end; begins = true) {
    let column = 0;
    while (begins && at < end && (source[at] === ' ' || source[at] === '\t')) {
      column += width(source.charAt(at), column);
      if (column > indent) break;
      at++;
    }
    const next = source.indexOf('\n', at) + 1;
    const lineEnd = next === 0 || next > end ? end : next;
    out.push(...verbatim(source, at, lineEnd));
    at = lineEnd;
  }
  return out;
}

/** Columns that a character of the indentation takes. */
export function rubyWidth(character: string, column: number): number {
  return character === '\t' ? tabWidth - (column % tabWidth) : 1;
}
