/**
 * Which operator stands beside `$n`, told from PostgreSQL's tokens. The parse tree has said before that the parameter is
 * one side of a comparison with a column; what is open is its direction, which the tree's roles do not tell.
 */
import { type Token, tokenize } from '../../sql/postgres/lexer';
import type { Comparison } from '../../catalog/typicalValues';

interface Piece {
  readonly kind: Token['kind'];
  /** Words in lower case. */
  readonly text: string;
}

const operators: Readonly<Record<string, Comparison>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '~': '~',
  '~*': '~',
  '@>': '@>',
  '<@': '@>',
  '&&': '@>',
  '~~': 'like',
  '~~*': 'like',
};
const mirrored: Readonly<Record<string, Comparison>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Of each parameter what its first place in the statement says; one that stands beside no such operator is left out. */
export function comparisonsIn(sql: string): ReadonlyMap<number, Comparison> {
  const pieces = tokenize(sql)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ kind, start, end }): Piece => {
      const text = sql.slice(start, end);
      return { kind, text: kind === 'word' ? text.toLowerCase() : text };
    });
  const found = new Map<number, Comparison>();
  pieces.forEach(({ kind, text }, at) => {
    if (kind !== 'parameter') return;
    const number = Number(text.slice(1));
    const comparison = found.has(number) ? undefined : (before(pieces, at) ?? after(pieces, at));
    if (comparison !== undefined) found.set(number, comparison);
  });
  return found;
}

/** `column < $1`, also behind `(` and `CAST(`. */
function before(pieces: readonly Piece[], at: number): Comparison | undefined {
  let i = at - 1;
  while (pieces[i]?.text === '(' || pieces[i]?.text === 'cast') i--;
  const piece = pieces[i];
  if (piece?.kind === 'operator') return operators[piece.text];
  if (piece?.kind !== 'word') return undefined;
  switch (piece.text) {
    case 'like':
    case 'ilike':
      return 'like';
    case 'between':
    case 'symmetric':
      return '>=';
    case 'and':
      return endsBetween(pieces, i) ? '<=' : undefined;
    case 'limit':
    case 'offset':
      return piece.text;
    case 'first':
    case 'next':
      return pieces[i - 1]?.text === 'fetch' ? 'limit' : undefined;
    default:
      return undefined;
  }
}

const conditionEnds = new Set(['and', 'or', 'not', 'where', 'on', 'having', 'when', 'set', 'select', ',']);

/** The AND at `at` belongs to a BETWEEN. */
function endsBetween(pieces: readonly Piece[], at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    const text = pieces[i]?.text ?? '';
    if (text === ')') depth++;
    else if (text === '(') depth--;
    if (depth < 0) return false;
    if (depth > 0) continue;
    if (text === 'between') return true;
    if (conditionEnds.has(text)) return false;
  }
  return false;
}

/** `$1 < column`, also with `::type`, `AS type)` or `)` between. */
function after(pieces: readonly Piece[], at: number): Comparison | undefined {
  let i = at + 1;
  for (; i < pieces.length; i++) {
    const text = pieces[i]?.text ?? '';
    if (text === ')') continue;
    if (text !== '::' && text !== 'as') break;
    i = typeEnd(pieces, i + 1) - 1;
  }
  const piece = pieces[i];
  return piece?.kind === 'operator' ? mirrored[piece.text] : undefined;
}

/** Behind a type's name: `timestamp (3) with time zone`, `public.mood[]`. */
function typeEnd(pieces: readonly Piece[], from: number): number {
  let i = from;
  for (; i < pieces.length; i++) {
    const { kind, text } = pieces[i] ?? { kind: 'other', text: '' };
    if (text === '(') {
      while (i < pieces.length && pieces[i]?.text !== ')') i++;
    } else if (!(kind === 'quoted-identifier' || text === '.' || text === '[' || text === ']' || kind === 'word'))
      break;
    else if (kind === 'word' && conditionEnds.has(text)) break;
  }
  return i;
}
