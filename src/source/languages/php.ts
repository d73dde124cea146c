import type { Node } from 'web-tree-sitter';

import { commonNames } from '../evidence';
import { dedented } from './heredoc';
import {
  type Annotation,
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
} from './language';

const names: Partial<KnownNames> = {
  calls: [
    // PHP's own extensions
    ...['mysqli_query', 'mysqli_prepare', 'mysqli_multi_query', 'mysqli_real_query', 'mysqli_execute_query'],
    ...['real_query', 'multi_query', 'execute_query', 'mysql_query', 'mysql_unbuffered_query', 'mysql_db_query'],
    ...['pg_query', 'pg_query_params', 'pg_prepare', 'pg_send_query', 'pg_send_query_params', 'pg_send_prepare'],
    ...['sqlite_query', 'sqlite_exec', 'sqlsrv_query', 'sqlsrv_prepare', 'mssql_query', 'odbc_exec', 'odbc_prepare'],
    ...['oci_parse', 'db2_exec', 'db2_prepare', 'ibase_query', 'ibase_prepare', 'querySingle', 'sybase_query'],
    ...['ociparse', 'pg_exec', 'ifx_query', 'ifx_prepare', 'msql_query', 'fbsql_query', 'cubrid_query'],
    ...['cubrid_prepare', 'ingres_query'],
    // Doctrine
    ...['executeQuery', 'executeStatement', 'executeUpdate', 'executeCacheQuery', 'fetchAssociative', 'fetchNumeric'],
    ...['fetchAllAssociative', 'fetchAllNumeric', 'fetchAllKeyValue', 'fetchAllAssociativeIndexed'],
    ...['fetchFirstColumn', 'iterateAssociative', 'iterateNumeric', 'iterateKeyValue', 'iterateColumn'],
    ...['iterateAssociativeIndexed', 'addSql', 'createNativeQuery', 'addSQL', 'fetchAssoc'],
    // Laravel, Yii, CodeIgniter, Laminas, Nette, Propel, RedBeanPHP
    ...['unprepared', 'affectingStatement', 'selectFromWriteConnection', 'selectResultSets', 'fromQuery'],
    ...['createCommand', 'findBySql', 'queryAll', 'queryScalar', 'queryColumn', 'simpleQuery', 'simple_query'],
    ...['setSql', 'getAssocRow', 'fetchPairs', 'getCell', 'rawQuery', 'rawQueryOne', 'rawQueryValue'],
    // WordPress, Drupal, Moodle, phpBB, TYPO3, PrestaShop, Joomla, MediaWiki, and wrappers by their usual names
    ...['get_results', 'get_row', 'get_var', 'get_col', 'dbDelta', 'maybe_create_table', 'maybe_add_column'],
    ...['db_query', 'db_query_range', 'queryRange', 'queryTemporary', 'update_sql', 'get_records_sql'],
    ...['get_record_sql', 'get_records_sql_menu', 'get_recordset_sql', 'get_field_sql', 'get_fieldset_sql'],
    ...['count_records_sql', 'record_exists_sql', 'change_database_structure', 'sql_query', 'sql_query_limit'],
    ...['executeS', 'query_read', 'query_write', 'query_first', 'query_first_slave', 'query_read_slave'],
    ...['write_query', 'setQuery', 'exec_query', 'dbquery', 'db_exec', 'db_fetch_row', 'db_fetch_rows', 'sqlQuery'],
    ...['sqlStatement', 'sqlInsert', 'sqlStatementNoLog', 'sqlQueryNoLog', 'DBexecute', 'DBselect', 'safe_query'],
    ...['runQuery', 'execSQL', 'dbFetchRows', 'dbFetchRow', 'dbFetchCell', 'dbFetchColumn', 'dbQuery', 'fetchByAssoc'],
    ...['limitQuery', 'pquery', 'db_execute', 'db_execute_prepared', 'db_fetch_assoc', 'db_fetch_assoc_prepared'],
    ...['db_fetch_row_prepared', 'tryQuery', 'db_fetch_cell', 'db_fetch_cell_prepared', 'db_query_one'],
    ...['db_query_all', 'dbi_query', 'dbi_execute', 'limitquery', 'selectValue', 'selectValues', 'selectAssoc'],
    ...['fetchSingleRow', 'exec_sql', 'do_query', 'AwlQuery', 'QDo'],
  ],
  weakCalls: [
    ...['get_all', 'fetchRow', 'fetchCol', 'fetchField', 'insert', 'update', 'delete', 'fetchOne', 'fetchAll'],
    ...['fetchColumn', 'fetchArray', 'scalar', 'getOne', 'getAll', 'getRow', 'getCol', 'getValue', 'getAssoc'],
    ...['getRows', 'getList', 'queryOne', 'queryRow', 'query_one', 'query_row', 'Execute', 'GetOne', 'GetAll'],
    ...['GetRow', 'GetCol', 'GetArray', 'GetAssoc', 'SelectLimit', 'CacheExecute', 'Prepare', 'setStatement'],
    ...['selectSub', 'fromSub', 'joinSub', 'getResults', 'getVar', 'queryFetch', 'selectAll', 'fetchValue'],
    ...['fetchResult', 'Literal', 'Expression', 'add_sql', 'addQuery', 'run_query', 'Query', 'Statement', 'fetch_row'],
    ...['sql_fetch'],
  ],
  fragmentCalls: [
    ...['raw', 'groupByRaw', 'selectRaw', 'whereRaw', 'rawValue', 'Expression', 'Zend_Db_Expr', 'SqlLiteral'],
    ...['RawExp', 'RawSql', 'DbExpr', 'Literal', 'newExpr', 'updateRaw', 'andWhereRaw', 'havingRaw', 'orHavingRaw'],
    ...['fromRaw', 'QueryExpression'],
  ],
  otherCalls: [
    // Texts for people
    ...['__', '_e', '_x', '_n', '_nx', '_ex', 'esc_html__', 'esc_html_e', 'esc_attr__', 'esc_attr_e', 'esc_html_x'],
    ...['_n_noop', 'trigger_error', 'error_log', 'syslog', 'wp_die', 'die', 'exit', 'writeln', 'write', 'fwrite'],
    ...['fputs', 'addOption', 'addArgument', 'setDescription', 'setHelp', 'comment', 'line', 'ask', 'emergency'],
    ...['critical', 'success', 'note', 'caution', 'section', 'flash', 'addFlash', 'setFlash', 'addError'],
    ...['addMessage', 'setMessage', 'set_message', 'lang', 'get_string', 'print_error', 'watchdog'],
    ...['drupal_set_message', 'logMessage', 'log_message', 'debugging', 'mtrace', 'trans_choice', 'msg', 'wfMessage'],
    ...['addHelp', 'newError', 'output', 'cliError', 'adminLog', 'html_entity_decode', 'expectExceptionMessage'],
    ...['expectExceptionMessageMatches', 'markTestSkipped', 'markTestIncomplete', 'addUsage', 'expectOutputString'],
    ...['TestDox', 'throw_if', 'abort_if', 'mb_strpos', 'mb_stripos', 'substr_count', 'str_ends_with', 'throw_unless'],
    ...['abort_unless', 'ConfirmationQuestion', 'Question', 'ChoiceQuestion', 'deprecated', 'WP_Error'],
    ...['add_settings_error', '_doing_it_wrong', '_deprecated_function', 'wp_localize_script'],
    // Patterns and comparisons
    ...['preg_match', 'preg_match_all', 'preg_replace', 'preg_split', 'preg_quote', 'strpos', 'stripos', 'strstr'],
    ...['stristr', 'str_starts_with', 'str_contains', 'strcasecmp', 'strncasecmp', 'startsWith', 'starts_with'],
    ...['loadHTML', 'xpath'],
    // Doctrine's DQL, Laravel's and others' texts
    ...['createQuery', 'setDQL', 'setDql', 'createNamedQuery', 'shell_exec', 'passthru', 'system', 'popen'],
  ],
  otherTags: [
    ...['GRAPHQL', 'GQL', 'HTML', 'XML', 'JSON', 'YAML', 'YML', 'CSS', 'JS', 'JAVASCRIPT', 'PHP', 'BASH', 'SH', 'DQL'],
    ...['HQL', 'MARKDOWN', 'MD', 'TEXT', 'TXT', 'MSG', 'MESSAGE', 'ERROR', 'HELP', 'USAGE', 'CYPHER', 'CSV', 'TWIG'],
    ...['DOC', 'XSL', 'DESC', 'DESCRIPTION', 'NOTICE', 'LUA', 'INI', 'CODE'],
  ],
};

export const php: HostLanguage = {
  ids: ['php'],
  extensions: { php: ['.php', '.phtml', '.inc', '.php5', '.module', '.install'] },
  grammar: () => 'tree-sitter-php.wasm',
  literalTypes: ['string', 'encapsed_string', 'heredoc', 'nowdoc'],
  expression,
  context,
  declarationTypes: [
    ...['assignment_expression', 'const_element', 'property_element', 'static_variable_declaration'],
    ...['function_call_expression', 'method_declaration', 'function_definition'],
  ],
  declarations,
  entityQueries: true,
  names,
};

/** Functions that give the same text back. */
const sameFunctions = new Set(['trim', 'ltrim', 'rtrim', 'strval', 'chop', 'stripslashes', 'dedent', 'strtr']);

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'string':
    case 'encapsed_string':
      return { kind: 'text', pieces: stringPieces(node, source) };
    case 'heredoc':
    case 'nowdoc':
      return { kind: 'text', pieces: heredocPieces(node, source) };
    case 'parenthesized_expression':
    case 'error_suppression_expression': {
      const [of] = namedParts(node);
      return of && { kind: 'same', of };
    }
    case 'array_element_initializer': {
      const [of, ...others] = namedParts(node);
      return of && others.length === 0 ? { kind: 'same', of } : undefined;
    }
    case 'cast_expression': {
      const of = node.childForFieldName('value');
      return of && /^\(\s*string/i.test(sourceOf(node, source)) ? { kind: 'same', of } : undefined;
    }
    case 'binary_expression': {
      const sides = ['left', 'right'].flatMap(field => node.childForFieldName(field) ?? []);
      const operator = node.childForFieldName('operator')?.type;
      if (operator === '.') return { kind: 'concatenation', parts: sides };
      return operator === '??' ? { kind: 'choice', branches: sides } : undefined;
    }
    case 'conditional_expression':
      return {
        kind: 'choice',
        branches: ['body', 'alternative'].flatMap(field => node.childForFieldName(field) ?? []),
      };
    case 'match_expression': {
      const arms = node.childForFieldName('body')?.namedChildren ?? [];
      return { kind: 'choice', branches: arms.flatMap(arm => arm.childForFieldName('return_expression') ?? []) };
    }
    case 'variable_name':
      return { kind: 'name', name: nameOf(node, source) };
    case 'name':
    case 'qualified_name':
      return isRead(node) ? { kind: 'name', name: nameOf(node, source) } : undefined;
    case 'member_access_expression':
    case 'scoped_property_access_expression':
    case 'class_constant_access_expression':
      return lastName(node, source);
    case 'member_call_expression':
    case 'scoped_call_expression':
      // A method of its own that only gives a text.
      return namedParts(node.childForFieldName('arguments') ?? node).length === 0 && isOwn(node, source)
        ? lastName(node, source)
        : undefined;
    case 'function_call_expression':
      return call(node, source);
    default:
      return undefined;
  }
}

function nameOf(node: Node, source: string): string {
  return cutName(sourceOf(node, source).replace(/^.*\\/, '')).name.replace(/^\$/, '');
}

function lastName(node: Node, source: string): Expression | undefined {
  const name = node.childForFieldName('name') ?? node.lastNamedChild;
  return name && name.type !== 'class' ? { kind: 'name', name: nameOf(name, source) } : undefined;
}

/** A constant where a value stands, not a function's or a class's name. */
function isRead(node: Node): boolean {
  return ['binary_expression', 'argument', 'array_element_initializer', 'conditional_expression'].includes(
    node.parent?.type ?? '',
  );
}

function isOwn(node: Node, source: string): boolean {
  const of = node.childForFieldName('object') ?? node.childForFieldName('scope');
  return of !== null && /^(?:\$this|self|static)$/.test(sourceOf(of, source));
}

/** Values of an argument list, past their names. */
function given(list: Node | null): readonly Node[] {
  return list
    ? namedParts(list).flatMap(argument => (argument.type === 'argument' ? (argument.lastNamedChild ?? []) : []))
    : [];
}

/** `implode(' ', […])`, `sprintf('…', …)`, `trim('…')`. */
function call(node: Node, source: string): Expression | undefined {
  const called = node.childForFieldName('function');
  const name = called ? nameOf(called, source) : '';
  const [first, ...rest] = given(node.childForFieldName('arguments'));
  if (!first) return undefined;
  if (sameFunctions.has(name)) return { kind: 'same', of: first };
  if (name === 'sprintf') return { kind: 'format', style: 'printf', template: first, arguments: rest };
  if (name === 'vsprintf') {
    const array = rest[0]?.type === 'array_creation_expression' ? elements(rest[0]) : [];
    return { kind: 'format', style: 'printf', template: first, arguments: array };
  }
  if (name === 'implode' || name === 'join') {
    const [separator, list] = first.type === 'array_creation_expression' ? [rest[0], first] : [first, rest[0]];
    if (list?.type !== 'array_creation_expression') return undefined;
    return { kind: 'join', separator: separator ? plainText(separator, source) : '', parts: elements(list) };
  }
  return undefined;
}

function elements(array: Node): readonly Node[] {
  return namedParts(array).flatMap(element =>
    namedParts(element).length === 1 ? element : (element.lastNamedChild ?? []),
  );
}

function plainText(node: Node, source: string): string {
  if (node.type !== 'string' && node.type !== 'encapsed_string')
    return sourceOf(node, source).includes('PHP_EOL') ? '\n' : ' ';
  return stringPieces(node, source)
    .map(piece => (piece.kind === 'text' ? piece.text : ''))
    .join('');
}

function stringPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const open = literal.firstChild;
  const close = literal.lastChild;
  if (!open || !close || open.id === close.id) return [];
  return literalPieces(literal, source, open.endIndex, close.startIndex, literal.type === 'string' ? "'" : '"', 0);
}

/** Text between the lines of its marks, without the indentation of the closing one. */
function heredocPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const body = literal.childForFieldName('value');
  const close = literal.childForFieldName('end_tag');
  if (!body || !close) return [];
  const start = source.indexOf('\n', literal.childForFieldName('identifier')?.endIndex ?? literal.startIndex) + 1;
  const closeLine = source.lastIndexOf('\n', close.startIndex - 1) + 1;
  const end = source[closeLine - 2] === '\r' ? closeLine - 2 : closeLine - 1;
  if (start === 0 || start >= end) return [];
  return literalPieces(body, source, start, end, literal.type === 'nowdoc' ? '' : '<', close.startIndex - closeLine);
}

/** `quote`: the kind of literal that it stands in, `<` for heredocs, nothing for nowdocs. */
function literalPieces(
  literal: Node,
  source: string,
  start: number,
  end: number,
  quote: string,
  indent: number,
): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  let at = start;
  const upTo = (to: number): void => {
    out.push(...dedented(source, at, Math.min(to, end), indent, at === start, () => 1));
  };
  const children = quote === '' ? [] : literal.children;
  children.forEach((child, i) => {
    if (child.startIndex < at || child.startIndex >= end) return;
    if (child.type === 'escape_sequence') {
      upTo(child.startIndex);
      out.push(escaped(child, decode(sourceOf(child, source), quote)));
      at = child.endIndex;
    } else if (child.isNamed && child.type !== 'string_content') {
      const open = children[i - 1];
      const close = children[i + 1];
      const braced = open?.type === '{' && close?.type === '}';
      upTo(braced ? open.startIndex : child.startIndex);
      const place = hole(child, child, source);
      out.push(braced ? { ...place, start: open.startIndex, end: close.endIndex } : place);
      at = braced ? close.endIndex : child.endIndex;
    }
  });
  upTo(end);
  return out;
}

const singleEscapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', v: '\v', e: '\x1b', f: '\f', '\\': '\\', $: '$' },
};

/** PHP manual, "Strings"; an escape that is none keeps its backslash. */
function decode(escape: string, quote: string): string {
  const body = escape.slice(1);
  if (quote === "'") return body === "'" || body === '\\' ? body : escape;
  if (body === quote) return body;
  const simple = singleEscapes[body];
  if (simple !== undefined) return simple;
  if (/^[0-7]{1,3}$/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8) & 0xff);
  const hex = /^(?:x([\da-fA-F]{1,2})|u\{([\da-fA-F]+)\})$/.exec(body);
  if (!hex) return escape;
  const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

const knownCalls = new Set(
  [commonNames, names].flatMap(({ calls = [], weakCalls = [], fragmentCalls = [] }) => [
    ...calls,
    ...weakCalls,
    ...fragmentCalls,
  ]),
);

function context(whole: Node, source: string): Context {
  if (isDql(sourceOf(whole, source))) return { never: true };
  const found = around(whole, source);
  const [literal] = whole.descendantsOfType(['string', 'encapsed_string', 'heredoc', 'nowdoc']);
  const tag = literal?.type.endsWith('doc') ? tagOf(literal, source) : undefined;
  // A call that is known says more.
  return tag === undefined || (found.call && knownCalls.has(found.call.name)) ? found : { ...found, tag };
}

/** `<<<SQL`, `<<<'END_SQL'` name the language; `<<<EOT` does not. */
function tagOf(heredoc: Node, source: string): string | undefined {
  const mark = heredoc.childForFieldName('identifier');
  const name = mark ? sourceOf(mark, source) : '';
  if (/sql/i.test(name)) return 'SQL';
  return names.otherTags?.includes(name.toUpperCase()) === true ? name.toUpperCase() : undefined;
}

/** Doctrine's queries name classes: `FROM App\Entity\Account a`, `'… FROM ' . Account::class . ' a'`. */
function isDql(written: string): boolean {
  return namedClass.test(written) || /\b(?:from|join|update|delete)\s*['"]\s*\.\s*\\?[\w\\]+::class\b/i.test(written);
}

/** A small letter behind the backslash would be an escape: `"FROM users\nWHERE"`. */
const namedClass =
  /\b(?:FROM|JOIN|UPDATE|DELETE|from|join|update|delete)\s+\\{0,2}[A-Z]\w*(?::[A-Z]\w*|(?:\\{1,2}[A-Z]\w*)+)/;

/** Keys under which a text for people stands. */
const spokenKeys =
  /^(?:comment|desc(?:ription)?|message|msg|notice|alert|title|label|hint|help|placeholder|tooltip|summary|error|usage|text|reason)$/;
/** `$lang['pick'] = '…'`: files of translations. */
const spokenNames =
  /^\$(?:GLOBALS\[')?_?(?:lang|language|string|strings|txt|text|texts|messages?|msg|l10n|i18n|locale|translations?|words|phrases)\b'?\]?\[/i;
const speakers = /(?:^|->|::|\$)_?(?:log(?:ger)?|io|output|console|translator|style)(?:\(\))?$/i;

/** Common names of calls that take something else in PHP: a form's text, a key, Doctrine's literal. */
const foreign = new Set([
  ...['text', 'get', 'literal', 'lit', 'first', 'result', 'run', 'stream', 'one', 'any', 'each', 'pluck'],
]);

function isExpressionLanguage(name: string, source: string): boolean {
  return name === 'Expression' && source.includes('ExpressionLanguage');
}

function around(start: Node, source: string): Context {
  let node = start;
  let key: string | undefined;
  let comment = commentBefore(node, source);
  const hint = () => (comment === undefined ? {} : { comment });
  const assigned = (declaration: Node, name: Node | null): Context => {
    comment ??= declaration.parent ? commentBefore(declaration.parent, source) : undefined;
    return { ...hint(), ...(name ? { assignedTo: sourceOf(name, source) } : {}) };
  };
  for (let parent = node.parent, level = 0; parent && level < 12; level++, node = parent, parent = parent.parent) {
    comment ??= commentBefore(parent, source);
    switch (parent.type) {
      case 'argument': {
        const name = parent.childForFieldName('name');
        key ??= name ? sourceOf(name, source) : undefined;
        break;
      }
      case 'arguments': {
        const calling = parent.parent;
        if (!calling) return hint();
        if (key !== undefined && spokenKeys.test(key)) return { never: true };
        const argument = key ?? placeAmong(node, parent);
        if (calling.type === 'attribute') return { ...hint(), annotation: annotation(calling, source) };
        const found = called(calling, source);
        if (foreign.has(found.name) || isExpressionLanguage(found.name, source)) return hint();
        if (found.name === 'define') return argument === 0 ? { never: true } : hint();
        if (speakers.test(found.receiver ?? '') || /(?:Exception|Error)$/.test(found.name)) return { never: true };
        return { ...hint(), call: { ...found, argument } };
      }
      case 'array_element_initializer': {
        const [first] = namedParts(parent);
        if (first?.id === node.id && parent.children.some(({ type }) => type === '=>')) return { never: true };
        if (first && first.id !== node.id) key ??= sourceOf(first, source).replace(/^['"]|['"]$/g, '');
        break;
      }
      case 'binary_expression':
        if (parent.childForFieldName('operator')?.type !== '??') return hint();
        break;
      case 'array_creation_expression':
      case 'parenthesized_expression':
      case 'conditional_expression':
      case 'cast_expression':
      case 'variadic_unpacking':
      case 'match_conditional_expression':
      case 'match_default_expression':
      case 'match_block':
      case 'match_expression':
      case 'error_suppression_expression':
        break;
      case 'assignment_expression':
      case 'augmented_assignment_expression':
        // `$db->query($sql = '…')`
        if (parent.parent?.type === 'argument') break;
        if (spokenNames.test(sourceOf(parent.childForFieldName('left') ?? parent, source))) return { never: true };
        return assigned(parent, parent.childForFieldName('left'));
      case 'property_element':
      case 'const_element':
      case 'static_variable_declaration':
      case 'simple_parameter':
        return assigned(parent, parent.childForFieldName('name') ?? parent.firstNamedChild);
      case 'echo_statement':
      case 'print_intrinsic':
      case 'exit_statement':
      case 'throw_expression':
      case 'match_condition_list':
      case 'subscript_expression':
      case 'include_expression':
      case 'include_once_expression':
      case 'require_expression':
      case 'require_once_expression':
        return { never: true };
      case 'case_statement':
        return parent.childForFieldName('value')?.id === node.id ? { never: true } : hint();
      default:
        return key !== undefined && spokenKeys.test(key) ? { never: true } : hint();
    }
  }
  return hint();
}

function called(calling: Node, source: string): Omit<Call, 'argument'> {
  const of = calling.childForFieldName('object') ?? calling.childForFieldName('scope');
  const name =
    calling.childForFieldName('name') ??
    calling.childForFieldName('function') ??
    calling.namedChildren.find(({ type }) => type === 'name' || type === 'qualified_name');
  return { name: name ? nameOf(name, source) : '', ...(of ? { receiver: sourceOf(of, source) } : {}) };
}

function annotation(attribute: Node, source: string): Annotation {
  const name = attribute.firstNamedChild;
  const list = attribute.childForFieldName('parameters');
  const entries = (list ? namedParts(list) : []).flatMap(argument => {
    const value = argument.lastNamedChild;
    const key = argument.childForFieldName('name');
    return value ? [[key ? sourceOf(key, source) : 'value', sourceOf(value, source)] as const] : [];
  });
  return { name: name ? nameOf(name, source) : '', arguments: new Map(entries) };
}

/** PhpStorm's hint is `/** @lang SQL *\/`. */
function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  if (before?.type !== 'comment' || before.endPosition.row < node.startPosition.row - 1) return undefined;
  return commentText(sourceOf(before, source)).replace(/^@lang(?:uage)?\s+/, 'language=');
}

/** Values that names are given, `define`, and methods that only give a text. */
function declarations(node: Node, source: string): readonly Declaration[] {
  switch (node.type) {
    case 'assignment_expression': {
      const left = node.childForFieldName('left');
      const value = node.childForFieldName('right');
      if (
        !left ||
        !value ||
        !/^(?:variable_name|member_access_expression|scoped_property_access_expression)$/.test(left.type)
      )
        return [];
      const declared = { name: nameOf(left, source), value };
      // An empty text is filled later.
      return /^(?:''|"")$/.test(sourceOf(value, source)) ? [declared, declared] : [declared];
    }
    case 'function_call_expression': {
      const called = node.childForFieldName('function');
      if (!called || sourceOf(called, source) !== 'define') return [];
      const [name, value] = given(node.childForFieldName('arguments'));
      return name && value ? [{ name: sourceOf(name, source).replace(/^['"]|['"]$/g, ''), value }] : [];
    }
    case 'method_declaration':
    case 'function_definition': {
      const name = node.childForFieldName('name');
      const parameters = node.childForFieldName('parameters');
      const [only, ...others] = namedParts(node.childForFieldName('body') ?? node);
      const value = only?.type === 'return_statement' ? only.firstNamedChild : null;
      if (!name || !value || others.length > 0 || (parameters && parameters.namedChildCount > 0)) return [];
      return [{ name: sourceOf(name, source), value }];
    }
    default: {
      const name = node.childForFieldName('name') ?? node.firstNamedChild;
      const value = node.childForFieldName('default_value') ?? node.childForFieldName('value') ?? node.lastNamedChild;
      return name && value && name.id !== value.id ? [{ name: nameOf(name, source), value }] : [];
    }
  }
}
