import type { Node } from 'web-tree-sitter';

import { commonNames } from '../evidence';
import { dedented, rubyWidth } from './heredoc';
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
  type KnownNames,
  type LiteralPiece,
  namedParts,
  placeAmong,
  sourceOf,
  verbatim,
} from './language';

const names: Partial<KnownNames> = {
  calls: [
    // Active Record's connections and models, migrations, fx and scenic
    ...['execute', 'exec_query', 'exec_update', 'exec_delete', 'exec_insert', 'exec_insert_all', 'exec_no_cache'],
    ...['select_all', 'select_one', 'select_value', 'select_values', 'select_rows', 'internal_exec_query'],
    ...['raw_execute', 'find_by_sql', 'count_by_sql', 'async_find_by_sql', 'async_count_by_sql', 'query_value'],
    ...['query_values', 'sanitize_sql', 'sanitize_sql_array', 'sanitize_sql_for_conditions', 'execute_query'],
    ...['execute_and_free', 'insert_sql', 'update_sql', 'delete_sql', 'execute_batch', 'execute_batch2'],
    ...['internal_execute', 'create_trigger', 'create_view', 'update_view', 'replace_view'],
    ...['create_materialized_view', 'create_function', 'create_policy'],
    // pg, sqlite3, mysql2-cs-bind
    ...['exec_params', 'async_exec', 'async_exec_params', 'sync_exec', 'sync_exec_params', 'async_query'],
    ...['send_query', 'send_query_params', 'send_prepare', 'async_prepare', 'sync_prepare', 'copy_data', 'execute2'],
    ...['get_first_row', 'get_first_value', 'xquery', 'aquery'],
    // Sequel, mini_sql
    ...['[]', '<<', 'with_sql', 'with_sql_all', 'with_sql_first', 'with_sql_single_value', 'with_sql_each'],
    ...['with_sql_insert', 'with_sql_update', 'with_sql_delete', 'with_sql_single_record', 'execute_ddl'],
    ...['execute_dui', 'execute_insert', 'query_single', 'query_hash', 'query_array', 'query_each', 'query_each_hash'],
    ...['query_decorator'],
  ],
  weakCalls: ['insert', 'update', 'delete', 'read', 'fetch_rows', 'build', 'prepared', 'with', 'call', 'run_query'],
  fragmentCalls: ['sql', 'SqlLiteral', 'SQLString'],
  otherCalls: [
    ...['raise', 'fail', 'p', 'pp', 'say', 'say_with_time', 'announce', 'desc', 'long_desc', 'banner'],
    ...['method_option', 'log_info', 'log_error', 'log_warn', 'add_error', 'deprecate', 'deprecation_warning'],
    ...['say_status', 'abort_with', 'xit', 'fit', 'xdescribe', 'fdescribe', 'xcontext', 'fcontext', 'its'],
    ...['shared_examples', 'shared_context', 'include_examples', 'it_behaves_like', 'should', 'background', 'Given'],
    ...['When', 'Then', 'And', 'example', 'click_on', 'click_button', 'click_link', 'fill_in', 'have_content'],
    ...['have_text', 'have_button', 'have_link', 'have_css', 'have_selector', 'assert_select', 'css_select', 'find'],
    ...['within', 'find_button', 'find_link', 'link_to', 'button_to', 'submit', 'content_tag', 'visit', 'label_tag'],
    ...[
      'submit_tag',
      'button_tag',
      'system',
      'sh',
      'spawn',
      'Regexp',
      'gsub',
      'sub',
      'start_with?',
      'end_with?',
      's_',
      'n_',
    ],
    ...['parse_query', 'mutation', 'cypher', 'ExecQuery', 'redirect_to', 'render_error', 'error!', 'flunk', 'skip'],
    ...['pending'],
  ],
  otherTags: [
    ...['GRAPHQL', 'GQL', 'HTML', 'ERB', 'HAML', 'XML', 'JSON', 'YAML', 'YML', 'CSS', 'JS', 'JAVASCRIPT', 'RUBY'],
    ...['SH', 'BASH', 'MARKDOWN', 'MD', 'TEXT', 'TXT', 'MSG', 'MESSAGE', 'ERROR', 'WARNING', 'HELP', 'USAGE'],
    ...['BANNER', 'DESC', 'DESCRIPTION', 'CYPHER', 'CQL', 'CSV', 'LUA', 'DOC', 'NOTICE', 'INFO', 'MAIL', 'EMAIL'],
  ],
};

export const ruby: HostLanguage = {
  ids: ['ruby'],
  extensions: { ruby: ['.rb', '.rake', '.ru', '.gemspec', '.builder', '.jbuilder', '.thor'] },
  grammar: () => 'tree-sitter-ruby.wasm',
  literalTypes: ['string', 'heredoc_body'],
  expression,
  context,
  declarationTypes: ['assignment', 'operator_assignment', 'method', 'singleton_method'],
  declarations,
  names,
};

/** Methods that give the same text back, as far as SQL goes. */
const sameMethods = new Set([
  ...['squish', 'strip', 'lstrip', 'rstrip', 'chomp', 'strip_heredoc', 'freeze', 'dup', 'clone', 'to_s', 'to_str', 'b'],
  ...['html_safe', 'unindent', 'undent', 'dedent', 'strip_indent', 'force_encoding', 'encode', 'squeeze', 'gsub', 'tr'],
  ...['delete', 'sub', 'chop', 'itself', 'squish!', 'strip!', 'freeze!', 'gsub!', 'to_sql_literal', 'unpretty'],
  ...['scrub'],
]);
const sameLists = new Set(['compact', 'compact_blank', 'flatten', 'freeze', 'reject', 'select', 'map', 'uniq']);

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string':
    case 'bare_string':
      return { kind: 'text', pieces: stringPieces(node, source) };
    case 'heredoc_beginning': {
      const body = bodyOf(node);
      return { kind: 'text', pieces: body ? heredocPieces(body, sourceOf(node, source), source) : [] };
    }
    case 'heredoc_body': {
      const of = wholeOfBody(node, source);
      return of && { kind: 'same', of };
    }
    case 'chained_string':
      return { kind: 'concatenation', parts: parts(node) };
    case 'parenthesized_statements':
      return only(node);
    case 'unary': {
      const of = node.childForFieldName('operand');
      return of && /^[+-]/.test(sourceOf(node, source)) && isText(of) ? { kind: 'same', of } : undefined;
    }
    case 'binary':
      return binary(node);
    case 'conditional':
      return {
        kind: 'choice',
        branches: ['consequence', 'alternative'].flatMap(field => node.childForFieldName(field) ?? []),
      };
    case 'if':
    case 'unless':
    case 'elsif':
      return {
        kind: 'choice',
        branches: ['consequence', 'alternative'].flatMap(field => last(node.childForFieldName(field))),
      };
    case 'if_modifier':
    case 'unless_modifier':
      return { kind: 'choice', branches: [node.childForFieldName('body')].flatMap(body => body ?? []) };
    case 'case':
      return {
        kind: 'choice',
        branches: parts(node).flatMap(part =>
          part.type === 'when' ? last(part.childForFieldName('body')) : part.type === 'else' ? last(part) : [],
        ),
      };
    case 'identifier':
    case 'constant':
    case 'instance_variable':
    case 'class_variable':
    case 'global_variable':
      return { kind: 'name', name: sourceOf(node, source) };
    case 'scope_resolution': {
      const name = node.childForFieldName('name');
      return name ? { kind: 'name', name: sourceOf(name, source) } : undefined;
    }
    case 'call':
      return call(node, source);
    default:
      return undefined;
  }
}

/** Bodies of heredocs stand wherever the next line begins. */
function parts(node: Node): readonly Node[] {
  return namedParts(node).filter(({ type }) => type !== 'heredoc_body');
}

function only(node: Node): Expression | undefined {
  const [of, ...others] = parts(node);
  return of && others.length === 0 ? { kind: 'same', of } : undefined;
}

/** The value of a branch: its last expression, or the branches of an `elsif`. */
function last(branch: Node | null): readonly Node[] {
  if (!branch || branch.type === 'elsif') return branch ? [branch] : [];
  return parts(branch).slice(-1);
}

function isText(node: Node): boolean {
  return ['string', 'chained_string', 'heredoc_beginning', 'parenthesized_statements'].includes(node.type);
}

function binary(node: Node): Expression | undefined {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (!left || !right) return undefined;
  switch (node.childForFieldName('operator')?.type) {
    case '+':
      return { kind: 'concatenation', parts: [left, right] };
    case '<<':
      // Behind a name it hands a text over: `DB << 'VACUUM'`, `lines << 'x'`.
      return startsAsText(left) ? { kind: 'concatenation', parts: [left, right] } : undefined;
    case '||':
      return { kind: 'choice', branches: [left, right] };
    case '%': {
      const named = right.type === 'hash' ? pairs(right) : undefined;
      const given = right.type === 'array' ? parts(right) : named ? [] : [right];
      return { kind: 'format', style: 'printf', template: left, arguments: given, ...(named ? { named } : {}) };
    }
    default:
      return undefined;
  }
}

function startsAsText(node: Node): boolean {
  const inner =
    node.type === 'binary'
      ? node.childForFieldName('left')
      : node.type === 'unary'
        ? node.childForFieldName('operand')
        : node.type === 'call'
          ? node.childForFieldName('receiver')
          : null;
  return isText(node) || (inner !== null && startsAsText(inner));
}

/** `'…'.squish`, `[…].join(' ')`, `format('…', …)`, `self.columns`. */
function call(node: Node, source: string): Expression | undefined {
  const method = node.childForFieldName('method');
  if (!method || node.childForFieldName('block')) return undefined;
  const name = sourceOf(method, source);
  const of = node.childForFieldName('receiver');
  const list = node.childForFieldName('arguments');
  const given = list ? parts(list) : [];
  if (of && sameMethods.has(name)) return { kind: 'same', of };
  if (of && name === 'concat' && startsAsText(of)) return { kind: 'concatenation', parts: [of, ...given] };
  if (of && name === 'join') {
    const array = listOf(of, source);
    const [first] = given;
    return array && { kind: 'join', separator: first ? plainText(first, source) : '', parts: parts(array) };
  }
  if ((name === 'format' || name === 'sprintf') && (!of || of.type === 'constant')) {
    const [template, ...rest] = given;
    if (!template) return undefined;
    const hash = rest.find(({ type }) => type === 'hash') ?? (rest.some(({ type }) => type === 'pair') ? list : null);
    return {
      kind: 'format',
      style: 'printf',
      template,
      arguments: hash ? [] : rest,
      ...(hash ? { named: pairs(hash) } : {}),
    };
  }
  const own = !of || of.type === 'self' || of.type === 'constant' || /^self\.class$/.test(sourceOf(of, source));
  return own && !list ? { kind: 'name', name } : undefined;
}

/** The list that is joined, past `compact` and the like. */
function listOf(node: Node, source: string): Node | undefined {
  if (node.type === 'array' || node.type === 'string_array') return node;
  const of = node.type === 'call' ? node.childForFieldName('receiver') : null;
  const method = node.childForFieldName('method');
  return of && method && sameLists.has(sourceOf(method, source)) ? listOf(of, source) : undefined;
}

function plainText(node: Node, source: string): string {
  return node.type === 'string'
    ? stringPieces(node, source)
        .map(piece => (piece.kind === 'text' ? piece.text : ''))
        .join('')
    : ' ';
}

function pairs(hash: Node): ReadonlyMap<string, Node> {
  return new Map(
    hash.namedChildren.flatMap(pair => {
      const key = pair.type === 'pair' ? pair.childForFieldName('key') : null;
      const value = pair.childForFieldName('value');
      return key && value ? [[keyOf(key), value] as const] : [];
    }),
  );
}

function keyOf(key: Node): string {
  return key.text.replace(/^[:'"]+|['":]+$/g, '');
}

function stringPieces(literal: Node, source: string): readonly LiteralPiece[] {
  if (literal.type === 'bare_string') return literalPieces(literal, source, literal.startIndex, literal.endIndex);
  const open = literal.firstChild;
  const close = literal.lastChild;
  if (!open || !close || open.id === close.id) return [];
  const mark = sourceOf(open, source);
  if (mark !== "'" && !mark.startsWith('%q')) return literalPieces(literal, source, open.endIndex, close.startIndex);
  return rawPieces(source, open.endIndex, close.startIndex, `\\${mark.slice(-1)}${sourceOf(close, source)}`);
}

/** In `'…'` and `%q(…)` a backslash escapes itself and the delimiters. */
function rawPieces(source: string, start: number, end: number, escapable: string): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  let from = start;
  for (let at = source.indexOf('\\', start); at >= 0 && at + 1 < end; at = source.indexOf('\\', at)) {
    const next = source.charAt(at + 1);
    if (!escapable.includes(next)) {
      at++;
      continue;
    }
    out.push(...verbatim(source, from, at), { kind: 'text', text: next, start: at, end: at + 2, verbatim: false });
    at += 2;
    from = at;
  }
  return [...out, ...verbatim(source, from, end)];
}

function literalPieces(literal: Node, source: string, start: number, end: number, indent = 0): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  let at = start;
  const upTo = (to: number): void => {
    out.push(...dedented(source, at, Math.min(to, end), indent, at === start));
  };
  for (const child of literal.namedChildren) {
    if (child.type !== 'escape_sequence' && child.type !== 'interpolation') continue;
    if (child.startIndex < at) continue;
    upTo(child.startIndex);
    out.push(
      child.type === 'interpolation'
        ? hole(child, parts(child)[0], source)
        : escaped(child, decode(sourceOf(child, source))),
    );
    at = child.endIndex;
  }
  upTo(end);
  return out;
}

const singleEscapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', e: '\x1b', s: ' ' },
  ...{ '\n': '', '\r\n': '' },
};

/** Ruby's "Literals: Double-Quoted String Literals"; control and meta characters do not occur in SQL. */
function decode(escape: string): string {
  const body = escape.slice(1);
  const simple = singleEscapes[body];
  if (simple !== undefined) return simple;
  if (/^[0-7]{1,3}$/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8));
  const hex = /^(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{4})|u\{([\da-fA-F\s]+)\})$/.exec(body);
  if (!hex) return body;
  const codes = (hex[1] ?? hex[2] ?? hex[3] ?? '')
    .trim()
    .split(/\s+/)
    .map(code => Number.parseInt(code, 16));
  return codes.map(code => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd')).join('');
}

/** A heredoc's text without the line of its beginning and that of its end; `<<~` drops the least indentation. */
function heredocPieces(body: Node, beginning: string, source: string): readonly LiteralPiece[] {
  const start = source.indexOf('\n', body.startIndex) + 1;
  const close = body.lastChild;
  const end = close?.type === 'heredoc_end' ? source.lastIndexOf('\n', close.startIndex) + 1 : body.endIndex;
  if (start === 0 || start >= end) return [];
  const indent = beginning.startsWith('<<~') ? leastIndent(body, source, start, end) : 0;
  if (beginning.endsWith("'")) return dedented(source, start, end, indent, true);
  return literalPieces(body, source, start, end, indent);
}

function leastIndent(body: Node, source: string, start: number, end: number): number {
  const holes = body.namedChildren.filter(({ type }) => type !== 'heredoc_content');
  let least = Infinity;
  for (let at = start; at < end; at = source.indexOf('\n', at) + 1 || end) {
    let column = 0;
    let i = at;
    for (; source[i] === ' ' || source[i] === '\t'; i++) column += rubyWidth(source.charAt(i), column);
    const blank = source[i] === '\n' || source[i] === '\r';
    if (!blank && !holes.some(({ startIndex, endIndex }) => startIndex < at && at <= endIndex))
      least = Math.min(least, column);
  }
  return least === Infinity ? 0 : least;
}

function rootOf(node: Node): Node {
  return node.tree.rootNode;
}

/** Bodies follow the line of their beginnings, one behind the other. */
function bodyOf(beginning: Node): Node | undefined {
  const { row } = beginning.startPosition;
  const before = beginningsIn(beginning, row).findIndex(({ id }) => id === beginning.id);
  let body: Node | null | undefined = rootOf(beginning)
    .descendantsOfType('heredoc_body', { row, column: 0 }, { row: row + 1, column: 1 })
    .find(({ startPosition }) => startPosition.row === row);
  for (let i = 0; i < before; i++) body = body?.nextSibling;
  return body?.type === 'heredoc_body' ? body : undefined;
}

function beginningOf(body: Node): Node | undefined {
  let first = body;
  let before = 0;
  for (
    ;
    first.previousSibling?.type === 'heredoc_body' && first.previousSibling.endIndex === first.startIndex;
    before++
  )
    first = first.previousSibling;
  return beginningsIn(body, first.startPosition.row)[before];
}

function beginningsIn(node: Node, row: number): readonly Node[] {
  return rootOf(node)
    .descendantsOfType('heredoc_beginning', { row, column: 0 }, { row: row + 1, column: 0 })
    .filter(({ startPosition }) => startPosition.row === row);
}

/** The text that a heredoc begins, `undefined` where another literal begins it. */
function wholeOfBody(body: Node, source: string): Node | undefined {
  const beginning = beginningOf(body);
  if (!beginning) return undefined;
  const whole = wholeOf(beginning, source);
  const [first] = whole.descendantsOfType(['string', 'heredoc_beginning']);
  return first?.id === beginning.id ? whole : undefined;
}

/** The outermost text that a part belongs to. */
function wholeOf(part: Node, source: string): Node {
  let top = part;
  let around = part.parent;
  for (let level = 0; around && level < 4; level++, around = around.parent) {
    const outer = expression(around, source);
    if (!outer) continue;
    const taken =
      outer.kind === 'same'
        ? [outer.of]
        : outer.kind === 'format'
          ? [outer.template]
          : outer.kind === 'concatenation' || outer.kind === 'join'
            ? outer.parts
            : [];
    const inner = top;
    if (!taken.some(({ id }) => id === inner.id)) break;
    top = around;
    level = -1;
  }
  return top;
}

function context(whole: Node, source: string): Context {
  const beginning = whole.type === 'heredoc_body' ? beginningOf(whole) : undefined;
  const found = around(beginning ? wholeOf(beginning, source) : whole, source);
  const tag = beginning && tagOf(sourceOf(beginning, source));
  // A call that is known says more.
  return tag === undefined || (found.call && isKnown(found.call.name)) ? found : { ...found, tag };
}

const knownCalls = new Set(
  [commonNames, names].flatMap(({ calls = [], weakCalls = [], fragmentCalls = [] }) => [
    ...calls,
    ...weakCalls,
    ...fragmentCalls,
  ]),
);

function isKnown(name: string): boolean {
  return knownCalls.has(name);
}

/** `<<~SQL`, `<<-END_SQL`, `<<PGSQL` name the language; `<<~EOS` does not. */
function tagOf(beginning: string): string | undefined {
  const name = beginning.replace(/\W/g, '');
  if (/sql/i.test(name)) return 'SQL';
  return names.otherTags?.includes(name.toUpperCase()) === true ? name.toUpperCase() : undefined;
}

/** Keys under which a text for people stands. */
const spokenKeys =
  /^(?:comment|desc(?:ription)?|message|msg|notice|alert|title|label|hint|help|placeholder|tooltip|summary|error|usage|banner|text|reason)$/;
/** What takes SQL by `[]`, `<<`: Sequel's databases. */
const databases = /(?:^|[@._:])(?:db|database|sequel|conn|connection)$/i;

/** Common names of calls that take something else in Ruby. */
const foreign = new Set(['text', 'get', 'literal', 'all', 'first', 'one', 'none', 'any', 'each']);
/** Active Record's calls take the statement, then its name for the log. */
const statementFirst =
  /^(?:(?:internal_)?exec(?:ute|_query|_update|_delete|_insert)?|select_(?:all|one|values?|rows)|query_values?|insert|update|delete)$/;

function around(start: Node, source: string): Context {
  let node = start;
  let key: string | undefined;
  let comment = commentBefore(node, source);
  const hint = () => (comment === undefined ? {} : { comment });
  for (let parent = node.parent, level = 0; parent && level < 10; level++, node = parent, parent = parent.parent) {
    comment ??= commentBefore(parent, source);
    switch (parent.type) {
      case 'argument_list': {
        const calling = parent.parent;
        if (calling?.type !== 'call') break;
        const found = called(calling, source);
        if (/(?:Error|Exception|Failure|Invalid|NotFound)$/.test(found.name)) return { never: true };
        if (key !== undefined && spokenKeys.test(key)) return { never: true };
        const argument = key ?? placeAmong(node, parent);
        if (foreign.has(found.name) || (statementFirst.test(found.name) && argument !== 0)) return hint();
        return { ...hint(), call: { ...found, argument } };
      }
      case 'element_reference': {
        const object = parent.childForFieldName('object');
        const receiver = object ? sourceOf(object, source) : '';
        if (object?.id === node.id) return hint();
        return databases.test(receiver) ? { ...hint(), call: { name: '[]', receiver, argument: 0 } } : { never: true };
      }
      case 'binary': {
        const left = parent.childForFieldName('left');
        const operator = parent.childForFieldName('operator')?.type;
        if (operator === '||') break;
        if (operator !== '<<' || !left || left.id === node.id) return hint();
        const receiver = sourceOf(left, source);
        return databases.test(receiver)
          ? { ...hint(), call: { name: '<<', receiver, argument: 0 } }
          : { ...hint(), assignedTo: receiver };
      }
      case 'pair': {
        const name = parent.childForFieldName('key');
        if (name?.id === node.id) return { never: true };
        key ??= name ? keyOf(name) : undefined;
        break;
      }
      case 'hash':
      case 'array':
      case 'splat_argument':
      case 'parenthesized_statements':
      case 'conditional':
      case 'then':
      case 'else':
      case 'elsif':
      case 'if':
      case 'unless':
      case 'case':
      case 'when':
      case 'if_modifier':
      case 'unless_modifier':
      case 'return':
        break;
      case 'assignment':
      case 'operator_assignment': {
        const name = parent.childForFieldName('left');
        if (name && /^(?:flash|errors?)\b/.test(sourceOf(name, source))) return { never: true };
        const given = { ...hint(), ...(name ? { assignedTo: sourceOf(name, source) } : {}) };
        // `execute(sql = '…')`
        return parent.parent?.type === 'argument_list' ? { ...around(parent, source), ...given } : given;
      }
      case 'pattern':
      case 'in_clause':
      case 'regex':
        return { never: true };
      default:
        return key !== undefined && spokenKeys.test(key) ? { never: true } : hint();
    }
  }
  return hint();
}

function called(calling: Node, source: string): Omit<Call, 'argument'> {
  const method = calling.childForFieldName('method');
  const of = calling.childForFieldName('receiver');
  const name = method ? sourceOf(method, source) : 'call';
  const receiver = of ? { receiver: sourceOf(of, source) } : {};
  // `Arel::Nodes::SqlLiteral.new('…')`
  if (name === 'new' && of) return cutName(sourceOf(of, source));
  if (/^(?:public_|__)?send(?:__)?$/.test(name)) {
    const [first] = calling.childForFieldName('arguments')?.namedChildren ?? [];
    if (first?.type === 'simple_symbol') return { name: sourceOf(first, source).slice(1), ...receiver };
  }
  return { name, ...receiver };
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before?.type === 'comment' && before.endPosition.row >= node.startPosition.row - 1
    ? commentText(sourceOf(before, source))
    : undefined;
}

/** Values that names are given, and methods that only give a text. */
function declarations(node: Node, source: string): readonly Declaration[] {
  if (node.type === 'method' || node.type === 'singleton_method') {
    const name = node.childForFieldName('name');
    const body = node.childForFieldName('body');
    const [value, ...others] = body ? parts(body) : [];
    if (!name || !value || others.length > 0 || node.childForFieldName('parameters')) return [];
    return [{ name: sourceOf(name, source), value }];
  }
  const left = node.childForFieldName('left');
  const value = node.childForFieldName('right');
  if (!left || !value) return [];
  const name = sourceOf(left, source);
  const declared = { name, value };
  if (node.type === 'operator_assignment') return node.children.some(({ type }) => type === '||=') ? [declared] : [];
  // An empty text is filled later.
  return /^[+]?(?:''|"")(?:\.dup)?$/.test(sourceOf(value, source)) ? [declared, declared] : [declared];
}
