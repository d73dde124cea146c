/** A literal's SQL and the way back: from its offsets to the file's and from the file's to its own. */
import type { LiteralPiece } from './languages/language';
import type { SourceQuery } from './sourceQuery';

interface Segment {
  readonly sqlStart: number;
  readonly sqlEnd: number;
  readonly start: number;
  readonly end: number;
  readonly verbatim: boolean;
}

export class LiteralText {
  readonly sql: string;
  /** With their places in `sql`. */
  readonly holes: readonly (SourceQuery['holes'][number] & { readonly sqlOffset: number })[];
  readonly #segments: readonly Segment[];

  constructor(pieces: readonly LiteralPiece[]) {
    const segments: Segment[] = [];
    const holes: (SourceQuery['holes'][number] & { readonly sqlOffset: number })[] = [];
    let sql = '';
    let number = highestParameter(pieces);
    const add = (text: string, start: number, end: number, verbatim: boolean): void => {
      segments.push({ sqlStart: sql.length, sqlEnd: sql.length + text.length, start, end, verbatim });
      sql += text;
    };
    pieces.forEach((piece, i) => {
      const next = pieces[i + 1];
      if (piece.kind === 'hole') {
        number++;
        holes.push({ number, source: piece.source, startOffset: piece.start, sqlOffset: sql.length });
        // A digit or letter right behind must not become part of the parameter: `$1` `0`.
        const joins = next?.kind === 'text' && /^[\w$]/.test(next.text);
        add(`$${number}${joins ? ' ' : ''}`, piece.start, piece.end, false);
      } else if (piece.verbatim && piece.text.endsWith('$') && !piece.text.endsWith('$$') && next?.kind === 'hole') {
        // `$${n}` builds a parameter whose number is computed: the hole stands for all of it.
        add(piece.text.slice(0, -1), piece.start, piece.end - 1, true);
      } else add(piece.text, piece.start, piece.end, piece.verbatim);
    });
    this.sql = sql;
    this.holes = holes;
    this.#segments = segments;
  }

  /** Inside an escape or a hole: its start. Between two pieces: where the second begins. */
  toSource(sqlOffset: number): number {
    let found: Segment | undefined;
    for (const segment of this.#segments) {
      if (segment.sqlStart > sqlOffset) break;
      found = segment;
    }
    if (!found) return this.#segments[0]?.start ?? 0;
    if (sqlOffset >= found.sqlEnd) return found.end;
    return found.verbatim ? found.start + sqlOffset - found.sqlStart : found.start;
  }

  /** Where the character before `sqlOffset` ends in the file. */
  endToSource(sqlOffset: number): number {
    for (const segment of this.#segments) {
      if (segment.sqlStart < sqlOffset && sqlOffset <= segment.sqlEnd) {
        return segment.verbatim ? segment.start + sqlOffset - segment.sqlStart : segment.end;
      }
    }
    return this.toSource(sqlOffset);
  }

  /** Offset in the SQL of a place in the file; between pieces the start of the next. */
  fromSource(offset: number): number {
    for (const segment of this.#segments) {
      if (offset <= segment.start) return segment.sqlStart;
      if (offset < segment.end) return segment.verbatim ? segment.sqlStart + offset - segment.start : segment.sqlStart;
    }
    return this.sql.length;
  }
}

/** Of `$n` in the text pieces. Those in literals count too: a number more is harmless, one less is not. */
function highestParameter(pieces: readonly LiteralPiece[]): number {
  let highest = 0;
  for (const piece of pieces) {
    if (piece.kind === 'hole') continue;
    for (const match of piece.text.matchAll(/\$(\d{1,5})/g)) highest = Math.max(highest, Number(match[1]));
  }
  return highest;
}
