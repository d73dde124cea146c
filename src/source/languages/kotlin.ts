import type { Node } from 'web-tree-sitter';

import { type Appended, appendedBehind, type Builders, isContinued } from './building';
import {
  annotated,
  assigned,
  called,
  escapedPieces,
  factsOf,
  scriptPieces,
  singleEscapes,
  unlessOfEntities,
  withDefinitions,
} from './jvm';
import { jvmNames, listCalls, myBatisAnnotations, sameText } from './jvmNames';
import {
  type Annotation,
  type Call,
  commentText,
  type Context,
  cutName,
  type Declaration,
  type Expression,
  type HostLanguage,
  type LiteralPiece,
  namedParts,
  sourceOf,
  verbatim,
} from './language';

export const kotlin: HostLanguage = {
  ids: ['kotlin'],
  extensions: { kotlin: ['.kt', '.kts'] },
  grammar: () => 'tree-sitter-kotlin.wasm',
  literalTypes: ['string_literal', 'multiline_string_literal'],
  expression,
  context,
  declarationTypes: [
    'property_declaration',
    'assignment',
    'parameter',
    'class_parameter',
    'for_statement',
    'lambda_parameters',
  ],
  declarations,
  names: jvmNames,
  entityQueries: true,
};

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string_literal':
    case 'multiline_string_literal': {
      const script = factsOf(source).scripts ? scriptAround(node, source) : undefined;
      if (!script) {
        const pieces = withDefinitions(literalPieces(node, source), source);
        return { kind: 'text', pieces: isDedented(node) ? dedented(pieces, node, source) : pieces };
      }
      const literals = script.descendantsOfType(['string_literal', 'multiline_string_literal']);
      return { kind: 'text', pieces: scriptPieces(node, literals, literal => literalPieces(literal, source)) };
    }
    case 'character_literal':
      return { kind: 'text', pieces: escapedPieces(source, node.startIndex + 1, node.endIndex - 1, escapes, decode) };
    case 'number_literal':
      return {
        kind: 'text',
        pieces: verbatim(source, node.startIndex, node.endIndex - (/l$/i.test(node.text) ? 1 : 0)),
      };
    case 'string_content': {
      // The grammar takes `$name` in a string for text.
      const name = source.charAt(node.startIndex - 1) === '$' ? nameAt(source, node.startIndex) : undefined;
      return name === undefined ? undefined : { kind: 'name', name };
    }
    case 'parenthesized_expression':
    case 'unary_expression':
    case 'as_expression': {
      if (node.type === 'unary_expression' && node.childForFieldName('operator')?.type !== '!!') return undefined;
      const [of] = namedParts(node);
      return of && { kind: 'same', of };
    }
    case 'annotated_expression': {
      const of = namedParts(node).at(-1);
      return of && { kind: 'same', of };
    }
    case 'binary_expression': {
      const parts = ['left', 'right'].flatMap(field => node.childForFieldName(field) ?? []);
      const operator = node.childForFieldName('operator')?.type;
      if (operator === '+') return { kind: 'concatenation', parts };
      return operator === '?:' ? { kind: 'choice', branches: parts } : undefined;
    }
    case 'if_expression': {
      const condition = node.childForFieldName('condition')?.id;
      return {
        kind: 'choice',
        branches: namedParts(node)
          .filter(({ id }) => id !== condition)
          .map(resultOf),
      };
    }
    case 'when_expression': {
      const entries = namedParts(node).filter(({ type }) => type === 'when_entry');
      return { kind: 'choice', branches: entries.flatMap(entry => namedParts(entry).at(-1) ?? []).map(resultOf) };
    }
    case 'identifier':
      if (/^(?:true|false)$/.test(node.text))
        return { kind: 'text', pieces: verbatim(source, node.startIndex, node.endIndex) };
      return { kind: 'name', name: sourceOf(node, source) };
    case 'navigation_expression': {
      const name = namedParts(node).at(-1);
      // Of a call it is the name, not a value.
      return name && !isCallee(node) ? { kind: 'name', name: sourceOf(name, source) } : undefined;
    }
    case 'collection_literal':
      return isMyBatis(node) ? { kind: 'join', separator: ' ', parts: namedParts(node) } : undefined;
    case 'call_expression':
      return call(node, source);
    case 'property_declaration':
    case 'assignment': {
      const name = nameOf(node);
      const value = valueOfDeclaration(node);
      const built = name !== undefined && factsOf(source).built.has(name);
      const later = built && value ? appendedBehind(node, name, builders) : [];
      return value && later.length > 0 ? { kind: 'concatenation', parts: [value, ...later] } : undefined;
    }
    default:
      return undefined;
  }
}

function isCallee(node: Node): boolean {
  return node.parent?.type === 'call_expression' && node.parent.namedChildren[0]?.id === node.id;
}

/** The last expression of a block. */
function resultOf(branch: Node): Node {
  return branch.type === 'block' ? (namedParts(branch).at(-1) ?? branch) : branch;
}

/** `text.trimIndent()`, `"…".format(x)`, `listOf(…).joinToString(" ")`, `StringBuilder("…").append(x)`, `buildString { … }`. */
function call(node: Node, source: string): Expression | undefined {
  const [callee, list] = namedParts(node);
  if (!callee || !list) return undefined;
  const given = list.type === 'value_arguments' ? namedParts(list).flatMap(argument => valueOf(argument) ?? []) : [];
  const [first, ...rest] = given;
  if (callee.type === 'identifier') {
    if (/^String(?:Builder|Buffer)$/.test(callee.text)) {
      return first && rest.length === 0 && first.type !== 'number_literal' ? { kind: 'same', of: first } : undefined;
    }
    if (/^append(?:Line)?$/.test(callee.text)) return first && { kind: 'same', of: first };
    if (listCalls.has(callee.text)) return joined(node, given, source);
    return callee.text === 'buildString' ? built(list) : undefined;
  }
  if (callee.type !== 'navigation_expression') return undefined;
  const [of, member] = namedParts(callee);
  if (!of || !member) return undefined;
  const name = member.text;
  if (name === 'trimMargin') return { kind: 'same', of, margin: first ? textOf(first, source) : '|' };
  if (sameText.has(name)) return { kind: 'same', of };
  switch (name) {
    case 'plus':
    case 'concat':
      return { kind: 'concatenation', parts: [of, ...given] };
    case 'append':
    case 'appendLine': {
      const root = rootOf(node);
      if (!first || !root) return undefined;
      const begun = of.type === 'identifier' || isEmptyBuilder(of) ? [] : [of];
      const later = root.type === 'identifier' && isStatement(node) ? appendedBehind(node, root.text, builders) : [];
      return { kind: 'concatenation', parts: [...begun, first, ...later] };
    }
    case 'apply': {
      const root = rootOf(of);
      const inside = root && root.type !== 'identifier' ? built(list) : undefined;
      return inside && { ...inside, parts: isEmptyBuilder(of) ? inside.parts : [of, ...inside.parts] };
    }
    case 'format':
      if (of.text !== 'String') return { kind: 'format', style: 'printf', template: of, arguments: given };
      return first && { kind: 'format', style: 'printf', template: first, arguments: rest };
    case 'joinToString':
      return { kind: 'same', of };
    default:
      return undefined;
  }
}

/** `listOf("…", "…").joinToString(" ")` */
function joined(list: Node, parts: readonly Node[], source: string): Expression | undefined {
  const call = list.parent && isCallee(list.parent) ? list.parent.parent : undefined;
  const [callee, given] = call ? namedParts(call) : [];
  if (namedParts(callee ?? list).at(-1)?.text !== 'joinToString' || given?.type !== 'value_arguments') return undefined;
  const [first] = namedParts(given);
  const separator = first && valueOf(first);
  return { kind: 'join', separator: separator ? textOf(separator, source) : ', ', parts };
}

/** What a chain of `append` begins with: a new builder or a variable. */
function rootOf(chain: Node): Node | undefined {
  if (chain.type === 'identifier') return chain;
  const [callee] = chain.type === 'call_expression' ? namedParts(chain) : [];
  if (callee?.type !== 'navigation_expression')
    return /^(?:String(?:Builder|Buffer)|append(?:Line)?)$/.test(callee?.text ?? '') ? chain : undefined;
  const [of, member] = namedParts(callee);
  return of && /^append(?:Line)?$/.test(member?.text ?? '') ? rootOf(of) : undefined;
}

function isEmptyBuilder(node: Node): boolean {
  const [callee, list] = namedParts(node);
  const given = callee?.type === 'identifier' && list?.type === 'value_arguments' ? namedParts(list) : undefined;
  return given?.every(argument => valueOf(argument)?.type === 'number_literal') === true;
}

/** `buildString { append("…") … }`: what is appended whatever happens. */
function built(list: Node): Extract<Expression, { kind: 'concatenation' }> | undefined {
  const lambda = list.type === 'annotated_lambda' ? namedParts(list)[0] : undefined;
  const all = (statements: readonly Node[]): readonly Node[] =>
    statements.flatMap(statement => {
      const given = appended(statement, '')?.parts;
      // A literal leads here through its call; a name is a hole of its own.
      return given
        ? given.length === 1 && given[0]?.type === 'identifier'
          ? given
          : [statement]
        : all(builders.inner(statement));
    });
  const parts = lambda ? all(namedParts(lambda)) : [];
  return parts.length > 0 ? { kind: 'concatenation', parts } : undefined;
}

function isStatement({ parent }: Node): boolean {
  return parent?.type === 'block' || parent?.type === 'lambda_literal';
}

const builders: Builders = {
  appended,
  inner: statement => {
    const parts = namedParts(statement);
    switch (statement.type) {
      case 'block':
      case 'lambda_literal':
        return parts;
      case 'if_expression': {
        const [, consequence, alternative] = parts;
        return consequence && alternative
          ? consequence.type === 'block'
            ? namedParts(consequence)
            : [consequence]
          : [];
      }
      case 'for_statement':
      case 'while_statement':
      case 'try_expression':
        return parts.filter(({ type }) => type === 'block').slice(0, 1);
      // `list.forEach { … }`
      case 'call_expression':
        return /\bforEach(?:Indexed)?$/.test(parts[0]?.text ?? '')
          ? (parts[1]?.descendantsOfType('lambda_literal').slice(0, 1) ?? [])
          : [];
      default:
        return [];
    }
  },
  isWhole: ({ type, parent }) =>
    /^(?:function_body|class_body|source_file)$/.test(type) || /^(?:class_body|source_file)$/.test(parent?.type ?? ''),
  isBranch: ({ parent }) => /^(?:if_expression|when_entry|when_expression|try_expression)$/.test(parent?.type ?? ''),
};

/** `name` is empty in the block of `buildString`. */
function appended(statement: Node, name: string): Appended | undefined {
  if (statement.type === 'property_declaration')
    return nameOf(statement) === name ? { parts: [], fresh: true } : undefined;
  if (statement.type === 'assignment') {
    if (nameOf(statement) !== name) return undefined;
    const value = valueOfDeclaration(statement);
    const appends = statement.childForFieldName('operator')?.type === '+=';
    return appends && value ? { parts: [value], fresh: false } : { parts: [], fresh: true };
  }
  const parts: Node[] = [];
  for (let call: Node | undefined = statement; call?.type === 'call_expression';) {
    const [callee, list]: readonly (Node | undefined)[] = namedParts(call);
    const [of, member] = callee?.type === 'navigation_expression' ? namedParts(callee) : [undefined, callee];
    if (!/^append(?:Line)?$/.test(member?.text ?? '') || list?.type !== 'value_arguments') return undefined;
    parts.unshift(
      ...namedParts(list)
        .slice(0, 1)
        .flatMap(argument => valueOf(argument) ?? []),
    );
    if ((of?.text ?? '') === name) return { parts, fresh: false };
    call = of;
  }
  return undefined;
}

function valueOf(argument: Node): Node | undefined {
  return namedParts(argument).at(-1);
}

const escapes = /\\(?:u[\da-fA-F]{4}|\$\d*|\r\n|[^])/g;

/** Kotlin language specification, "String literals". A digit behind an escaped `$` goes with it: together they are a parameter. */
function decode(escape: string): string {
  const body = escape.slice(1);
  if (/^u[\da-fA-F]{4}$/.test(body)) return String.fromCharCode(Number.parseInt(body.slice(1), 16));
  return (body === 's' ? undefined : singleEscapes[body]) ?? body;
}

function textOf(literal: Node, source: string): string {
  if (!literal.type.endsWith('string_literal')) return ' ';
  return literalPieces(literal, source)
    .map(piece => (piece.kind === 'text' ? piece.text : ''))
    .join('');
}

function nameAt(source: string, at: number): string | undefined {
  return /^(?:[\p{L}_][\p{L}\p{N}_]*|`[^`\n]+`)/u.exec(source.slice(at, at + 200))?.[0];
}

function literalPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const raw = literal.type === 'multiline_string_literal';
  const quotes = raw ? 3 : 1;
  const closed = source.startsWith('"""'.slice(0, quotes), literal.endIndex - quotes);
  const end = closed ? literal.endIndex - quotes : literal.endIndex;
  const out: LiteralPiece[] = [];
  let at = literal.startIndex + quotes;
  for (const { start, end: behind, piece } of [...interpolations(literal, source)]) {
    out.push(...stretch(literal, source, at, start, raw), piece);
    at = behind;
  }
  return [...out, ...stretch(literal, source, at, end, raw)];
}

/** `${…}`; `${'$'}1` is the way to write `$1` in a raw string. */
function* interpolations(
  literal: Node,
  source: string,
): Iterable<{ readonly start: number; readonly end: number; readonly piece: LiteralPiece }> {
  for (const child of literal.namedChildren) {
    if (child.type !== 'interpolation') continue;
    const { startIndex: start } = child;
    const dollar = /^\$\{\s*(?:'\\?\$'|"\\?\$")\s*\}(\d*)/.exec(source.slice(start, start + 30));
    const end = dollar ? start + dollar[0].length : child.endIndex;
    if (dollar) yield { start, end, piece: { kind: 'text', text: `$${dollar[1] ?? ''}`, start, end, verbatim: false } };
    else yield { start, end, piece: holeOf(start, end, source, namedParts(child)[0]) };
  }
}

/** Text and `$name`, which the grammar knows in raw strings alone. */
function stretch(literal: Node, source: string, start: number, end: number, raw: boolean): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  const text = (from: number, to: number) =>
    raw ? verbatim(source, from, to) : escapedPieces(source, from, to, escapes, decode);
  let at = start;
  for (const match of source.slice(start, end).matchAll(raw ? /\$/g : /\\[^]|\$/g)) {
    const from = start + match.index;
    const name = match[0] === '$' ? nameAt(source, from + 1) : undefined;
    if (name === undefined) continue;
    const behind = from + 1 + name.length;
    out.push(...text(at, from), holeOf(from, behind, source, literal.descendantForIndex(from + 1) ?? undefined, name));
    at = behind;
  }
  return [...out, ...text(at, end)];
}

/** `.trimIndent()` follows. */
function isDedented({ type, parent }: Node): boolean {
  return (
    type === 'multiline_string_literal' &&
    parent?.type === 'navigation_expression' &&
    namedParts(parent).at(-1)?.text === 'trimIndent'
  );
}

/** Without the indent that all lines share. */
function dedented(pieces: readonly LiteralPiece[], literal: Node, source: string): readonly LiteralPiece[] {
  const lines = source
    .slice(literal.startIndex + 3, literal.endIndex - 3)
    .split('\n')
    .filter(line => line.trim() !== '');
  const indent = Math.min(...lines.map(line => line.length - line.trimStart().length));
  if (indent === 0 || !Number.isFinite(indent)) return pieces;
  let begins = true;
  return pieces.flatMap(piece => {
    if (piece.kind === 'hole' || !piece.verbatim) {
      begins = false;
      return [piece];
    }
    const out: LiteralPiece[] = [];
    let at = piece.start;
    for (const line of piece.text.split(/(?<=\n)/)) {
      const blank = line.length - line.replace(/^[^\S\n]+/, '').length;
      out.push(...verbatim(source, at + (begins ? Math.min(indent, blank) : 0), at + line.length));
      at += line.length;
      begins = line.endsWith('\n');
    }
    return out;
  });
}

function holeOf(start: number, end: number, source: string, node: Node | undefined, name?: string): LiteralPiece {
  return {
    kind: 'hole',
    source: name ?? (node ? sourceOf(node, source) : source.slice(start, end)),
    start,
    end,
    ...(node ? { node } : {}),
  };
}

function context(whole: Node, source: string): Context {
  return unlessOfEntities(around(whole, source), sourceOf(whole, source));
}

function around(whole: Node, source: string): Context {
  let node =
    (/^(?:property_declaration|assignment)$/.test(whole.type) ? valueOfDeclaration(whole) : undefined) ?? whole;
  let key: string | undefined;
  let comment = commentBefore(node, source);
  const hinted = (given: Context): Context => (comment === undefined ? given : { ...given, comment });
  for (let parent = node.parent, level = 0; parent && level < 12; level++, node = parent, parent = parent.parent) {
    comment ??= commentBefore(parent, source);
    switch (parent.type) {
      case 'value_argument': {
        const [name] = namedParts(parent);
        if (name && name.id !== node.id && parent.children[1]?.type === '=') key ??= name.text;
        break;
      }
      case 'value_arguments': {
        const around = parent.parent;
        if (around?.type === 'constructor_invocation' && around.parent?.type === 'annotation') {
          return hinted(annotated(annotationOf(around, source), key, source));
        }
        const named = around && calledName(around, source);
        if (!named) return hinted({});
        if (listCalls.has(named.name) || named.name === 'arrayOf') break;
        if (around.parent?.type === 'throw_expression') return { never: true };
        const argument =
          key ??
          parent.namedChildren.filter(({ type }) => type === 'value_argument').findIndex(({ id }) => id === node.id);
        return hinted(called({ ...named, argument }, source));
      }
      case 'block':
        return hinted(builtUp(node, source) ?? {});
      // `sql { "…" }`, `require(x) { "…" }`: the last expression is what the block gives.
      case 'lambda_literal': {
        const building = builtUp(node, source);
        if (building || namedParts(parent).at(-1)?.id !== node.id) return hinted(building ?? {});
        break;
      }
      case 'annotated_lambda': {
        const named = parent.parent && calledName(parent.parent, source);
        return hinted(
          named && !/^(?:let|run|also|apply|with|lazy|use)$/.test(named.name)
            ? called({ ...named, argument: 'block' }, source)
            : {},
        );
      }
      case 'call_expression':
        // Of `"…" { }` the literal is the name.
        if (namedParts(parent)[0]?.id === node.id && node.type.endsWith('string_literal')) return { never: true };
        break;
      case 'infix_expression': {
        const [left, operator] = namedParts(parent);
        if (operator?.text !== 'to')
          return left?.id === node.id && /^(?:should|when|then|given)/.test(operator?.text ?? '')
            ? { never: true }
            : hinted({});
        if (left?.id === node.id) return { never: true };
        break;
      }
      case 'annotated_expression':
        comment ??= languageOf(parent, source);
        break;
      case 'property_declaration':
      case 'assignment': {
        comment ??= languageOf(parent, source);
        const name = nameOf(parent);
        const appends = parent.childForFieldName('operator')?.type === '+=';
        if (appends && name !== undefined && isContinued(parent, name, builders, source)) return { never: true };
        return hinted(name === undefined ? {} : assigned(name, parent.endIndex, source));
      }
      case 'when_entry':
        if (parent.childForFieldName('condition')?.id === node.id) return { never: true };
        break;
      case 'throw_expression':
      case 'index_expression':
      case 'when_subject':
        return { never: true };
      case 'parenthesized_expression': {
        const generic = genericCall(parent, source);
        if (generic) return hinted(called(generic, source));
        break;
      }
      case 'navigation_expression':
      case 'collection_literal':
      case 'spread_expression':
      case 'as_expression':
      case 'unary_expression':
      case 'if_expression':
      case 'when_expression':
      case 'binary_expression':
      case 'property_delegate':
        break;
      default:
        return hinted({});
    }
  }
  return hinted({});
}

/** Of a statement that appends to a variable. */
function builtUp(statement: Node, source: string): Context | undefined {
  const root = statement.type === 'call_expression' ? rootOf(statement) : undefined;
  if (root?.type !== 'identifier') return undefined;
  return isContinued(statement, root.text, builders, source)
    ? { never: true }
    : assigned(root.text, statement.endIndex, source);
}

/** The grammar reads `query<Row>("…")` alone on its line as two comparisons. */
function genericCall(brackets: Node, source: string): Call | undefined {
  if (brackets.parent?.type !== 'binary_expression' || brackets.parent.childForFieldName('operator')?.type !== '>')
    return undefined;
  const [, written] =
    /([\w.?!()]+)\s*<[^<>()]*>\s*$/.exec(source.slice(brackets.parent.startIndex, brackets.startIndex)) ?? [];
  return written === undefined ? undefined : { ...cutName(written), argument: 0 };
}

function calledName(call: Node, source: string): Omit<Call, 'argument'> | undefined {
  let [callee] = namedParts(call);
  while (callee?.type === 'call_expression') [callee] = namedParts(callee);
  if (!callee) return call.type === 'enum_entry' ? undefined : { name: call.type };
  if (callee.type !== 'navigation_expression')
    return { name: cutName(sourceOf(callee, source).replace(/<[^]*$/, '')).name };
  const parts = namedParts(callee);
  const name = parts.at(-1)?.text ?? '';
  return { name, ...(parts[0] && parts.length > 1 ? { receiver: sourceOf(parts[0], source) } : {}) };
}

function annotationOf(invocation: Node, source: string): Annotation {
  const [type, list] = namedParts(invocation);
  const given = (list ? namedParts(list) : []).map((argument): readonly [string, string] => {
    const [name, value] = namedParts(argument);
    return name && value ? [name.text, sourceOf(value, source)] : ['value', sourceOf(argument, source)];
  });
  return { name: type?.text ?? '', arguments: new Map(given) };
}

function isMyBatis(list: Node): boolean {
  const invocation = list.parent?.parent?.parent;
  return invocation?.type === 'constructor_invocation' && myBatisAnnotations.has(namedParts(invocation)[0]?.text ?? '');
}

/** The arguments of MyBatis' annotation around a literal, when they are a script. */
function scriptAround(literal: Node, source: string): Node | undefined {
  let node = literal;
  while (
    node.parent &&
    /^(?:binary_expression|collection_literal|call_expression|navigation_expression|value_argument)$/.test(
      node.parent.type,
    )
  )
    node = node.parent;
  const list = node.parent;
  if (
    list?.type !== 'value_arguments' ||
    list.parent?.type !== 'constructor_invocation' ||
    !sourceOf(list, source).includes('<script>')
  )
    return undefined;
  return myBatisAnnotations.has(namedParts(list.parent)[0]?.text ?? '') ? list : undefined;
}

/** IntelliJ's `@Language("SQL")` at a declaration or before an argument. */
function languageOf(node: Node, source: string): string | undefined {
  const before = node.namedChildren.find(({ type }) => type === 'modifiers' || type === 'annotation');
  return (
    before &&
    /@Language\s*\(\s*(?:value\s*=\s*)?"([\w-]+)"/.exec(sourceOf(before, source))?.[1]?.replace(/^/, 'language=')
  );
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before?.type.endsWith('comment') === true ? commentText(sourceOf(before, source)) : undefined;
}

function nameOf(declaration: Node): string | undefined {
  const left =
    declaration.childForFieldName('left') ??
    declaration.namedChildren.find(({ type }) => type === 'variable_declaration');
  const name = left?.type === 'variable_declaration' ? namedParts(left)[0] : left;
  return name ? cutName(name.text).name : undefined;
}

function declarations(node: Node, source: string): readonly Declaration[] {
  switch (node.type) {
    case 'property_declaration':
    case 'assignment': {
      const name = nameOf(node);
      if (name === undefined) return [];
      const plain = node.type === 'property_declaration' || node.childForFieldName('operator')?.type === '=';
      const value = plain ? valueOfDeclaration(node) : node;
      return value ? [{ name, value }] : [];
    }
    case 'lambda_parameters':
    case 'for_statement':
      // What they name has no value that is known.
      return node.namedChildren
        .filter(({ type }) => type === 'variable_declaration')
        .map(variable => ({ name: namedParts(variable)[0]?.text ?? '', value: node }));
    default: {
      const name = node.namedChildren.find(({ type }) => type === 'identifier');
      return name ? [{ name: sourceOf(name, source), value: node }] : [];
    }
  }
}

/** What follows the `=`, or the block of `by lazy { … }`. */
function valueOfDeclaration(node: Node): Node | undefined {
  const delegate = node.namedChildren.find(({ type }) => type === 'property_delegate');
  if (delegate) {
    const lambda = delegate.descendantsOfType('lambda_literal')[0];
    return (lambda && namedParts(lambda).at(-1)) ?? undefined;
  }
  const equals = node.children.findIndex(child => child.type === '=' || child.type === '+=');
  return equals < 0
    ? undefined
    : node.children.slice(equals + 1).find(child => child.isNamed && !child.type.includes('comment'));
}
