import type { Node } from 'web-tree-sitter';

import type { Piece } from './pieces';

type Text = Extract<Piece, { kind: 'text' }>;

/**
 * C's directives as Go, Python, PHP, Ruby and Java have them: flags, width, precision, a place (`%1$s`, `%[1]s`) or a
 * name (`%(x)s`, `%{x}`, `%<x>s`).
 */
const printf = /%(?:%|(?:(\d+)\$|\[(\d+)\]|\((\w+)\)|<(\w+)>)?[-+# 0,]*\d*(?:\.\d+)?[sdiufFgGeEvqtTxXcbon]|\{(\w+)\})/g;
/** Python's, C#'s and Rust's fields: `{}`, `{0}`, `{name}`, `{0:N2}`, doubled braces for one. */
const braces = /\{\{|\}\}|\{(\d+)?([A-Za-z_][\w.]*)?(?:![rsa])?(?::[^{}]*)?\}/g;

/** Puts the arguments where the template's directives stand; an argument that is no text becomes a hole there. */
export function formatPieces(
  template: readonly Piece[],
  style: 'printf' | 'braces',
  given: readonly Node[],
  named: ReadonlyMap<string, Node> | undefined,
  inline: (argument: Node) => readonly Piece[] | undefined,
): readonly Piece[] {
  const out: Piece[] = [];
  let next = 0;
  const put = (text: Text, start: number, end: number, place: string | undefined, name: string | undefined): void => {
    const index = place === undefined ? undefined : Number(place) - (style === 'printf' ? 1 : 0);
    const argument = name === undefined ? given[index ?? next++] : named?.get(name);
    const pieces = argument && inline(argument);
    if (pieces) {
      out.push(...pieces);
      return;
    }
    const whole = text.text.slice(start, end);
    const at = text.verbatim ? { start: text.start + start, end: text.start + end } : text;
    out.push({ kind: 'hole', source: argument?.text ?? name ?? whole, start: at.start, end: at.end });
  };
  for (const piece of template) {
    if (piece.kind !== 'text') {
      out.push(piece);
      continue;
    }
    let at = 0;
    for (const match of piece.text.matchAll(style === 'printf' ? printf : braces)) {
      const [whole] = match;
      out.push(...part(piece, at, match.index));
      at = match.index + whole.length;
      if (whole === '%%' || whole === '{{' || whole === '}}') out.push(doubled(piece, match.index, whole.charAt(0)));
      else if (style === 'printf') put(piece, match.index, at, match[1] ?? match[2], match[3] ?? match[4] ?? match[5]);
      else put(piece, match.index, at, match[1], match[2]);
    }
    out.push(...part(piece, at, piece.text.length));
  }
  return out;
}

function part(piece: Text, from: number, to: number): readonly Piece[] {
  if (from >= to) return [];
  if (from === 0 && to === piece.text.length) return [piece];
  const text = piece.text.slice(from, to);
  return [piece.verbatim ? { ...piece, text, start: piece.start + from, end: piece.start + to } : { ...piece, text }];
}

function doubled(piece: Text, at: number, text: string): Piece {
  if (!piece.verbatim) return { ...piece, text };
  return { ...piece, text, start: piece.start + at, end: piece.start + at + 2, verbatim: false };
}
