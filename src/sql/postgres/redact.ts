import { type Keywords, readPieces } from './placeholders';

const unreadable = '<unreadable SQL>';

/** Literals become `?`, comments a space. Text that PostgreSQL's lexer would refuse could hide a literal: nothing of it is kept. */
export function redact(sql: string, keywords: Keywords): string {
  let out = '';
  let at = 0;
  let lastNumber = -1;
  for (const piece of readPieces(sql, keywords).pieces) {
    const text = sql.slice(piece.start, piece.end);
    if (piece.unterminated) return unreadable;
    if (piece.kind === 'other' && !'()[],;.:'.includes(text)) return unreadable;
    if (piece.kind === 'word' && piece.start === lastNumber) return unreadable;
    out += sql.slice(at, piece.start);
    if (piece.kind === 'string') {
      if (piece.start !== at || !out.endsWith('?')) out += '?';
    } else if (piece.kind === 'number') {
      out += '?';
      lastNumber = piece.end;
    } else if (piece.kind === 'comment') out += ' ';
    // What stands in braces may be anything.
    else if (piece.kind === 'placeholder' && text.includes('{')) out += '?';
    else out += text;
    at = piece.end;
  }
  return (out + sql.slice(at)).trim();
}
