/** A whole's SQL and the way back: from its offsets to the file's and from the file's to its own. */
import type { TextHole } from '../../sql/preparedText';
import type { Piece } from './pieces';

interface Segment {
  readonly sqlStart: number;
  readonly sqlEnd: number;
  readonly start: number;
  readonly end: number;
  readonly verbatim: boolean;
  /** It stands in a constant, away from the rest. */
  readonly elsewhere: boolean;
}

export interface SourceHole extends TextHole {
  /** Place in the file. */
  readonly startOffset: number;
  readonly endOffset: number;
}

export class LiteralText {
  /** Holes stand as `$n` in it. */
  readonly sql: string;
  readonly holes: readonly SourceHole[];
  /** Choices of the program for which one branch was taken. */
  readonly assumptions: readonly { readonly source: string; readonly at: number }[];
  readonly #segments: readonly Segment[];

  constructor(pieces: readonly Piece[]) {
    const segments: Segment[] = [];
    const holes: SourceHole[] = [];
    const assumptions: { source: string; at: number }[] = [];
    let sql = '';
    let number = highestParameter(pieces);
    const add = (text: string, piece: Exclude<Piece, { kind: 'assumption' }>, end: number, verbatim: boolean): void => {
      const { start, elsewhere = false } = piece;
      segments.push({ sqlStart: sql.length, sqlEnd: sql.length + text.length, start, end, verbatim, elsewhere });
      sql += text;
    };
    pieces.forEach((piece, i) => {
      if (piece.kind === 'assumption') {
        assumptions.push({ source: piece.source, at: sql.length });
        return;
      }
      const next = pieces[i + 1];
      if (piece.kind === 'hole') {
        number++;
        const mark = `$${number}`;
        holes.push({
          start: sql.length,
          end: sql.length + mark.length,
          source: piece.source,
          value: piece.value ?? false,
          startOffset: piece.start,
          endOffset: piece.end,
        });
        // A digit right behind must not become part of the mark, nor a word part of a value's.
        const joins = next?.kind === 'text' && (piece.value === true ? /^[\w$]/ : /^\d/).test(next.text);
        // Glued to a keyword or a directive it is not part of it: `WHERE` . $c.
        if (gluing.test(sql.slice(-12))) sql += ' ';
        add(joins ? `${mark} ` : mark, piece, piece.end, false);
      } else if (piece.verbatim && piece.text.endsWith('$') && !piece.text.endsWith('$$') && next?.kind === 'hole') {
        // `$${n}` builds a parameter whose number is computed: the hole stands for all of it.
        add(piece.text.slice(0, -1), piece, piece.end - 1, true);
      } else add(piece.text, piece, piece.end, piece.verbatim);
    });
    this.sql = sql;
    this.holes = holes;
    this.assumptions = assumptions;
    this.#segments = segments;
  }

  /** Inside an escape or a hole: its start. Between two pieces: where the second begins. */
  toSource(sqlOffset: number): number {
    const found = this.#segments[this.#last(segment => segment.sqlStart <= sqlOffset)];
    if (!found) return this.#segments[0]?.start ?? 0;
    if (sqlOffset >= found.sqlEnd) return found.end;
    return found.verbatim ? found.start + sqlOffset - found.sqlStart : found.start;
  }

  /** Where the character before `sqlOffset` ends in the file. */
  endToSource(sqlOffset: number): number {
    const found = this.#segments[this.#last(segment => segment.sqlStart < sqlOffset)];
    if (!found || sqlOffset > found.sqlEnd) return this.toSource(sqlOffset);
    return found.verbatim ? found.start + sqlOffset - found.sqlStart : found.end;
  }

  /** Offset in the SQL of a place in the file; between pieces the start of the next. */
  fromSource(offset: number): number {
    // The arguments of a format call stand behind the text that they are put into.
    let next: Segment | undefined;
    for (const segment of this.#segments) {
      const { start, end, sqlStart, elsewhere, verbatim } = segment;
      if (elsewhere) continue;
      if (start <= offset && offset < end) return verbatim ? sqlStart + offset - start : sqlStart;
      if (offset <= start && (!next || start < next.start)) next = segment;
    }
    return next?.sqlStart ?? this.sql.length;
  }

  /** Where a stretch of the SQL stands in the file, what stands in constants left out; `undefined`: all of it does. */
  range(from: number, to: number): { readonly start: number; readonly end: number } | undefined {
    let start = Infinity;
    let end = -Infinity;
    for (const segment of this.#segments) {
      if (segment.elsewhere || segment.sqlEnd <= from || segment.sqlStart >= to) continue;
      const cutStart = segment.verbatim ? Math.max(0, from - segment.sqlStart) : 0;
      const cutEnd = segment.verbatim ? Math.max(0, segment.sqlEnd - to) : 0;
      start = Math.min(start, segment.start + cutStart);
      end = Math.max(end, segment.end - cutEnd);
    }
    return start <= end ? { start, end } : undefined;
  }

  #last(holds: (segment: Segment) => boolean): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const segment = this.#segments[middle];
      if (segment && holds(segment)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** What a name does not begin with. */
const gluing = /(?:^|[^\w$])(?:where|and|or|on|by|from|in|set|values|select|limit|offset|having|not|%[sd])$/i;

/** Of `$n` in the text pieces. Those in literals count too: a number more is harmless, one less is not. */
function highestParameter(pieces: readonly Piece[]): number {
  let highest = 0;
  for (const piece of pieces) {
    if (piece.kind !== 'text') continue;
    for (const match of piece.text.matchAll(/\$(\d{1,5})/g)) highest = Math.max(highest, Number(match[1]));
  }
  return highest;
}
