import type { Node } from 'web-tree-sitter';

import {
  type Call,
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

const grammars: Readonly<Record<string, string>> = {
  typescript: 'tree-sitter-typescript.wasm',
  typescriptreact: 'tree-sitter-tsx.wasm',
  javascript: 'tree-sitter-javascript.wasm',
  javascriptreact: 'tree-sitter-javascript.wasm',
};

/** TypeScript and JavaScript: one set of node types, three grammars. */
export const typescript: HostLanguage = {
  ids: Object.keys(grammars),
  extensions: {
    typescript: ['.ts', '.mts', '.cts'],
    typescriptreact: ['.tsx'],
    javascript: ['.js', '.mjs', '.cjs'],
    javascriptreact: ['.jsx'],
  },
  grammar: languageId => grammars[languageId] ?? 'tree-sitter-typescript.wasm',
  literalTypes: ['string', 'template_string'],
  expression,
  context,
  declarationTypes: ['variable_declarator', 'public_field_definition', 'field_definition', 'pair'],
  declarations,
  names: {
    weakCalls: ['querySingle', 'queryOne', 'queryMany', 'prepareStatement', 'task', 'tx', 'format'],
    otherCalls: ['addEventListener', 'getByText', 'getByRole', 'findByText', 'expectText', 'command', 'pragma'],
    annotations: ['Query', 'Check', 'ViewEntity'],
  },
};

/** Methods that give the same text back. */
const sameText = new Set(['trim', 'trimStart', 'trimEnd', 'toString', 'normalize', 'valueOf']);

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string':
      return { kind: 'text', pieces: literalPieces(node, source, false) };
    case 'template_string':
      return { kind: 'text', pieces: literalPieces(node, source, isTagged(node)) };
    case 'parenthesized_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'non_null_expression':
    case 'await_expression': {
      const [of] = namedParts(node);
      return of && { kind: 'same', of };
    }
    case 'binary_expression':
      return binary(node);
    case 'ternary_expression': {
      const branches = ['consequence', 'alternative'].flatMap(field => node.childForFieldName(field) ?? []);
      return { kind: 'choice', branches };
    }
    case 'identifier':
      return { kind: 'name', name: sourceOf(node, source) };
    case 'member_expression': {
      const property = node.childForFieldName('property');
      return property ? { kind: 'name', name: sourceOf(property, source) } : undefined;
    }
    case 'call_expression':
      return call(node, source);
    default:
      return undefined;
  }
}

function binary(node: Node): Expression | undefined {
  const sides = ['left', 'right'].flatMap(field => node.childForFieldName(field) ?? []);
  switch (node.childForFieldName('operator')?.type) {
    case '+':
      return { kind: 'concatenation', parts: sides };
    case '||':
    case '??':
      return { kind: 'choice', branches: sides };
    default:
      return undefined;
  }
}

/** `tag`…``, `[…].join(' ')`, `text.trim()`, `a.concat(b)`, `util.format(…)`. */
function call(node: Node, source: string): Expression | undefined {
  const called = node.childForFieldName('function');
  const list = node.childForFieldName('arguments');
  if (!called || !list) return undefined;
  if (list.type === 'template_string') {
    // What a tag makes of its text is known of SQL's tags alone.
    return /sql|query|raw|fragment/i.test(sourceOf(called, source)) ? { kind: 'same', of: list } : undefined;
  }
  const of = called.childForFieldName('object');
  const name = cutName(sourceOf(called, source)).name;
  const given = namedParts(list);
  if (of && sameText.has(name)) return { kind: 'same', of };
  if (of && name === 'concat')
    return of.type === 'array' ? undefined : { kind: 'concatenation', parts: [of, ...given] };
  if (of?.type === 'array' && name === 'join') {
    const separator = given[0] ? given[0].namedChildren.map(child => sourceOf(child, source)).join('') : ',';
    return { kind: 'join', separator: separator.replaceAll('\\n', '\n'), parts: namedParts(of) };
  }
  const [template, ...rest] = given;
  if (name === 'format' && template && of?.text === 'util') {
    return { kind: 'format', style: 'printf', template, arguments: rest };
  }
  return undefined;
}

function isTagged(template: Node): boolean {
  return template.parent?.type === 'call_expression';
}

function literalPieces(literal: Node, source: string, values: boolean): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  for (const child of literal.namedChildren) {
    const { startIndex: start, endIndex: end } = child;
    if (child.type === 'string_fragment') out.push(...verbatim(source, start, end));
    else if (child.type === 'escape_sequence') out.push(escaped(child, decode(source.slice(start, end))));
    else if (child.type === 'template_substitution') {
      const [inner] = namedParts(child);
      out.push(hole(child, inner, source, values && !isPasted(inner, source)));
    }
  }
  return out;
}

/** `sql.raw(x)`, `sql(columns)`, `Prisma.join(…)`: a tag's own way to put in something else than a value. */
function isPasted(inner: Node | undefined, source: string): boolean {
  if (inner?.type !== 'call_expression') return false;
  const called = inner.childForFieldName('function');
  const { name, receiver } = cutName(called ? sourceOf(called, source) : '');
  return (
    /^(?:sql|Prisma|pgp|db|knex)$/i.test(receiver ?? name) ||
    /^(?:raw|join|identifier|ident|literal|unsafe|fragment|ref|table|id|names?)$/.test(name)
  );
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

function context(whole: Node, source: string): Context {
  let node = whole;
  while (node.parent && (node.parent.type === 'parenthesized_expression' || node.parent.type === 'as_expression'))
    node = node.parent;
  // Of a tagged template the whole may be the call.
  if (node.type === 'call_expression' && node.childForFieldName('arguments')?.type === 'template_string') {
    return { ...around(node, source), tag: tagOf(node, source) };
  }
  if (node.parent?.type === 'call_expression' && node.type === 'template_string') {
    return { ...around(node.parent, source), tag: tagOf(node.parent, source) };
  }
  const given = around(node, source);
  // The grammar reads tag<Type>`…` as comparisons.
  const generic = node.type === 'template_string' ? genericTag(node, source) : undefined;
  return generic === undefined ? given : { ...given, tag: generic };
}

function tagOf(call: Node, source: string): string {
  const called = call.childForFieldName('function');
  // The grammar reads `await tag<Type>` as what is called.
  return called
    ? sourceOf(called, source)
        .replace(/^await\s+/, '')
        .replace(/<[^]*$/, '')
        .trim()
    : '';
}

function genericTag(template: Node, source: string): string | undefined {
  const before = source.slice(Math.max(0, template.startIndex - 400), template.startIndex);
  return /([\w$.]+)\s*<(?:[^<>;`]|<[^<>;`]*>)*>\s*$/.exec(before)?.[1];
}

function around(start: Node, source: string): Context {
  let node = start;
  let key: string | undefined;
  const comment = commentBefore(node, source);
  const found: { comment?: string | undefined } = { comment };
  for (let parent = node.parent, level = 0; parent && level < 6; level++, node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'arguments': {
        const call = parent.parent;
        if (!call) return found;
        const argument = key ?? placeAmong(node, parent);
        if (call.parent?.type === 'decorator') {
          const name = calledName(call, source).name;
          return { ...found, annotation: { name, arguments: new Map() } };
        }
        return { ...found, call: { ...calledName(call, source), argument } };
      }
      case 'pair': {
        const name = parent.childForFieldName('key');
        if (name?.id === node.id) return { never: true };
        key ??= name ? sourceOf(name, source).replace(/^['"]|['"]$/g, '') : undefined;
        found.comment ??= commentBefore(parent, source);
        break;
      }
      case 'object':
      case 'array':
      case 'parenthesized_expression':
      case 'as_expression':
      case 'ternary_expression':
      case 'await_expression':
        break;
      case 'variable_declarator':
      case 'public_field_definition':
      case 'field_definition':
      case 'assignment_expression': {
        const name =
          parent.childForFieldName('name') ?? parent.childForFieldName('property') ?? parent.childForFieldName('left');
        const hint =
          found.comment ??
          commentBefore(parent, source) ??
          (parent.parent ? commentBefore(parent.parent, source) : undefined);
        return {
          ...(hint === undefined ? {} : { comment: hint }),
          ...(name ? { assignedTo: sourceOf(name, source) } : {}),
        };
      }
      case 'return_statement':
      case 'expression_statement': {
        const hint = found.comment ?? commentBefore(parent, source);
        return hint === undefined ? {} : { comment: hint };
      }
      case 'import_statement':
      case 'export_statement':
      case 'jsx_attribute':
      case 'literal_type':
      case 'case_clause':
      case 'switch_case':
      case 'subscript_expression':
        return { never: true };
      default:
        return found;
    }
  }
  return found;
}

function calledName(call: Node, source: string): Omit<Call, 'argument'> {
  const called = call.childForFieldName('function') ?? call.childForFieldName('constructor');
  return cutName(called ? sourceOf(called, source) : '');
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before?.type === 'comment' ? commentText(sourceOf(before, source)) : undefined;
}

function declarations(node: Node, source: string): readonly Declaration[] {
  const name = node.childForFieldName('name') ?? node.childForFieldName('property') ?? node.childForFieldName('key');
  const value = node.childForFieldName('value');
  if (!name || !value) return [];
  return [{ name: sourceOf(name, source).replace(/^['"#]|['"]$/g, ''), value }];
}
