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
  hole,
  type HostLanguage,
  type LiteralPiece,
  namedParts,
  placeAmong,
  sourceOf,
  verbatim,
} from './language';

export const java: HostLanguage = {
  ids: ['java'],
  extensions: { java: ['.java'] },
  grammar: () => 'tree-sitter-java.wasm',
  literalTypes: ['string_literal'],
  expression,
  context,
  declarationTypes: ['variable_declarator', 'assignment_expression', 'formal_parameter', 'enhanced_for_statement'],
  declarations,
  names: jvmNames,
  entityQueries: true,
};

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string_literal': {
      const script = factsOf(source).scripts ? scriptAround(node, source) : undefined;
      if (!script) return { kind: 'text', pieces: withDefinitions(literalPieces(node, source), source) };
      const literals = script.descendantsOfType('string_literal');
      return { kind: 'text', pieces: scriptPieces(node, literals, literal => literalPieces(literal, source)) };
    }
    case 'character_literal':
      return { kind: 'text', pieces: escapedPieces(source, node.startIndex + 1, node.endIndex - 1, escapes, decode) };
    case 'true':
    case 'false':
    case 'decimal_integer_literal':
      return {
        kind: 'text',
        pieces: verbatim(source, node.startIndex, node.endIndex - (/l$/i.test(node.text) ? 1 : 0)),
      };
    case 'template_expression': {
      const of = node.childForFieldName('template_argument');
      return of ? { kind: 'same', of } : undefined;
    }
    case 'parenthesized_expression': {
      const [of] = namedParts(node);
      return of && { kind: 'same', of };
    }
    case 'cast_expression': {
      const of = node.childForFieldName('value');
      return of ? { kind: 'same', of } : undefined;
    }
    case 'binary_expression': {
      if (node.childForFieldName('operator')?.type !== '+') return undefined;
      return { kind: 'concatenation', parts: fields(node, 'left', 'right') };
    }
    case 'ternary_expression':
      return { kind: 'choice', branches: fields(node, 'consequence', 'alternative') };
    case 'identifier':
      return { kind: 'name', name: sourceOf(node, source) };
    case 'field_access': {
      const field = node.childForFieldName('field');
      return field ? { kind: 'name', name: sourceOf(field, source) } : undefined;
    }
    case 'element_value_array_initializer':
      return isMyBatis(node, source) ? { kind: 'join', separator: ' ', parts: namedParts(node) } : undefined;
    case 'object_creation_expression': {
      const [of, more] = namedParts(node.childForFieldName('arguments') ?? node);
      const builds = /^String(?:Builder|Buffer)?$/.test(node.childForFieldName('type')?.text ?? '');
      // A number is the room to be kept.
      return builds && of && !more && of.type !== 'decimal_integer_literal' ? { kind: 'same', of } : undefined;
    }
    case 'method_invocation':
      return invocation(node, source);
    case 'variable_declarator':
    case 'assignment_expression': {
      const [name, value] = [...fields(node, 'name', 'left'), ...fields(node, 'value', 'right')];
      const built = name && value && factsOf(source).built.has(sourceOf(name, source));
      const later = built ? appendedBehind(statementOf(node), sourceOf(name, source), builders) : [];
      return value && later.length > 0 ? { kind: 'concatenation', parts: [value, ...later] } : undefined;
    }
    default:
      return undefined;
  }
}

function fields(node: Node, ...names: readonly string[]): readonly Node[] {
  return names.flatMap(name => node.childForFieldName(name) ?? []);
}

/** `text.trim()`, `a.concat(b)`, `builder.append(b)`, `"…".formatted(x)`, `String.format(…)`, `String.join(…)`. */
function invocation(node: Node, source: string): Expression | undefined {
  const of = node.childForFieldName('object');
  const name = node.childForFieldName('name')?.text ?? '';
  const given = namedParts(node.childForFieldName('arguments') ?? node);
  const [first, ...rest] = given;
  const receiver = of ? sourceOf(of, source) : '';
  if (!of) return undefined;
  if (sameText.has(name)) return { kind: 'same', of };
  switch (name) {
    case 'concat':
      return { kind: 'concatenation', parts: [of, ...given] };
    case 'append': {
      const root = rootOf(node);
      if (!first || !root) return undefined;
      const begun = of.type === 'identifier' || isBuilder(of) ? [] : [of];
      const whole = root.type === 'identifier' && node.parent?.type === 'expression_statement';
      const later = whole ? appendedBehind(node.parent, root.text, builders) : [];
      return { kind: 'concatenation', parts: [...begun, first, ...later] };
    }
    case 'formatted':
      return { kind: 'format', style: 'printf', template: of, arguments: given };
    case 'format': {
      if (receiver === 'MessageFormat' && first)
        return { kind: 'format', style: 'braces', template: first, arguments: rest };
      if (receiver !== 'String' || !first) return undefined;
      const [template, ...values] = /\blocale\b/i.test(first.text) ? rest : given;
      return template && { kind: 'format', style: 'printf', template, arguments: values };
    }
    case 'join': {
      if (receiver !== 'String' || !first) return undefined;
      const [list] = rest;
      const listed =
        rest.length === 1 &&
        list?.type === 'method_invocation' &&
        listCalls.has(list.childForFieldName('name')?.text ?? '');
      const parts = listed ? namedParts(list.childForFieldName('arguments') ?? list) : rest.length > 1 ? rest : [];
      const separator = first.type === 'string_literal' ? textOf(first, source) : ' ';
      return parts.length > 0 ? { kind: 'join', separator, parts } : undefined;
    }
    default:
      return undefined;
  }
}

/** What a chain of `append` begins with: a new builder or a variable. */
function rootOf(chain: Node): Node | undefined {
  const of = chain.type === 'method_invocation' ? chain.childForFieldName('object') : null;
  if (of) return chain.childForFieldName('name')?.text === 'append' ? rootOf(of) : undefined;
  return chain.type === 'identifier' || /^new String(?:Builder|Buffer)\b/.test(chain.text.slice(0, 20))
    ? chain
    : undefined;
}

/** `new StringBuilder()`: no text yet. */
function isBuilder(node: Node): boolean {
  return node.type === 'object_creation_expression' && expression(node, '') === undefined;
}

/** The statement that a declarator, an assignment or a call is. */
function statementOf(node: Node): Node {
  return node.parent && /_(?:declaration|statement)$/.test(node.parent.type) ? node.parent : node;
}

const builders: Builders = {
  appended,
  inner: statement => {
    const [consequence, alternative] = fields(statement, 'consequence', 'alternative');
    const body =
      statement.type === 'block'
        ? statement
        : (statement.childForFieldName('body') ?? (alternative ? consequence : undefined));
    return body?.type === 'block' ? namedParts(body) : body ? [body] : [];
  },
  isWhole: ({ type }) => /^(?:method|constructor|class|field|lambda|program|static)/.test(type),
  isBranch: ({ parent }) => /^(?:if_statement|switch_\w+|try_\w+|catch_clause)$/.test(parent?.type ?? ''),
};

function appended(statement: Node, name: string): Appended | undefined {
  if (statement.type === 'local_variable_declaration') {
    const declared = statement.namedChildren.some(child => child.childForFieldName('name')?.text === name);
    return declared ? { parts: [], fresh: true } : undefined;
  }
  const [inner] = statement.type === 'expression_statement' ? namedParts(statement) : [];
  if (inner?.type === 'assignment_expression') {
    const [left, right] = fields(inner, 'left', 'right');
    if (left?.text !== name || !right) return undefined;
    return inner.childForFieldName('operator')?.type === '+='
      ? { parts: [right], fresh: false }
      : extended(right, name);
  }
  if (inner?.type !== 'method_invocation' || !inner.text.startsWith(name)) return undefined;
  if (/^\.\s*(?:setLength|delete)\(\s*0/.test(inner.text.slice(name.length))) return { parts: [], fresh: true };
  if (rootOf(inner)?.text !== name) return undefined;
  const parts: Node[] = [];
  for (let call: Node | null = inner; call?.type === 'method_invocation'; call = call.childForFieldName('object')) {
    parts.unshift(...namedParts(call.childForFieldName('arguments') ?? call).slice(0, 1));
  }
  return { parts, fresh: false };
}

/** What stands behind the name that a text begins with. */
function behind(text: string, name: string): string {
  return text.startsWith(name) ? text.slice(name.length) : '';
}

/** `sql = sql + a + b`, `sql = sql.concat(a)` */
function extended(value: Node, name: string): Appended {
  const parts: Node[] = [];
  let node: Node | null = value;
  for (;;) {
    const isConcat = node?.type === 'method_invocation' && node.childForFieldName('name')?.text === 'concat';
    if (!node || !(isConcat || node.type === 'binary_expression')) break;
    const [given] = isConcat ? namedParts(node.childForFieldName('arguments') ?? node) : fields(node, 'right');
    if (given) parts.unshift(given);
    node = node.childForFieldName(isConcat ? 'object' : 'left');
  }
  return node?.text === name ? { parts, fresh: false } : { parts: [], fresh: true };
}

const escapes = /\\(?:u+[\da-fA-F]{4}|[0-3]?[0-7]{1,2}|\r\n|[^])/g;

/** Java Language Specification 3.10.7, and 3.3 for `\u`. */
function decode(escape: string): string {
  const body = escape.slice(1);
  if (/^\r?\n$/.test(body)) return '';
  if (/^[0-7]+$/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8));
  if (/^u+[\da-fA-F]{4}$/.test(body)) return String.fromCharCode(Number.parseInt(body.slice(-4), 16));
  return singleEscapes[body] ?? body;
}

function textOf(literal: Node, source: string): string {
  return literalPieces(literal, source)
    .map(piece => (piece.kind === 'text' ? piece.text : ''))
    .join('');
}

function literalPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const block = source.startsWith('"""', literal.startIndex);
  const quotes = block ? 3 : 1;
  const end = source.startsWith('"""'.slice(0, quotes), literal.endIndex - quotes)
    ? literal.endIndex - quotes
    : literal.endIndex;
  let at = literal.startIndex + quotes;
  if (block && !literal.namedChildren.some(child => child.type === 'string_interpolation'))
    return blockPieces(source, at, end);
  const out: LiteralPiece[] = [];
  for (const child of literal.namedChildren) {
    if (child.type !== 'string_interpolation') continue;
    out.push(
      ...escapedPieces(source, at, child.startIndex, escapes, decode),
      hole(child, child.namedChildren[0], source),
    );
    at = child.endIndex;
  }
  return [...out, ...escapedPieces(source, at, end, escapes, decode)];
}

/** JLS 3.10.6: the common indent goes, trailing blanks too; the line of the closing delimiter counts. */
function blockPieces(source: string, start: number, end: number): readonly LiteralPiece[] {
  const first = source.indexOf('\n', start) + 1;
  if (first === 0 || first > end) return [];
  const lines = source.slice(first, end).split('\n');
  const indents = lines.flatMap((line, i) =>
    line.trim() === '' && i < lines.length - 1 ? [] : [line.length - line.trimStart().length],
  );
  const indent = Math.min(...indents);
  const out: LiteralPiece[] = [];
  let at = first;
  lines.forEach((line, i) => {
    const behind = at + line.length;
    const cut = behind - (line.length - line.trimEnd().length);
    const continued = i < lines.length - 1 && (/\\*$/.exec(source.slice(at, cut))?.[0].length ?? 0) % 2 === 1;
    out.push(...escapedPieces(source, Math.min(at + indent, cut), continued ? cut - 1 : cut, escapes, decode));
    if (continued) out.push({ kind: 'text', text: '', start: cut - 1, end: behind + 1, verbatim: false });
    else if (i < lines.length - 1) out.push(...verbatim(source, behind, behind + 1));
    at = behind + 1;
  });
  return out;
}

function context(whole: Node, source: string): Context {
  return unlessOfEntities(around(whole, source), sourceOf(whole, source));
}

function around(whole: Node, source: string): Context {
  let node =
    (/^(?:variable_declarator|assignment_expression)$/.test(whole.type)
      ? fields(whole, 'value', 'right')[0]
      : undefined) ?? whole;
  let key: string | undefined;
  let comment = commentBefore(node, source);
  const hinted = (given: Context): Context => (comment === undefined ? given : { ...given, comment });
  for (let parent = node.parent, level = 0; parent && level < 9; level++, node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'argument_list': {
        const call = parent.parent;
        if (!call) return hinted({});
        const named = calledName(call, source);
        if (listCalls.has(named.name)) break;
        if (call.parent?.type === 'throw_statement') return { never: true };
        if (testNames.has(named.name)) return hinted({});
        return hinted(called({ ...named, argument: placeAmong(node, parent) }, source));
      }
      case 'element_value_pair':
        key ??= parent.childForFieldName('key')?.text;
        break;
      case 'annotation_argument_list':
        return parent.parent ? hinted(annotated(annotationOf(parent.parent, source), key, source)) : {};
      case 'variable_declarator':
      case 'assignment_expression': {
        const name = parent.childForFieldName('name') ?? parent.childForFieldName('left');
        comment ??= parent.parent
          ? (languageOf(parent.parent, source) ?? commentBefore(parent.parent, source))
          : undefined;
        if (!name) return hinted({});
        const written = sourceOf(name, source);
        const appends =
          parent.childForFieldName('operator')?.type === '+=' ||
          /^\s*(?:\+|\.concat\b)/.test(behind(sourceOf(node, source), written));
        if (appends && isContinued(statementOf(parent), written, builders, source)) return { never: true };
        return hinted(assigned(cutName(written).name, parent.endIndex, source));
      }
      case 'return_statement':
      case 'expression_statement':
      case 'yield_statement': {
        const root = node.type === 'method_invocation' ? rootOf(node) : undefined;
        comment ??= commentBefore(parent, source);
        if (root?.type !== 'identifier') return hinted({});
        return isContinued(parent, root.text, builders, source)
          ? { never: true }
          : hinted(assigned(root.text, parent.endIndex, source));
      }
      case 'switch_label':
      case 'throw_statement':
      case 'assert_statement':
        return { never: true };
      case 'method_invocation':
      case 'element_value_array_initializer':
      case 'array_initializer':
      case 'array_creation_expression':
      case 'parenthesized_expression':
      case 'cast_expression':
      case 'ternary_expression':
      case 'lambda_expression':
      case 'template_expression':
        comment ??= commentBefore(parent, source);
        break;
      default:
        return hinted({});
    }
  }
  return hinted({});
}

/** Other languages' tests are named by these calls; here they are the program's own. */
const testNames: ReadonlySet<string> = new Set([
  'test',
  'it',
  'context',
  'describe',
  'suite',
  'step',
  'feature',
  'scenario',
]);

function calledName(call: Node, source: string): Omit<Call, 'argument'> {
  const receiver = call.childForFieldName('object');
  const name =
    (call.childForFieldName('name') ?? call.childForFieldName('constructor') ?? call.childForFieldName('type'))?.text ??
    '';
  return {
    name: cutName(name.replace(/<[^]*$/, '')).name,
    ...(receiver ? { receiver: sourceOf(receiver, source) } : {}),
  };
}

function annotationOf(annotation: Node, source: string): Annotation {
  const list = annotation.childForFieldName('arguments');
  const given = (list ? namedParts(list) : []).map((argument): readonly [string, string] => {
    const [key, value] = fields(argument, 'key', 'value');
    return argument.type === 'element_value_pair' && key && value
      ? [key.text, sourceOf(value, source)]
      : ['value', sourceOf(argument, source)];
  });
  return { name: annotation.childForFieldName('name')?.text ?? '', arguments: new Map(given) };
}

function isMyBatis(list: Node, source: string): boolean {
  let node = list.parent;
  if (node?.type === 'element_value_pair') node = node.parent;
  return (
    node?.type === 'annotation_argument_list' &&
    node.parent !== null &&
    myBatisAnnotations.has(annotationOf(node.parent, source).name)
  );
}

/** The value of MyBatis' annotation around a literal, when it is a script. */
function scriptAround(literal: Node, source: string): Node | undefined {
  let node = literal;
  while (
    node.parent &&
    ['binary_expression', 'element_value_array_initializer', 'parenthesized_expression'].includes(node.parent.type)
  )
    node = node.parent;
  const list = node.parent?.type === 'element_value_pair' ? node.parent.parent : node.parent;
  if (list?.type !== 'annotation_argument_list' || !list.parent || !sourceOf(node, source).includes('<script>'))
    return undefined;
  return myBatisAnnotations.has(annotationOf(list.parent, source).name) ? node : undefined;
}

/** IntelliJ's `@Language("SQL")` at a declaration. */
function languageOf(declaration: Node, source: string): string | undefined {
  const modifiers = declaration.namedChildren.find(child => child.type === 'modifiers');
  return (
    modifiers &&
    /@Language\s*\(\s*(?:value\s*=\s*)?"([\w-]+)"/.exec(sourceOf(modifiers, source))?.[1]?.replace(/^/, 'language=')
  );
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before?.type.endsWith('comment') === true ? commentText(sourceOf(before, source)) : undefined;
}

function declarations(node: Node, source: string): readonly Declaration[] {
  const name = node.childForFieldName('name') ?? node.childForFieldName('left');
  if (!name) return [];
  // A parameter and an appended variable have no value that is known.
  const plain = node.type === 'variable_declarator' || node.childForFieldName('operator')?.type === '=';
  const value = plain ? (node.childForFieldName('value') ?? node.childForFieldName('right')) : node;
  return value ? [{ name: cutName(sourceOf(name, source)).name, value }] : [];
}
