/** How C#'s expressions are put together of text: literals of every kind, `+`, `string.Format`, `StringBuilder`. */
import type { Node } from 'web-tree-sitter';

import { type Call, escaped, type Expression, type LiteralPiece, namedParts, sourceOf, verbatim } from './language';

/** Methods that give the same text back, or nearly. */
const sameMethods = new Set([
  'Trim',
  'TrimStart',
  'TrimEnd',
  'ToString',
  'Normalize',
  'ReplaceLineEndings',
  'Replace',
  'AsSpan',
]);
/** Methods whose interpolated string hands its holes over as parameters. */
const valueMethods = new Set([
  ...['FromSql', 'FromSqlInterpolated', 'ExecuteSql', 'ExecuteSqlAsync', 'ExecuteSqlInterpolated', 'SqlQuery'],
  ...[
    'ExecuteSqlInterpolatedAsync',
    'FromSqlScalar',
    'SqlBuilder',
    'QueryBuilder',
    'CommandBuilder',
    'SqlInterpolated',
  ],
]);
export function textOf(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string_literal':
    case 'character_literal':
      return { kind: 'text', pieces: plainPieces(node, source) };
    case 'verbatim_string_literal': {
      const end = node.startIndex + sourceOf(node, source).lastIndexOf('"');
      return { kind: 'text', pieces: halved(source, node.startIndex + 2, end, /""/g) };
    }
    case 'raw_string_literal':
      return { kind: 'text', pieces: rawPieces(node, source, 'raw_string_start', false) };
    case 'interpolated_string_expression':
      return { kind: 'text', pieces: interpolatedPieces(node, source) };
    case 'parenthesized_expression':
    case 'postfix_unary_expression':
    case 'await_expression': {
      const [of] = namedParts(node);
      return of && { kind: 'same', of };
    }
    case 'cast_expression': {
      const of = node.childForFieldName('value');
      return of ? { kind: 'same', of } : undefined;
    }
    case 'binary_expression':
      return binary(node, source);
    case 'conditional_expression':
      return { kind: 'choice', branches: fields(node, 'consequence', 'alternative') };
    case 'switch_expression': {
      const arms = namedParts(node).filter(({ type }) => type === 'switch_expression_arm');
      return { kind: 'choice', branches: arms.flatMap(arm => namedParts(arm).at(-1) ?? []) };
    }
    case 'identifier':
      return { kind: 'name', name: sourceOf(node, source) };
    case 'member_access_expression':
      return member(node, source);
    case 'invocation_expression':
      return call(node, source);
    case 'object_creation_expression':
    case 'implicit_object_creation_expression':
      return isBuilder(node, source) ? builderStart(node, source) : joinedList(node, source);
    case 'array_creation_expression':
    case 'implicit_array_creation_expression':
    case 'element_binding_expression':
      return joinedList(node, source);
    case 'argument_list':
      return appendedFormat(node, source);
    // Between what several statements put together.
    case ')':
      return { kind: 'text', pieces: [escaped(node, '\n')] };
    case ';':
      return { kind: 'text', pieces: [escaped(node, '\n;\n')] };
    default:
      return undefined;
  }
}

export function fields(node: Node, ...names: readonly string[]): readonly Node[] {
  return names.flatMap(name => node.childForFieldName(name) ?? []);
}

function binary(node: Node, source: string): Expression | undefined {
  const sides = fields(node, 'left', 'right');
  const operator = node.childForFieldName('operator')?.type;
  if (operator === '??') return { kind: 'choice', branches: sides };
  if (operator !== '+') return undefined;
  return { kind: 'concatenation', parts: isBehindItself(node, source) ? sides.slice(1) : sides };
}

/** The innermost `sql + a` of `sql = sql + a + b`: what stood in the variable is no part of what is added. */
function isBehindItself(node: Node, source: string): boolean {
  const left = node.childForFieldName('left');
  if (!left || !/^(?:identifier|member_access_expression)$/.test(left.type)) return false;
  let top: Node | null = node;
  while (top?.type === 'binary_expression') top = top.parent;
  const target = top?.type === 'assignment_expression' ? top.childForFieldName('left') : null;
  return target !== null && sourceOf(target, source) === sourceOf(left, source);
}

function member(node: Node, source: string): Expression | undefined {
  const name = node.childForFieldName('name');
  // A method's name before its arguments is no value.
  if (!name || node.parent?.type === 'invocation_expression') return undefined;
  const written = sourceOf(node, source);
  if (/^(?:System\.)?Environment\.NewLine$/.test(written)) return { kind: 'text', pieces: [escaped(node, '\n')] };
  if (/^[sS]tring\.Empty$/.test(written)) return { kind: 'text', pieces: [] };
  return { kind: 'name', name: sourceOf(name, source) };
}

/** `string.Format(…)`, `string.Join(…)`, `string.Concat(…)`, `text.Trim()`, `builder.Append(…)`, `nameof(…)`. */
function call(node: Node, source: string): Expression | undefined {
  const list = node.childForFieldName('arguments');
  if (!list) return undefined;
  const { name, receiver } = calledName(node, source);
  const of = receiverOf(node);
  const given = argumentsOf(list);
  const [first, ...rest] = given;
  if (/^(?:System\.)?[sS]tring$/.test(receiver ?? '')) return textFunction(name, given, source);
  if (of && sameMethods.has(name)) return { kind: 'same', of };
  if (of && /^Append(?:Line|Format)?$/.test(name)) return appended(name, of, list, source);
  if (of && /^(?:FormatWith|Fmt)$/.test(name))
    return { kind: 'format', style: 'braces', template: of, arguments: given };
  if (receiver === 'FormattableStringFactory' && first) {
    return { kind: 'format', style: 'braces', template: first, arguments: rest };
  }
  if (receiver === 'FormattableString' && first) return { kind: 'same', of: first };
  if (name === 'nameof' && first) {
    const last = first.childForFieldName('name') ?? first;
    return { kind: 'text', pieces: verbatim(source, last.startIndex, last.endIndex) };
  }
  return !of && given.length === 0 ? { kind: 'name', name } : undefined;
}

function textFunction(name: string, given: readonly Node[], source: string): Expression | undefined {
  const [first, ...rest] = given;
  if (!first) return undefined;
  switch (name) {
    case 'Concat':
      return rest.length === 0 && elements(first)
        ? { kind: 'same', of: first }
        : { kind: 'concatenation', parts: given };
    case 'Join': {
      const [only] = rest;
      const list = rest.length === 1 && only && elements(only);
      if (list) return { kind: 'same', of: only };
      return rest.length > 1 ? joined(first, rest, source) : undefined;
    }
    case 'Format':
    case 'Create': {
      const cultured = rest[0] !== undefined && /Culture|Provider|^null$|^[Ii]nvariant/.test(sourceOf(first, source));
      const [template, ...values] = cultured ? rest : given;
      return template && { kind: 'format', style: 'braces', template, arguments: values };
    }
    default:
      return undefined;
  }
}

function joined(separator: Node, parts: readonly Node[], source: string): Expression | undefined {
  const read = textOf(separator, source);
  if (read?.kind !== 'text') return undefined;
  const text = read.pieces.map(piece => (piece.kind === 'text' ? piece.text : '')).join('');
  return { kind: 'join', separator: text, parts };
}

/** A list of texts that is given to `string.Join` or `string.Concat`. */
function joinedList(list: Node, source: string): Expression | undefined {
  const call = list.parent?.type === 'argument' ? list.parent.parent?.parent : undefined;
  const parts = call?.type === 'invocation_expression' ? elements(list) : undefined;
  const name = call && parts && calledName(call, source).name;
  const given = call?.childForFieldName('arguments');
  if (!parts || !given) return undefined;
  const [separator] = argumentsOf(given);
  if (name === 'Concat') return { kind: 'concatenation', parts };
  return name === 'Join' && separator ? joined(separator, parts, source) : undefined;
}

/** What an array or collection expression lists. */
function elements(node: Node): readonly Node[] | undefined {
  if (node.type === 'element_binding_expression')
    return namedParts(node).flatMap(part => namedParts(part).at(-1) ?? []);
  if (!/^(?:(?:implicit_)?array|(?:implicit_)?object)_creation_expression$/.test(node.type)) return undefined;
  const list = node.namedChildren.find(({ type }) => type === 'initializer_expression');
  return list && namedParts(list);
}

/** `builder.Append(a).AppendLine(b)`: what stands before the last call, then what it adds. */
function appended(name: string, of: Node, list: Node, source: string): Expression | undefined {
  const chained = of.type === 'invocation_expression' || isBuilder(of, source) ? of : undefined;
  const added = name === 'AppendFormat' ? list : argumentsOf(list)[0];
  // PetaPoco's builder ends each part with a line. The bracket stands for the line break.
  const breaks = name === 'AppendLine' || /\bSql\.Builder\b|\bnew Sql\b/.test(sourceOf(of, source));
  const end = breaks ? list.lastChild : undefined;
  return { kind: 'concatenation', parts: [chained, added, end].flatMap(part => part ?? []) };
}

/** The arguments of `AppendFormat` are a text of their own. */
function appendedFormat(list: Node, source: string): Expression | undefined {
  if (list.parent?.type !== 'invocation_expression' || calledName(list.parent, source).name !== 'AppendFormat')
    return undefined;
  const given = argumentsOf(list);
  return textFunction('Format', given, source);
}

export function isBuilder(node: Node, source: string): boolean {
  return /(?:^|\.)(?:(?:String|Sql|Query|Statement)Builder|Sql)$/.test(createdType(node, source) ?? '');
}

function builderStart(creation: Node, source: string): Expression {
  const list = creation.namedChildren.find(({ type }) => type === 'argument_list');
  const first = list && argumentsOf(list)[0];
  if (!first || first.type === 'integer_literal') return { kind: 'text', pieces: [] };
  const end = createdType(creation, source) === 'Sql' ? list.lastChild : null;
  return end ? { kind: 'concatenation', parts: [first, end] } : { kind: 'same', of: first };
}

function argumentsOf(list: Node): readonly Node[] {
  return namedParts(list).flatMap(argument => namedParts(argument).at(-1) ?? []);
}

export function receiverOf(call: Node): Node | null {
  const called = call.childForFieldName('function');
  return called?.childForFieldName('expression') ?? called?.childForFieldName('condition') ?? null;
}

/** Without type arguments. */
export function calledName(call: Node, source: string): Omit<Call, 'argument'> {
  const called = call.childForFieldName('function');
  if (!called) return { name: createdType(call, source) ?? '' };
  const last = called.type === 'conditional_access_expression' ? namedParts(called).at(-1) : called;
  const name = sourceOf(last?.childForFieldName('name') ?? called, source).replace(/<[^]*$/, '');
  const of = receiverOf(call);
  return { name, ...(of ? { receiver: sourceOf(of, source) } : {}) };
}

/** Type of `new Type(…)`, or of the variable that gets `new(…)`; without its namespace and type arguments. */
function createdType(creation: Node, source: string): string | undefined {
  let type = creation.type === 'object_creation_expression' ? creation.childForFieldName('type') : null;
  if (creation.type === 'implicit_object_creation_expression') {
    const around = creation.parent?.type === 'variable_declarator' ? creation.parent.parent : creation.parent;
    type = around?.childForFieldName('type') ?? null;
  }
  return type
    ? sourceOf(type, source)
        .replace(/<[^]*$/, '')
        .replace(/\?$/, '')
        .split('.')
        .at(-1)
    : undefined;
}

function plainPieces(literal: Node, source: string): readonly LiteralPiece[] {
  return literal.namedChildren.flatMap(child => {
    if (child.type === 'escape_sequence') return [escaped(child, decode(sourceOf(child, source)))];
    return child.type.endsWith('_literal_content') ? verbatim(source, child.startIndex, child.endIndex) : [];
  });
}

/** A stretch in which the pattern finds doubled characters that stand for one. */
function halved(source: string, start: number, end: number, doubled: RegExp): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  let at = start;
  for (const { index, 0: pair } of source.slice(start, end).matchAll(doubled)) {
    out.push(...verbatim(source, at, start + index));
    at = start + index + pair.length;
    out.push({ kind: 'text', text: pair.charAt(0), start: start + index, end: at, verbatim: false });
  }
  out.push(...verbatim(source, at, end));
  return out;
}

function interpolatedPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const values = handsOver(literal, source);
  if (literal.namedChildren.some(({ type }) => type === 'interpolation_quote')) {
    return rawPieces(literal, source, 'interpolation_quote', values);
  }
  const isVerbatim = literal.namedChildren[0] !== undefined && sourceOf(literal.namedChildren[0], source).includes('@');
  const doubled = isVerbatim ? /""|\{\{|\}\}/g : /\{\{|\}\}/g;
  return literal.namedChildren.flatMap(child => {
    switch (child.type) {
      case 'string_content':
        return halved(source, child.startIndex, child.endIndex, doubled);
      case 'escape_sequence':
        return [escaped(child, decode(sourceOf(child, source)))];
      case 'interpolation':
        return [interpolation(child, source, values)];
      default:
        return [];
    }
  });
}

function interpolation(whole: Node, source: string, values: boolean): LiteralPiece {
  const inner = namedParts(whole).find(({ type }) => !type.startsWith('interpolation_'));
  const format = whole.namedChildren.find(({ type }) => type === 'interpolation_format_clause');
  const given = {
    kind: 'hole',
    source: sourceOf(inner ?? whole, source),
    start: whole.startIndex,
    end: whole.endIndex,
  } as const;
  // InterpolatedSql's `{table:raw}` is pasted in.
  const value = values && !(format && /^:\s*raw$/.test(sourceOf(format, source)));
  return value || !inner ? { ...given, value } : { ...given, node: inner };
}

/** C# specification, "Raw string literals": the first and the last line break and the last line's white space are dropped. */
function rawPieces(literal: Node, source: string, quote: string, values: boolean): readonly LiteralPiece[] {
  const opening = literal.namedChildren.find(({ type }) => type === quote);
  const closing = literal.namedChildren.findLast(({ type }) => type === quote || type === 'raw_string_end');
  if (!opening || !closing || closing.id === opening.id) return [];
  let start = opening.endIndex;
  let end = closing.startIndex;
  let indent = 0;
  const head = /^[ \t]*\r?\n/.exec(source.slice(start, end));
  if (head) {
    const lastLine = source.lastIndexOf('\n', end - 1);
    indent = end - lastLine - 1;
    start += head[0].length;
    end = Math.max(start, source[lastLine - 1] === '\r' ? lastLine - 1 : lastLine);
  }
  return literal.namedChildren.flatMap(child => {
    if (child.type === 'interpolation') return [interpolation(child, source, values)];
    if (child.type !== 'string_content' && child.type !== 'raw_string_content') return [];
    return unindented(source, Math.max(start, child.startIndex), Math.min(end, child.endIndex), indent);
  });
}

function unindented(source: string, start: number, end: number, indent: number): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  for (let at = start; at < end;) {
    const next = source.indexOf('\n', at) + 1;
    const lineEnd = next === 0 || next > end ? end : next;
    const blank = source[at - 1] === '\n' ? (/^[ \t]*/.exec(source.slice(at, lineEnd))?.[0].length ?? 0) : 0;
    out.push(...verbatim(source, at + Math.min(indent, blank), lineEnd));
    at = lineEnd;
  }
  return out;
}

/** An interpolated string that is given to such a method, or to a variable of the type that keeps holes apart. */
function handsOver(literal: Node, source: string): boolean {
  const { parent } = literal;
  if (parent?.type === 'variable_declarator') {
    const type = parent.parent?.childForFieldName('type');
    return type !== null && type !== undefined && /\bFormattableString\b/.test(sourceOf(type, source));
  }
  const call = parent?.type === 'argument' ? parent.parent?.parent : undefined;
  if (call?.type !== 'invocation_expression') return false;
  const { name } = calledName(call, source);
  // Entity Framework 6 has a method of that name that takes plain text.
  return valueMethods.has(name) && !(name === 'SqlQuery' && source.includes('System.Data.Entity'));
}

const singleEscapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', e: '\x1b', 0: '\0' },
};

/** C# specification, "String literals" and "Character literals". */
function decode(escape: string): string {
  const body = escape.slice(1);
  const hex = /^(?:x([\da-fA-F]{1,4})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))$/.exec(body);
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return singleEscapes[body] ?? body;
}
