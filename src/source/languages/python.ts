import type { Node } from 'web-tree-sitter';

import { outermostConcatenation } from './concatenation';
import {
  escaped,
  type Evidence,
  type HostLanguage,
  type LiteralPiece,
  sourceOf,
  sqlCalls,
  sqlKeys,
  sqlTags,
  verbatim,
} from './language';

export const python: HostLanguage = {
  ids: ['python'],
  grammar: () => 'tree-sitter-python.wasm',
  stringTypes: ['string'],
  whole: literal => outermostConcatenation(literal, isConcatenation),
  pieces,
  evidence,
};

function isConcatenation(node: Node): boolean {
  if (node.type === 'concatenated_string') return true;
  return node.type === 'binary_operator' && node.childForFieldName('operator')?.type === '+';
}

function pieces(node: Node, source: string): readonly LiteralPiece[] {
  switch (node.type) {
    case 'string':
      return literalPieces(node, source);
    case 'concatenated_string':
      return node.namedChildren.flatMap(part => (part.type === 'comment' ? [] : pieces(part, source)));
    case 'parenthesized_expression': {
      const inner = node.namedChildren.find(child => child.type !== 'comment');
      return inner ? pieces(inner, source) : [];
    }
    case 'binary_operator':
      if (isConcatenation(node)) {
        const sides = [node.childForFieldName('left'), node.childForFieldName('right')];
        return sides.flatMap(side => (side ? pieces(side, source) : []));
      }
      break;
    default:
  }
  return [{ kind: 'hole', source: sourceOf(node, source), start: node.startIndex, end: node.endIndex }];
}

function literalPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const prefix = literal.namedChildren.find(child => child.type === 'string_start');
  const letters = prefix ? sourceOf(prefix, source).toLowerCase() : '';
  if (/^[a-z]*b/.test(letters)) return [];
  const raw = /^[a-z]*r/.test(letters);
  return literal.namedChildren.flatMap(child => {
    if (child.type === 'interpolation') {
      return [
        { kind: 'hole' as const, source: holeSource(child, source), start: child.startIndex, end: child.endIndex },
      ];
    }
    return child.type === 'string_content' ? contentPieces(child, source, raw) : [];
  });
}

function holeSource(interpolation: Node, source: string): string {
  const expression = interpolation.childForFieldName('expression') ?? interpolation.namedChildren[0];
  return expression ? sourceOf(expression, source) : '';
}

/** Text between the escapes in it; a raw string has none, and an f-string doubles its braces. */
function contentPieces(content: Node, source: string, raw: boolean): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  let at = content.startIndex;
  for (const child of content.namedChildren) {
    const braces = child.type === 'escape_interpolation';
    if (!braces && (raw || child.type !== 'escape_sequence')) continue;
    out.push(...verbatim(source, at, child.startIndex));
    const text = sourceOf(child, source);
    out.push(escaped(child, braces ? text.slice(0, 1) : decode(text)));
    at = child.endIndex;
  }
  out.push(...verbatim(source, at, content.endIndex));
  return out;
}

const singleEscapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', '\\': '\\', "'": "'", '"': '"' },
  ...{ '\n': '', '\r\n': '', '\r': '' },
};

/** Python reference, "String and Bytes literals"; an escape that is none keeps its backslash. */
function decode(escape: string): string {
  const body = escape.slice(1);
  const simple = singleEscapes[body];
  if (simple !== undefined) return simple;
  if (/^[0-7]{1,3}$/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8));
  const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))$/.exec(body);
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  // A named character cannot be told without Unicode's names; it stands in a literal anyway.
  return body.startsWith('N{') ? '\ufffd' : escape;
}

function evidence(node: Node, source: string): Evidence | undefined {
  let outer = node;
  while (outer.parent && isWrapping(outer.parent, outer)) outer = outer.parent;
  const parent = outer.parent;
  if (!parent) return undefined;
  if (parent.type === 'argument_list') {
    const first = parent.namedChildren.find(child => child.type !== 'comment');
    return first?.id === outer.id && isSqlCall(parent, source) ? 'call' : undefined;
  }
  if (parent.type === 'keyword_argument') {
    const name = parent.childForFieldName('name');
    const list = parent.parent;
    const named = name && sqlKeys.has(sourceOf(name, source));
    return named && list?.type === 'argument_list' && isSqlCall(list, source) ? 'call' : undefined;
  }
  return undefined;
}

/** Parentheses, and the left side of `"…" % values`. */
function isWrapping(parent: Node, node: Node): boolean {
  if (parent.type === 'parenthesized_expression') return true;
  if (parent.type !== 'binary_operator' || parent.childForFieldName('operator')?.type !== '%') return false;
  return parent.childForFieldName('left')?.id === node.id;
}

function isSqlCall(list: Node, source: string): boolean {
  const called = list.parent?.childForFieldName('function');
  const name = called?.childForFieldName('attribute') ?? called;
  return name ? sqlCalls.has(sourceOf(name, source)) || sqlTags.has(sourceOf(name, source)) : false;
}
