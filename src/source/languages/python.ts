import type { Node } from 'web-tree-sitter';

import {
  commentText,
  type Context,
  cutName,
  type Declaration,
  escaped,
  type Expression,
  hole,
  type HostLanguage,
  type LiteralPiece,
  namedParts,
  placeAmong,
  sourceOf,
  verbatim,
} from './language';

export const python: HostLanguage = {
  ids: ['python'],
  extensions: { python: ['.py', '.pyi'] },
  grammar: () => 'tree-sitter-python.wasm',
  literalTypes: ['string'],
  expression,
  context,
  declarationTypes: ['assignment'],
  declarations,
  names: {
    calls: ['RunSQL', 'RawSQL', 'find_by_sql', 'select_to_df', 'sqlQuery'],
    weakCalls: [
      'add',
      'PostgresOperator',
      'SQLExecuteQueryOperator',
      'DDL',
      'SQL',
      'fetch_df',
      'read_sql_table',
      'extra',
    ],
    otherCalls: [
      'getLogger',
      'add_argument',
      'add_parser',
      'skipTest',
      'raises',
      'GenericError',
      'QMessageBox',
      'ugettext',
      'ugettext_lazy',
      'gettext_lazy',
    ],
  },
};

/** Methods and functions that give the same text back. */
const sameMethods = new Set(['strip', 'lstrip', 'rstrip', 'expandtabs']);
const sameFunctions = new Set(['dedent', 'cleandoc', 'str', 'SQL']);

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string':
      return isBytes(node, source) ? undefined : { kind: 'text', pieces: literalPieces(node, source) };
    case 'concatenated_string':
      return { kind: 'concatenation', parts: namedParts(node) };
    case 'parenthesized_expression': {
      const [of] = namedParts(node);
      return of && { kind: 'same', of };
    }
    case 'binary_operator':
      return binary(node);
    case 'conditional_expression': {
      const [then, , otherwise] = namedParts(node);
      return { kind: 'choice', branches: [then, otherwise].flatMap(branch => branch ?? []) };
    }
    case 'identifier':
      return { kind: 'name', name: sourceOf(node, source) };
    case 'attribute': {
      const attribute = node.childForFieldName('attribute');
      return attribute ? { kind: 'name', name: sourceOf(attribute, source) } : undefined;
    }
    case 'call':
      return call(node, source);
    default:
      return undefined;
  }
}

function binary(node: Node): Expression | undefined {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (!left || !right) return undefined;
  switch (node.childForFieldName('operator')?.type) {
    case '+':
      return { kind: 'concatenation', parts: [left, right] };
    case '%': {
      const named = right.type === 'dictionary' ? pairs(right) : undefined;
      const given = right.type === 'tuple' ? namedParts(right) : named ? [] : [right];
      return { kind: 'format', style: 'printf', template: left, arguments: given, ...(named ? { named } : {}) };
    }
    default:
      return undefined;
  }
}

/** `'…'.format(…)`, `' '.join([…])`, `dedent('…')`, `'…'.strip()`. */
function call(node: Node, source: string): Expression | undefined {
  const called = node.childForFieldName('function');
  const list = node.childForFieldName('arguments');
  if (!called || list?.type !== 'argument_list') return undefined;
  const given = namedParts(list);
  const of = called.childForFieldName('object');
  const { name } = cutName(sourceOf(called, source));
  if (of && sameMethods.has(name)) return { kind: 'same', of };
  if (of && name === 'format') {
    const named = new Map(
      given.flatMap(argument => {
        const key = argument.type === 'keyword_argument' ? argument.childForFieldName('name') : null;
        const value = argument.childForFieldName('value');
        return key && value ? [[sourceOf(key, source), value] as const] : [];
      }),
    );
    const placed = given.filter(argument => argument.type !== 'keyword_argument');
    return { kind: 'format', style: 'braces', template: of, arguments: placed, named };
  }
  const [first] = given;
  if (of?.type === 'string' && name === 'join' && (first?.type === 'list' || first?.type === 'tuple')) {
    const separator = of.namedChildren
      .filter(child => child.type === 'string_content')
      .map(child => sourceOf(child, source))
      .join('');
    return { kind: 'join', separator: separator.replaceAll('\\n', '\n'), parts: namedParts(first) };
  }
  // psycopg's sql.SQL holds the text that it is given.
  if (first && given.length === 1 && sameFunctions.has(name)) return { kind: 'same', of: first };
  return undefined;
}

function pairs(dictionary: Node): ReadonlyMap<string, Node> {
  return new Map(
    namedParts(dictionary).flatMap(pair => {
      const key = pair.childForFieldName('key');
      const value = pair.childForFieldName('value');
      return key && value ? [[key.text.replace(/^['"]|['"]$/g, ''), value] as const] : [];
    }),
  );
}

function prefixOf(literal: Node, source: string): string {
  return /^[a-z]*/i.exec(sourceOf(literal, source).slice(0, 4))?.[0].toLowerCase() ?? '';
}

function isBytes(literal: Node, source: string): boolean {
  return prefixOf(literal, source).includes('b');
}

function literalPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const raw = prefixOf(literal, source).includes('r');
  return literal.namedChildren.flatMap(child => {
    if (child.type === 'interpolation') {
      return [hole(child, child.childForFieldName('expression') ?? child.namedChildren[0], source)];
    }
    return child.type === 'string_content' ? contentPieces(child, source, raw) : [];
  });
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

function context(whole: Node, source: string): Context {
  let node = whole;
  let key: string | undefined;
  let comment = commentBefore(node, source);
  for (let parent = node.parent, level = 0; parent && level < 6; level++, node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'argument_list': {
        const called = parent.parent?.childForFieldName('function');
        const argument = key ?? placeAmong(node, parent);
        return {
          ...(comment === undefined ? {} : { comment }),
          call: { ...cutName(called ? sourceOf(called, source) : ''), argument },
        };
      }
      case 'keyword_argument': {
        const name = parent.childForFieldName('name');
        key ??= name ? sourceOf(name, source) : undefined;
        break;
      }
      case 'pair':
        if (parent.childForFieldName('key')?.id === node.id) return { never: true };
        break;
      case 'list':
      case 'tuple':
      case 'dictionary':
      case 'parenthesized_expression':
      case 'conditional_expression':
      case 'await':
        break;
      case 'binary_operator':
        if (parent.childForFieldName('operator')?.type !== '%') return {};
        break;
      case 'assignment': {
        comment ??= parent.parent ? commentBefore(parent.parent, source) : undefined;
        const name = parent.childForFieldName('left');
        return {
          ...(comment === undefined ? {} : { comment }),
          ...(name ? { assignedTo: sourceOf(name, source) } : {}),
        };
      }
      case 'return_statement':
        comment ??= commentBefore(parent, source);
        return comment === undefined ? {} : { comment };
      // A string alone is documentation.
      case 'expression_statement':
        return { never: true };
      case 'raise_statement':
      case 'assert_statement':
      case 'subscript':
        return { never: true };
      default:
        return comment === undefined ? {} : { comment };
    }
  }
  return comment === undefined ? {} : { comment };
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before?.type === 'comment' ? commentText(sourceOf(before, source)) : undefined;
}

function declarations(node: Node, source: string): readonly Declaration[] {
  const name = node.childForFieldName('left');
  const value = node.childForFieldName('right');
  if (!name || !value) return [];
  return [{ name: cutName(sourceOf(name, source)).name, value }];
}
