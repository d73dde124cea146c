import type { Node } from 'web-tree-sitter';

import { csharpNames } from './csharpNames';
import { isAdded, runOf } from './csharpRuns';
import { calledName, fields, isBuilder, textOf } from './csharpText';
import {
  commentText,
  type Context,
  type Declaration,
  type Expression,
  type HostLanguage,
  namedParts,
  placeAmong,
  sourceOf,
} from './language';

export const csharp: HostLanguage = {
  ids: ['csharp'],
  extensions: { csharp: ['.cs', '.csx'] },
  grammar: () => 'tree-sitter-c-sharp.wasm',
  literalTypes: ['string_literal', 'verbatim_string_literal', 'raw_string_literal', 'interpolated_string_expression'],
  expression,
  context,
  declarationTypes: ['variable_declarator', 'property_declaration', 'method_declaration', 'assignment_expression'],
  declarations,
  // NHibernate's HQL.
  entityQueries: true,
  names: csharpNames,
};

/** Properties that a statement is assigned to. */
const sqlProperties = new Set([
  ...['CommandText', 'SelectCommand', 'InsertCommand', 'UpdateCommand', 'DeleteCommand', 'RawSql', 'SqlText'],
]);
const textForPeople = /(?:Message|Description|Title|Tool[Tt]ip|Caption|HelpText|DisplayName|Placeholder|Label)$/;

/** Nodes around a whole that change nothing of what it is for. */
const passed = new Set([
  ...['parenthesized_expression', 'cast_expression', 'conditional_expression', 'postfix_unary_expression'],
  ...[
    'implicit_array_creation_expression',
    'array_creation_expression',
    'object_creation_expression',
    'tuple_expression',
  ],
  ...['implicit_object_creation_expression', 'switch_expression', 'switch_expression_arm', 'arrow_expression_clause'],
  ...['attribute_argument', 'variable_declaration', 'as_expression', 'await_expression'],
]);
const never = new Set([
  ...['throw_statement', 'throw_expression', 'constant_pattern', 'bracketed_argument_list'],
  // A literal in another's hole belongs to that.
  ...['interpolation', 'using_directive'],
]);

/** A block stands for the texts that several of its statements put together. */
function expression(node: Node, source: string): Expression | undefined {
  const run = runOf(node, source);
  return run ? { kind: 'concatenation', parts: run } : textOf(node, source);
}

function context(whole: Node, source: string): Context {
  const [begin] = runOf(whole, source) ?? [];
  if (begin) return context(begin, source);
  return isAdded(whole, source) ? { never: true } : around(whole, source);
}

function around(whole: Node, source: string): Context {
  let node = whole;
  let key: string | undefined;
  let comment = commentBefore(node, source);
  const found = (): Context => (comment === undefined ? {} : { comment });
  for (let parent = node.parent, level = 0; parent && level < 12; level++, node = parent, parent = parent.parent) {
    if (never.has(parent.type)) return { never: true };
    if (passed.has(parent.type)) continue;
    switch (parent.type) {
      case 'argument': {
        const name = parent.childForFieldName('name');
        key ??= name ? sourceOf(name, source) : undefined;
        comment ??= commentBefore(parent, source);
        break;
      }
      case 'argument_list':
        return aroundArguments(
          parent,
          key ?? placeAmong(node, parent),
          comment ?? statementHint(parent, source),
          source,
        );
      case 'attribute_argument_list': {
        const { name, values } = attribute(parent, source);
        return { ...found(), annotation: { name, arguments: values } };
      }
      case 'element_binding_expression': {
        // A key of a dictionary, not an element of a list.
        const owner = parent.parent;
        if (owner?.type === 'assignment_expression' && owner.childForFieldName('left')?.id === parent.id)
          return { never: true };
        break;
      }
      case 'initializer_expression':
        if (parent.parent?.type === 'initializer_expression' && placeAmong(node, parent) === 0) return { never: true };
        break;
      case 'binary_expression':
        if (parent.childForFieldName('operator')?.type !== '??') return found();
        break;
      case 'assignment_expression': {
        const left = parent.childForFieldName('left');
        if (left?.type === 'element_binding_expression' || parent.parent?.type === 'attribute_argument') break;
        const name = left ? sourceOf(left.childForFieldName('name') ?? left, source) : '';
        comment ??= statementHint(parent, source);
        if (sqlProperties.has(name)) return { ...found(), call: { name, argument: 0 } };
        if (textForPeople.test(name)) return { never: true };
        comment ??= parent.parent ? commentBefore(parent.parent, source) : undefined;
        return { ...found(), assignedTo: name };
      }
      case 'variable_declarator':
      case 'property_declaration':
      case 'parameter': {
        const written = parent.childForFieldName('name');
        const name = written ? sourceOf(written, source) : '';
        if (textForPeople.test(name)) return { never: true };
        comment ??= declarationHint(parent, source);
        return { ...found(), assignedTo: name };
      }
      case 'return_statement':
      case 'yield_statement':
      case 'expression_statement':
        comment ??= commentBefore(parent, source);
        return found();
      default:
        return found();
    }
  }
  return found();
}

function aroundArguments(list: Node, argument: number | string, comment: string | undefined, source: string): Context {
  const owner = list.parent;
  const given = comment === undefined ? {} : { comment };
  if (!owner) return given;
  if (owner.type === 'constructor_initializer') {
    const name = owner.parent?.childForFieldName('name');
    return name && sourceOf(name, source).endsWith('Exception') ? { never: true } : given;
  }
  const called = calledName(owner, source);
  if (called.name.endsWith('Exception') || called.name === 'nameof') return { never: true };
  return called.name === '' ? given : { ...given, call: { ...called, argument } };
}

function attribute(
  list: Node,
  source: string,
): { readonly name: string; readonly values: ReadonlyMap<string, string> } {
  const name = list.parent?.childForFieldName('name');
  const values = namedParts(list).flatMap(argument => {
    const [inner] = namedParts(argument);
    const [left, right] = inner?.type === 'assignment_expression' ? fields(inner, 'left', 'right') : [];
    if (left && right) return [[sourceOf(left, source), sourceOf(right, source)] as const];
    return inner ? [['value', sourceOf(inner, source)] as const] : [];
  });
  const written = name ? sourceOf(name, source).split('.').at(-1) : undefined;
  return { name: (written ?? '').replace(/Attribute$/, ''), values: new Map(values) };
}

/** The comment above the declaration, or an attribute that names the language of its text. */
function declarationHint(declared: Node, source: string): string | undefined {
  const owner = declared.type === 'variable_declarator' ? declared.parent?.parent : declared;
  if (!owner) return undefined;
  const above = commentBefore(owner, source);
  if (above !== undefined) return above;
  const attributes = owner.namedChildren
    .filter(({ type }) => type === 'attribute_list')
    .map(list => sourceOf(list, source));
  const injected = /\b(?:StringSyntax|LanguageInjection)\b[^]*?\b(\w*sql)\b/i.exec(attributes.join(' '));
  return injected ? `language=${injected[1] ?? ''}` : undefined;
}

/** A hint above the statement. */
function statementHint(within: Node, source: string): string | undefined {
  let node: Node | null = within;
  while (node && !/_statement$|^(?:field|property|method)_declaration$/.test(node.type)) node = node.parent;
  const above = node ? commentBefore(node, source) : undefined;
  return above !== undefined && /\blang(?:uage)?\s*=/i.test(above) ? above : undefined;
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before?.type === 'comment' ? commentText(sourceOf(before, source)) : undefined;
}

function declarations(node: Node, source: string): readonly Declaration[] {
  const named = declaredName(node, source);
  const value = declaredValue(node);
  if (named === undefined || !value) return [];
  const declared = { name: named, value };
  // What a builder holds is not known from its beginning: named twice it counts as unknown.
  return isBuilder(value, source) ? [declared, declared] : [declared];
}

function declaredName(node: Node, source: string): string | undefined {
  if (node.type !== 'assignment_expression') {
    const name = node.childForFieldName('name');
    return name ? sourceOf(name, source) : undefined;
  }
  // In an object's initializer or an attribute a member of something else is meant.
  if (node.parent?.type === 'initializer_expression' || node.parent?.type === 'attribute_argument') return undefined;
  const left = node.childForFieldName('left');
  return left ? /^(?:this\.)?(\w+)$/.exec(sourceOf(left, source))?.[1] : undefined;
}

function declaredValue(node: Node): Node | undefined {
  switch (node.type) {
    case 'variable_declarator':
      return node.children.some(({ type }) => type === '=') ? namedParts(node).at(-1) : undefined;
    case 'assignment_expression':
      return node.childForFieldName('right') ?? undefined;
    default: {
      const value = node.childForFieldName('value') ?? node.childForFieldName('body');
      if (!value || node.childForFieldName('parameters')?.namedChildCount) return undefined;
      if (value.type === 'arrow_expression_clause') return namedParts(value)[0];
      return node.type === 'property_declaration' ? value : undefined;
    }
  }
}
