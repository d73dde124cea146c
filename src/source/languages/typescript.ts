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

const grammars: Readonly<Record<string, string>> = {
  typescript: 'tree-sitter-typescript.wasm',
  typescriptreact: 'tree-sitter-tsx.wasm',
  javascript: 'tree-sitter-javascript.wasm',
  javascriptreact: 'tree-sitter-javascript.wasm',
};

/** TypeScript and JavaScript: one set of node types, three grammars. */
export const typescript: HostLanguage = {
  ids: Object.keys(grammars),
  grammar: languageId => grammars[languageId] ?? 'tree-sitter-typescript.wasm',
  stringTypes: ['string', 'template_string'],
  whole: literal => outermostConcatenation(literal, isConcatenation),
  pieces,
  evidence,
};

function isConcatenation(node: Node): boolean {
  return node.type === 'binary_expression' && node.childForFieldName('operator')?.type === '+';
}

function pieces(node: Node, source: string): readonly LiteralPiece[] {
  switch (node.type) {
    case 'string':
    case 'template_string':
      return literalPieces(node, source);
    case 'parenthesized_expression': {
      const [inner] = node.namedChildren;
      return inner ? pieces(inner, source) : [];
    }
    case 'binary_expression':
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
  const out: LiteralPiece[] = [];
  for (const child of literal.namedChildren) {
    const { startIndex: start, endIndex: end } = child;
    if (child.type === 'string_fragment') out.push(...verbatim(source, start, end));
    else if (child.type === 'escape_sequence') out.push(escaped(child, decode(source.slice(start, end))));
    else if (child.type === 'template_substitution') {
      out.push({ kind: 'hole', source: source.slice(start + 2, end - 1).trim(), start, end });
    }
  }
  return out;
}

const singleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** ECMAScript, "String Literals", static semantics SV. */
function decode(escape: string): string {
  const body = escape.slice(1);
  if (/^(?:\r\n|[\n\r\u2028\u2029])$/.test(body)) return '';
  const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\})$/.exec(body);
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return singleEscapes[body] ?? body;
}

function evidence(node: Node, source: string): Evidence | undefined {
  const outer = outermost(node);
  if (/^\/\*\s*(?:sql|pgsql|postgresql)\s*\*\/$/i.test(commentBefore(outer, source))) return 'hint';
  const parent = outer.parent;
  if (!parent) return undefined;
  if (parent.type === 'call_expression' && node.type === 'template_string') {
    return sqlTags.has(calledName(parent, source)) || sqlCalls.has(calledName(parent, source)) ? 'tag' : undefined;
  }
  if (parent.type === 'arguments') return isFirst(outer, parent) && isSqlCall(parent, source) ? 'call' : undefined;
  if (parent.type === 'pair') {
    const key = parent.childForFieldName('key');
    const list = parent.parent?.parent;
    const named = key && sqlKeys.has(sourceOf(key, source).replace(/['"]/g, ''));
    return named && list?.type === 'arguments' && isSqlCall(list, source) ? 'call' : undefined;
  }
  return undefined;
}

function outermost(node: Node): Node {
  let at = node;
  while (at.parent && (at.parent.type === 'parenthesized_expression' || at.parent.type === 'as_expression'))
    at = at.parent;
  return at;
}

function commentBefore(node: Node, source: string): string {
  const before =
    node.previousSibling ?? (node.parent?.type === 'expression_statement' ? node.parent.previousSibling : null);
  return before?.type === 'comment' ? sourceOf(before, source) : '';
}

function isFirst(node: Node, list: Node): boolean {
  const first = list.namedChildren.find(child => child.type !== 'comment');
  return first?.id === node.id;
}

function isSqlCall(list: Node, source: string): boolean {
  const call = list.parent;
  if (!call) return false;
  const name = calledName(call, source);
  return sqlCalls.has(name) || sqlTags.has(name);
}

function calledName(call: Node, source: string): string {
  const called = call.childForFieldName('function') ?? call.childForFieldName('constructor');
  const name = called?.childForFieldName('property') ?? called;
  return name ? sourceOf(name, source) : '';
}
