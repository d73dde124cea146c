import type { Node } from 'web-tree-sitter';

import {
  commentText,
  type Context,
  cutName,
  type Declaration,
  escaped,
  type Expression,
  type HostLanguage,
  type LiteralPiece,
  namedParts,
  placeAmong,
  sourceOf,
  verbatim,
} from './language';

/** Macros carry their `!` in their names; what a macro is given is a tree of tokens rather than of expressions. */
export const rust: HostLanguage = {
  ids: ['rust'],
  extensions: { rust: ['.rs'] },
  grammar: () => 'tree-sitter-rust.wasm',
  literalTypes: ['string_literal', 'raw_string_literal'],
  expression,
  context,
  declarationTypes: [
    ...['const_item', 'static_item', 'let_declaration', 'let_condition', 'parameter', 'closure_parameters'],
    ...['for_expression', 'assignment_expression', 'compound_assignment_expr', 'field_initializer'],
  ],
  declarations,
  names: {
    calls: [
      // sqlx
      ...['query!', 'query_as!', 'query_scalar!', 'query_unchecked!', 'query_as_unchecked!', 'query_as'],
      ...['query_scalar', 'query_scalar_unchecked!', 'query_with', 'query_as_with', 'query_scalar_with', 'raw_sql'],
      ...['QueryBuilder'],
      // postgres, tokio-postgres, rusqlite, diesel, SeaORM, rbatis, pgrx
      ...['query_one', 'query_opt', 'query_typed', 'query_raw', 'execute_raw', 'execute_typed', 'batch_execute'],
      ...['simple_query', 'prepare_cached', 'prepare_typed', 'prepare_with_flags', 'copy_in', 'copy_out', 'query_row'],
      ...['query_row_and_then', 'query_map', 'execute_batch', 'sql_query', 'from_sql_and_values', 'execute_unprepared'],
      ...['from_raw_sql', 'Statement', 'query_all', 'query_decode', 'exec_decode', 'raw_cmd', 'Spi', 'extension_sql!'],
      // mysql, tiberius, scylla, and wrappers as programs name them
      ...['query_drop', 'query_first', 'query_iter', 'query_fold', 'exec_drop', 'exec_first', 'exec_iter', 'exec_map'],
      ...['exec_batch', 'exec_fold', 'query_unpaged', 'execute_sql', 'exec_sql', 'run_sql', 'exec_safe', 'sql!'],
    ],
    weakCalls: [
      ...[
        'exec',
        'prep',
        'Query',
        'sql_statement',
        'describe',
        'fetch_optional',
        'fetch_one',
        'fetch_all',
        'load',
        'cust',
      ],
    ],
    fragmentCalls: ['cust', 'cust_with_values', 'cust_with_expr', 'cust_with_exprs'],
    otherCalls: [
      ...['print!', 'println!', 'eprint!', 'eprintln!', 'panic!', 'todo!', 'unimplemented!', 'unreachable!', 'event!'],
      ...['debug!', 'info!', 'warn!', 'error!', 'trace!', 'log!', 'span!', 'info_span!', 'debug_span!', 'error_span!'],
      ...['trace_span!', 'warn_span!', 'bail!', 'ensure!', 'anyhow!', 'eyre!', 'format_err!', 'whatever!', 't!', 'tr!'],
      ...['fl!', 'include_str!', 'include_bytes!', 'env!', 'option_env!', 'compile_error!', 'cfg!', 'expect'],
      ...['expect_err', 'context', 'with_context', 'wrap_err', 'wrap_err_with', 'ok_or', 'ok_or_else', 'msg', 'custom'],
      ...['Regex', 'RegexBuilder', 'RegexSet', 'starts_with', 'ends_with', 'contains', 'strip_prefix', 'strip_suffix'],
      ...['split', 'trim_start_matches', 'trim_end_matches', 'eq_ignore_ascii_case', 'about', 'long_about', 'Arg'],
      ...['Command', 'SubCommand', 'App', 'Path', 'PathBuf', 'Url', 'cmd', 'route', 'nest', 'header', 'get_header'],
      ...['with_label', 'Err'],
    ],
    annotations: ['sql', 'py_sql', 'html_sql', 'query', 'select', 'insert', 'update', 'delete', 'pg_extern'],
  },
};

/** Methods and functions that give the same text back, or one that reads the same. */
const sameMethods = new Set([
  ...['to_string', 'to_owned', 'into', 'as_str', 'as_ref', 'as_bytes', 'clone', 'trim', 'trim_start', 'trim_end'],
  ...['replace', 'replacen', 'unindent', 'borrow', 'deref', 'into_owned', 'into_string', 'to_vec'],
]);
const wrappers = new Set([
  ...['String::from', 'Some', 'Ok', 'Cow::Borrowed', 'Cow::Owned', 'Cow::from', 'Box::new', 'Arc::new', 'Arc::from'],
  ...['Rc::new', 'Rc::from', 'Box::from', 'AssertSqlSafe', 'sqlx::AssertSqlSafe', 'std::borrow::Cow::Borrowed'],
  ...['SqlStr::from_static'],
]);

/** Macros that make a text of a template, of parts, or of the one that they are given. */
const formats = /(?:^|::)(?:format|formatdoc|formatcp|format_args|format_compact|write|writeln|writedoc)$/;
const concatenations = /(?:^|::)(?:concat|concatcp|const_str::concat|formatc)$/;
const sameMacros = /(?:^|::)(?:indoc|unindent|dedent|text_block)$/;

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string_literal':
    case 'raw_string_literal':
      return source.charAt(node.startIndex) === 'b' ? undefined : { kind: 'text', pieces: literalPieces(node, source) };
    case 'reference_expression':
    case 'type_cast_expression': {
      const of = node.childForFieldName('value');
      return of ? { kind: 'same', of } : undefined;
    }
    case 'parenthesized_expression':
    case 'unary_expression':
    case 'block':
    case 'else_clause': {
      const parts = namedParts(node);
      return parts.length === 1 && parts[0] ? { kind: 'same', of: parts[0] } : undefined;
    }
    case 'index_expression': {
      // `sql[..]` of a `String`.
      const [of, index] = namedParts(node);
      return of && index?.type === 'range_expression' ? { kind: 'same', of } : undefined;
    }
    case 'if_expression': {
      const branches = ['consequence', 'alternative'].flatMap(field => node.childForFieldName(field) ?? []);
      return { kind: 'choice', branches };
    }
    case 'match_expression': {
      const arms = node.childForFieldName('body')?.namedChildren ?? [];
      return { kind: 'choice', branches: arms.flatMap(arm => arm.childForFieldName('value') ?? []) };
    }
    case 'binary_expression': {
      if (node.childForFieldName('operator')?.type !== '+') return undefined;
      return { kind: 'concatenation', parts: ['left', 'right'].flatMap(field => node.childForFieldName(field) ?? []) };
    }
    case 'identifier':
      return identifier(node, source);
    case 'scoped_identifier': {
      // Of a type parameter the implementation is not known.
      const name = node.childForFieldName('name');
      return name && !/^[A-Z]::/.test(sourceOf(node, source))
        ? { kind: 'name', name: sourceOf(name, source) }
        : undefined;
    }
    case 'field_expression': {
      const field = node.childForFieldName('field');
      return field ? { kind: 'name', name: `.${sourceOf(field, source)}` } : undefined;
    }
    case 'macro_invocation': {
      const of = node.namedChildren.find(child => child.type === 'token_tree');
      return of && textMacro(of, source) ? { kind: 'same', of } : undefined;
    }
    case 'token_tree':
      return textMacro(node, source) ?? concatenated(node);
    case 'call_expression':
      return call(node, source);
    default:
      return undefined;
  }
}

/** A token may be a part of a path, a field or a call. */
function identifier(node: Node, source: string): Expression | undefined {
  const name = sourceOf(node, source);
  if (node.parent?.type !== 'token_tree') return { kind: 'name', name };
  const before = node.previousSibling?.type;
  const after = node.nextSibling?.type;
  if (after === '.' || after === '::' || after === '!' || after === 'token_tree') return undefined;
  return { kind: 'name', name: before === '.' ? `.${name}` : name };
}

function call(node: Node, source: string): Expression | undefined {
  const called = node.childForFieldName('function');
  const list = node.childForFieldName('arguments');
  if (!called || !list) return undefined;
  const [first] = namedParts(list);
  if (called.type !== 'field_expression')
    return first && wrappers.has(sourceOf(called, source)) ? { kind: 'same', of: first } : undefined;
  const of = called.childForFieldName('value');
  const method = called.childForFieldName('field');
  const name = method ? sourceOf(method, source) : '';
  if (of && sameMethods.has(name)) return { kind: 'same', of };
  if (of && (name === 'join' || name === 'concat')) {
    const parts = listed(of, source);
    const separator =
      first?.type === 'string_literal'
        ? literalPieces(first, source).map(piece => (piece.kind === 'text' ? piece.text : ''))
        : [];
    return parts && { kind: 'join', separator: separator.join(''), parts };
  }
  return undefined;
}

/** What stands in `[…]` and `vec![…]`. */
function listed(node: Node, source: string): readonly Node[] | undefined {
  if (node.type === 'array_expression') return node.childForFieldName('length') ? undefined : namedParts(node);
  if (node.type !== 'macro_invocation' || node.childForFieldName('macro')?.text !== 'vec') return undefined;
  const tree = node.namedChildren.find(child => child.type === 'token_tree');
  return tree && groups(tree).flatMap(group => standIn(group, source) ?? []);
}

/** `format!(…)`, `concat!(…)`, `indoc!(…)`: by the tree of tokens, wherever it stands. */
function textMacro(tree: Node, source: string): Expression | undefined {
  const name = macroOf(tree, source);
  if (name === undefined) return undefined;
  const given = groups(tree);
  const parts = given.map(group => ({ group, node: standIn(group, source) }));
  if (concatenations.test(name)) return { kind: 'concatenation', parts: parts.flatMap(part => part.node ?? []) };
  if (sameMacros.test(name)) return parts[0]?.node && { kind: 'same', of: parts[0].node };
  if (!formats.test(name)) return undefined;
  const at = /write(?:ln|doc)?$/.test(name) ? 1 : 0;
  const template = parts[at]?.node;
  if (!template) return undefined;
  const named = capturedNames(template, source);
  const placed: Node[] = [];
  for (const { group, node } of parts.slice(at + 1)) {
    const [key, equals] = group;
    if (!node) continue;
    if (key?.type === 'identifier' && equals?.type === '=')
      named.set(sourceOf(key, source), standIn(group.slice(2), source) ?? node);
    else placed.push(node);
  }
  return { kind: 'format', style: 'braces', template, arguments: placed, named };
}

/** `{COLUMNS}` in a template stands for the constant or variable of that name: where the file declares it. */
function capturedNames(template: Node, source: string): Map<string, Node> {
  const named = new Map<string, Node>();
  for (const [, name] of sourceOf(template, source).matchAll(/(?<!\{)\{([A-Za-z_]\w*)(?::[^{}]*)?\}/g)) {
    if (name === undefined || named.has(name)) continue;
    const declared = new RegExp(`\\b(?:const|static|let)\\s+(${name})\\b`, 'd').exec(source)?.indices?.[1];
    const node = declared && template.tree.rootNode.descendantForIndex(declared[0], declared[1]);
    if (node?.type === 'identifier') named.set(name, node);
  }
  return named;
}

/** `query!("a" + "b", x)`: sqlx takes literals joined with plus. */
function concatenated(tree: Node): Expression | undefined {
  for (const group of groups(tree)) {
    if (group.length < 3 || group.length % 2 === 0) continue;
    const parts = group.filter((_, i) => i % 2 === 0);
    if (
      group.every((token, i) => i % 2 === 0 || token.type === '+') &&
      parts.every(isOperand) &&
      parts.some(isLiteral)
    ) {
      return { kind: 'concatenation', parts };
    }
  }
  return undefined;
}

function isLiteral(node: Node): boolean {
  return node.type === 'string_literal' || node.type === 'raw_string_literal';
}

function isOperand(node: Node): boolean {
  return isLiteral(node) || node.type === 'identifier';
}

/** Name of the macro that a tree of tokens is given to. */
function macroOf(tree: Node, source: string): string | undefined {
  if (tree.previousSibling?.type !== '!') return undefined;
  if (tree.parent?.type === 'macro_invocation') return tree.parent.childForFieldName('macro')?.text;
  return calledBefore(tree, source).replace(/!$/, '');
}

/** The tokens between the commas of a tree, comments left out. */
function groups(tree: Node): readonly (readonly Node[])[] {
  const out: Node[][] = [[]];
  for (const token of tree.children.slice(1, -1)) {
    if (token.type === ',') out.push([]);
    else if (!token.type.includes('comment')) out.at(-1)?.push(token);
  }
  return out.filter(group => group.length > 0);
}

/** One node for a group of tokens: its literal or macro, else the name that is read or asked. */
function standIn(tokens: readonly Node[], source: string): Node | undefined {
  const group = tokens.filter(token => token.type !== '&' && token.type !== '*');
  const [first] = group;
  const last = group.at(-1);
  if (!first || !last || group.length === 1 || isLiteral(first)) return first;
  if (last.type === 'token_tree' && (last.previousSibling?.type === '!' || wrappers.has(calledBefore(last, source))))
    return last;
  const called = group.findIndex((token, i) => token.type === 'identifier' && group[i + 1]?.type === 'token_tree');
  const read = (called > 0 ? group.slice(0, called) : group).filter(token => token.type === 'identifier');
  return read.at(-1) ?? group[called] ?? first;
}

/** The path, the method with its receiver, or the macro before a tree of tokens. */
function calledBefore(tree: Node, source: string): string {
  const from = Math.max(tree.parent?.startIndex ?? 0, tree.startIndex - 200);
  const path = /[A-Za-z_]\w*(?:\s*(?:::|\.)\s*(?:[A-Za-z_]\w*|<(?:[^<>()]|<[^<>()]*>)*>))*\s*!?\s*$/.exec(
    source.slice(from, tree.startIndex),
  );
  return path ? withoutGenerics(path[0]) : '';
}

function withoutGenerics(path: string): string {
  return path.replace(/(?:::)?\s*<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>/g, '').replace(/\s+/g, '');
}

function literalPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const open = /^[a-z]*(#*)"/.exec(source.slice(literal.startIndex, literal.startIndex + 300));
  let at = literal.startIndex + (open?.[0].length ?? 1);
  const end = literal.endIndex - 1 - (open?.[1]?.length ?? 0);
  if (literal.type === 'raw_string_literal') return verbatim(source, at, end);
  const out: LiteralPiece[] = [];
  for (const child of literal.namedChildren) {
    if (child.type !== 'escape_sequence') continue;
    out.push(...verbatim(source, at, child.startIndex));
    at = child.endIndex;
    const text = sourceOf(child, source);
    // A backslash at the end of a line takes the white space behind it too.
    if (/^\\\r?\n/.test(text)) at += /^\s*/.exec(source.slice(at, end))?.[0].length ?? 0;
    else out.push(escaped(child, decode(text)));
  }
  out.push(...verbatim(source, at, end));
  return out;
}

const singleEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0' };

/** The Rust Reference, "Tokens", quote, ASCII and Unicode escapes. */
function decode(escape: string): string {
  const body = escape.slice(1);
  const hex = /^(?:x([\da-fA-F]{2})|u\{([\da-fA-F_]+)\})$/.exec(body);
  if (hex) {
    const code = Number.parseInt((hex[1] ?? hex[2] ?? '').replaceAll('_', ''), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return singleEscapes[body] ?? body;
}

/** What is passed over on the way to a call. */
const between = new Set([
  ...['array_expression', 'tuple_expression', 'parenthesized_expression', 'reference_expression'],
  ...['type_cast_expression', 'try_expression', 'await_expression', 'field_initializer_list', 'struct_expression'],
  ...['block', 'else_clause', 'if_expression', 'match_arm', 'match_block', 'match_expression', 'closure_expression'],
  ...['macro_invocation', 'unsafe_block', 'return_expression', 'unary_expression'],
]);
const patterns = /^(?:\w*pattern|use_declaration|extern_crate_declaration|attribute_item|inner_attribute_item)$/;
const otherFields =
  /^(?:message|msg|help|about|description|desc|title|label|name|usage|hint|detail|details|reason|tooltip|placeholder)$/;
/** Macros whose arguments are looked at as if they stood alone. */
const transparent =
  /^(?:vec|smallvec|lazy_static|thread_local|join|try_join|select|dbg|matches|hashmap|btreemap|json|cfg_if|block_on|const_format)!$/;

function context(whole: Node, source: string): Context {
  let node = whole;
  let comment = commentBefore(node, source);
  let call: Context['call'];
  const found = (): Context => ({ ...(comment === undefined ? {} : { comment }), ...(call ? { call } : {}) });
  for (let parent = node.parent, level = 0; parent && level < 16; level++, node = parent, parent = parent.parent) {
    if (patterns.test(parent.type)) return { never: true };
    switch (parent.type) {
      case 'arguments': {
        const outer = parent.parent;
        if (!outer) return found();
        const written = withoutGenerics(outer.childForFieldName('function')?.text ?? '');
        const next = callNamed(written, placeAmong(node, parent));
        if (next.name === 'Err') return { never: true };
        if (wrappers.has(written)) break;
        if (call) return found();
        call = next;
        // An error's variant may stand in an `Err`.
        if (!/^[A-Z]/.test(next.name)) return found();
        break;
      }
      case 'token_tree': {
        const told = toldByTokens(node, parent, source);
        if (told === undefined) break;
        if (told.never === true || !told.call || told.annotation) return { ...found(), ...told };
        call ??= told.call;
        return found();
      }
      case 'attribute': {
        const name = parent.namedChildren[0]?.text ?? '';
        return isSqlAttribute(name)
          ? { ...found(), annotation: { name: cutName(name).name, arguments: new Map() } }
          : { never: true };
      }
      case 'field_initializer': {
        const field = parent.childForFieldName('field');
        if (field && otherFields.test(sourceOf(field, source))) return { never: true };
        comment ??= commentBefore(parent, source);
        break;
      }
      case 'const_item':
      case 'static_item':
      case 'let_declaration':
      case 'assignment_expression':
      case 'expression_statement': {
        comment ??= commentBefore(parent, source);
        const name =
          parent.childForFieldName('name') ?? parent.childForFieldName('pattern') ?? parent.childForFieldName('left');
        return { ...found(), ...(name ? { assignedTo: sourceOf(name, source) } : {}) };
      }
      default:
        // After a call only its wrapping in another one is of interest.
        if (between.has(parent.type) || (call && parent.type === 'call_expression')) {
          comment ??= call ? undefined : commentBefore(parent, source);
          break;
        }
        return found();
    }
  }
  return found();
}

/** The macro, call or attribute whose tokens these are; `undefined`: none, look further. */
function toldByTokens(node: Node, tree: Node, source: string): Context | undefined {
  if (node.nextSibling?.type === '=>') return { never: true };
  if (tree.parent?.type === 'attribute') return undefined;
  const before = tree.previousSibling?.type;
  const written = before === '!' || before === 'identifier' || before === '>' ? callNameBefore(tree, source) : '';
  const place = tree.children
    .slice(
      0,
      tree.children.findIndex(child => child.id === node.id),
    )
    .filter(child => child.type === ',').length;
  if (written === '' || wrappers.has(written)) return undefined;
  const call = callNamed(written, place);
  if (call.name === 'Err') return { never: true };
  if (
    transparent.test(call.name) ||
    formats.test(call.name.replace(/!$/, '')) ||
    concatenations.test(call.name.replace(/!$/, ''))
  )
    return undefined;
  if (/^(?:debug_|prop_)?assert(?:_eq|_ne|_matches)?!$/.test(call.name))
    return place < (call.name.endsWith('assert!') ? 1 : 2) ? {} : { never: true };
  return { call };
}

function callNameBefore(tree: Node, source: string): string {
  if (tree.parent?.type === 'macro_invocation') return `${tree.parent.childForFieldName('macro')?.text ?? ''}!`;
  return calledBefore(tree, source);
}

/** A constructor counts as its type: `QueryBuilder::new`, `Statement::from_string`, `Regex::new`; so do pgrx's functions. */
function callNamed(written: string, argument: number): NonNullable<Context['call']> {
  const { name, receiver } = cutName(written);
  const type = /(?:^|::)([A-Z]\w*)$/.exec(receiver ?? '')?.[1];
  const constructs =
    /^(?:new|with_arguments|with_init)$/.test(name) || /^(?:Statement::from_string|Spi::\w+)$/.test(`${type}::${name}`);
  if (type !== undefined && constructs) return { name: type, argument };
  // Other languages' names for pieces of SQL are plain texts here.
  const plain = /^(?:text|lit|literal|raw)$/.test(name);
  return { name: plain ? `${name}()` : name, ...(receiver === undefined ? {} : { receiver }), argument };
}

function isSqlAttribute(name: string): boolean {
  return /^(?:\w+::)*(?:sql|py_sql|html_sql|query|select|insert|update|delete|pg_extern)$/.test(name);
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before && /^(?:line|block)_comment$/.test(before.type) ? commentText(sourceOf(before, source)) : undefined;
}

/** What is given a value by a caller or a loop, or may be changed, counts as something else than text. */
function declarations(node: Node, source: string): readonly Declaration[] {
  switch (node.type) {
    case 'const_item':
    case 'static_item': {
      const name = node.childForFieldName('name');
      return name ? [{ name: sourceOf(name, source), value: node.childForFieldName('value') ?? node }] : [];
    }
    case 'field_initializer': {
      const field = node.childForFieldName('field');
      return field ? [{ name: `.${sourceOf(field, source)}`, value: node.childForFieldName('value') ?? node }] : [];
    }
    case 'let_declaration': {
      const pattern = node.childForFieldName('pattern');
      const fixed =
        pattern?.type === 'identifier' && !node.namedChildren.some(child => child.type === 'mutable_specifier');
      const value = fixed ? node.childForFieldName('value') : undefined;
      return namesIn(pattern, source).map(name => ({ name, value: value ?? node }));
    }
    case 'assignment_expression':
    case 'compound_assignment_expr': {
      const left = node.childForFieldName('left');
      const field = left?.type === 'field_expression' ? left.childForFieldName('field') : undefined;
      if (field) return [{ name: `.${sourceOf(field, source)}`, value: node }];
      return left?.type === 'identifier' ? [{ name: sourceOf(left, source), value: node }] : [];
    }
    default: {
      const pattern = node.type === 'closure_parameters' ? node : node.childForFieldName('pattern');
      return namesIn(pattern, source).map(name => ({ name, value: node }));
    }
  }
}

function namesIn(pattern: Node | null | undefined, source: string): readonly string[] {
  if (!pattern) return [];
  const names = pattern.type === 'identifier' ? [pattern] : pattern.descendantsOfType('identifier');
  return names.map(name => sourceOf(name, source)).filter(name => /^[a-z_]/.test(name));
}
