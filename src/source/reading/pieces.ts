import type { Node } from 'web-tree-sitter';

import { type HostLanguage, type LiteralPiece, sourceOf } from '../languages/language';
import type { Constants } from './fileConstants';
import { formatPieces } from './format';

/** A piece of a whole's text, read through names, calls and choices. */
export type Piece =
  | (Extract<LiteralPiece, { kind: 'text' }> & { readonly elsewhere?: boolean })
  | (Extract<LiteralPiece, { kind: 'hole' }> & { readonly elsewhere?: boolean })
  /** One of several texts was taken: what follows stands only if the choice falls so. */
  | { readonly kind: 'assumption'; readonly source: string; readonly start: number };

/** Wholes nested deeper, or of more pieces, are data rather than statements. */
const deepest = 400;
const mostPieces = 4000;
const highestClimb = 1000;

/** Reads wholes of one file: literals, concatenations, format calls, constants. */
export class PieceReader {
  readonly #host: HostLanguage;
  readonly #source: string;
  readonly #constants: Constants;
  #left = mostPieces;
  readonly #tops = new Map<number, Node>();
  #names = new Map<string, boolean>();

  constructor(host: HostLanguage, source: string, constants: Constants) {
    this.#host = host;
    this.#source = source;
    this.#constants = constants;
  }

  /** `names`: those looked up on the way, and whether they are constants of the file. */
  read(whole: Node): { readonly pieces: readonly Piece[]; readonly names: ReadonlyMap<string, boolean> } {
    this.#left = mostPieces;
    this.#names = new Map();
    const pieces = this.#read(whole, 0) ?? [];
    return { pieces, names: this.#names };
  }

  /** The outermost text that a literal is part of. */
  whole(literal: Node): Node {
    // Of a long concatenation each part climbs the same way.
    const passed: number[] = [];
    let top = literal;
    for (let steps = 0; steps < highestClimb; steps++) {
      const known = this.#tops.get(top.id);
      if (known) {
        top = known;
        break;
      }
      passed.push(top.id);
      const outer = this.#outer(top);
      if (!outer) break;
      top = outer;
    }
    for (const id of passed) this.#tops.set(id, top);
    return top;
  }

  /** The nearest node around that reads as text with `node` as a part of it: up to three levels, for argument lists. */
  #outer(node: Node): Node | undefined {
    let around = node.parent;
    for (let level = 0; around && level < 4; level++) {
      const expression = this.#host.expression(around, this.#source);
      if (expression) {
        switch (expression.kind) {
          case 'concatenation':
          case 'join':
            return expression.parts.some(part => part.id === node.id) ? around : undefined;
          case 'format':
            return expression.template.id === node.id ? around : undefined;
          case 'same':
            return expression.of.id === node.id ? around : undefined;
          // `[…].join`: what is called, on the way to the call.
          case 'name':
            break;
          default:
            return undefined;
        }
      }
      around = around.parent;
    }
    return undefined;
  }

  /** `undefined`: the node is no text. */
  #read(node: Node, depth: number): readonly Piece[] | undefined {
    if (depth > deepest || this.#left-- <= 0) return undefined;
    const expression = this.#host.expression(node, this.#source);
    if (!expression) return undefined;
    switch (expression.kind) {
      case 'text':
        return expression.pieces.flatMap(piece => this.#fill(piece, depth));
      case 'concatenation':
        return expression.parts.flatMap(part => this.#read(part, depth + 1) ?? [this.#hole(part)]);
      case 'join':
        return expression.parts.flatMap((part, i) => [
          ...(i === 0 || expression.separator === '' ? [] : [separator(expression.separator, part)]),
          ...(this.#read(part, depth + 1) ?? [this.#hole(part)]),
        ]);
      case 'format': {
        const template = this.#read(expression.template, depth + 1);
        if (!template) return undefined;
        return formatPieces(template, expression.style, expression.arguments, expression.named, argument =>
          this.#inline(argument, depth),
        );
      }
      case 'same': {
        const inner = this.#read(expression.of, depth + 1);
        return expression.margin === undefined ? inner : inner && withoutMargin(inner, expression.margin);
      }
      case 'choice':
        return this.#choose(node, expression.branches, depth);
      case 'name':
        return this.#constant(expression.name, depth);
    }
  }

  #fill(piece: LiteralPiece, depth: number): readonly Piece[] {
    if (piece.kind === 'text' || !piece.node) return [piece];
    // A name handed over as a parameter stays one, whatever text it has.
    if (piece.value === true && this.#host.expression(piece.node, this.#source)?.kind === 'name') return [piece];
    return this.#inline(piece.node, depth) ?? [piece];
  }

  /** Text that stands in a hole: a nested template, a constant. A value handed over is none. */
  #inline(node: Node, depth: number): readonly Piece[] | undefined {
    const pieces = this.#read(node, depth + 1);
    return pieces?.some(piece => piece.kind === 'text') === true || pieces?.length === 0 ? pieces : undefined;
  }

  /** The first branch that has text: with the others the statement is the shorter one. */
  #choose(node: Node, branches: readonly Node[], depth: number): readonly Piece[] | undefined {
    for (const branch of branches) {
      const pieces = this.#read(branch, depth + 1);
      if (pieces?.some(piece => piece.kind === 'text' && piece.text.trim() !== '')) {
        return [{ kind: 'assumption', source: sourceOf(node, this.#source), start: node.startIndex }, ...pieces];
      }
    }
    return undefined;
  }

  #constant(name: string, depth: number): readonly Piece[] | undefined {
    const value = this.#constants.value(name);
    this.#names.set(name, value !== undefined);
    if (!value) return undefined;
    return this.#constants.once(name, () =>
      this.#read(value, depth + 1)?.map(piece =>
        piece.kind === 'assumption' ? piece : { ...piece, elsewhere: true as const },
      ),
    );
  }

  #hole(node: Node): Piece {
    return {
      kind: 'hole',
      source: sourceOf(node, this.#source),
      start: node.startIndex,
      end: node.endIndex,
      node,
    };
  }
}

/** Stands where the part behind it begins. */
function separator(text: string, part: Node): Piece {
  return { kind: 'text', text, start: part.startIndex, end: part.startIndex, verbatim: false };
}

/** Kotlin's `trimMargin`: white space up to the prefix goes, with it. */
function withoutMargin(pieces: readonly Piece[], margin: string): readonly Piece[] {
  const out: Piece[] = [];
  let lineStart = true;
  for (const piece of pieces) {
    if (piece.kind !== 'text' || !piece.verbatim) {
      out.push(piece);
      lineStart = piece.kind === 'text' && piece.text.endsWith('\n');
      continue;
    }
    let at = 0;
    while (at < piece.text.length) {
      const end = piece.text.indexOf('\n', at) + 1 || piece.text.length;
      const line = piece.text.slice(at, end);
      const indent = line.length - line.trimStart().length;
      const from = lineStart && line.startsWith(margin, indent) ? at + indent + margin.length : at;
      if (from < end) {
        const start = piece.start + from;
        out.push({ ...piece, text: piece.text.slice(from, end), start, end: start + end - from });
      }
      lineStart = line.endsWith('\n');
      at = end;
    }
  }
  return out;
}
