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

export const go: HostLanguage = {
  ids: ['go'],
  extensions: { go: ['.go'] },
  grammar: () => 'tree-sitter-go.wasm',
  literalTypes: ['interpreted_string_literal', 'raw_string_literal'],
  expression,
  context,
  declarationTypes: [
    ...['const_spec', 'var_spec', 'short_var_declaration', 'assignment_statement', 'range_clause', 'keyed_element'],
    ...['parameter_declaration', 'variadic_parameter_declaration'],
  ],
  declarations,
  names: {
    calls: [
      // database/sql, pgx, lib/pq
      ...['QueryContext', 'QueryRow', 'QueryRowContext', 'ExecContext', 'PrepareContext', 'QueryFunc', 'ExecParams'],
      ...['SendPrepare', 'SendQueryParams', 'ExecSimpleQuery', 'simpleExec', 'simpleQuery'],
      // sqlx, scany
      ...['Queryx', 'QueryxContext', 'QueryRowx', 'QueryRowxContext', 'GetContext', 'SelectContext', 'MustExec'],
      ...['MustExecContext', 'NamedExec', 'NamedExecContext', 'NamedQuery', 'NamedQueryContext', 'Preparex'],
      ...['PreparexContext', 'PrepareNamed', 'PrepareNamedContext', 'BindNamed'],
      // go-pg, bun, gorp, dbr, go-zero, beego, xorm
      ...['QueryOne', 'QueryOneContext', 'ExecOne', 'ExecOneContext', 'NewRaw', 'SelectBySql', 'InsertBySql'],
      ...['UpdateBySql', 'DeleteBySql', 'SelectInt', 'SelectStr', 'SelectNullStr', 'SelectNullInt', 'SelectFloat'],
      ...['QueryRowCtx', 'QueryRowsCtx', 'QueryRows', 'QueryRowsPartialCtx', 'QueryRowPartialCtx', 'ExecCtx'],
      ...['QueryRowNoCacheCtx', 'QueryRowsNoCacheCtx', 'ExecNoCacheCtx', 'RawQuery', 'QueryString', 'QueryInterface'],
      // Wrappers as programs and tests name them
      ...['MustQuery', 'mustExec', 'mustQuery', 'queryRow', 'QueryStr', 'ExecSQL', 'execSQL', 'ExecSql', 'RunSQL'],
      ...['runSQL', 'ExecuteSQL', 'executeSQL', 'QuerySQL', 'SqlQuery', 'SQLQuery', 'RawSQL', 'ExecRaw', 'SelectRaw'],
      ...['ExecScript', 'QueryRowf', 'Queryf', 'Execf', 'ExecMulti', 'ExecToErr', 'CheckQueryResults'],
      ...['MustGetErrCode', 'MustGetErrMsg', 'PrepareStmt', 'QueryAndClose', 'rawExec'],
    ],
    weakCalls: [
      ...['Query', 'Exec', 'Prepare', 'Raw', 'Get', 'Select', 'SelectOne', 'In', 'Named', 'Queue', 'Execute', 'Sql'],
      ...['Stmt', 'NewQuery', 'ExecQuery', 'QueryAll', 'Statement', 'SafeQuery', 'Expr', 'One', 'Explain', 'Rebind'],
      ...['ExpectQuery', 'ExpectExec', 'ExpectPrepare'],
    ],
    fragmentCalls: ['Expr'],
    otherCalls: [
      ...['Print', 'Printf', 'Println', 'Fatal', 'Fatalf', 'Fatalln', 'Panic', 'Panicf', 'Panicln', 'Errorf', 'Errorw'],
      ...['Errorln', 'ErrorContext', 'Warn', 'Warnf', 'Warnw', 'Warning', 'Warningf', 'WarnContext', 'Info', 'Infof'],
      ...['Infow', 'Infoln', 'InfoContext', 'Debug', 'Debugf', 'Debugw', 'DebugContext', 'Trace', 'Tracef', 'Log'],
      ...['Logf', 'Skip', 'Skipf', 'Notice', 'Noticef', 'Msg', 'Msgf', 'Wrap', 'Wrapf', 'WithMessage', 'WithMessagef'],
      ...['Newf', 'NewError', 'NewErrorf', 'Run', 'MustCompile', 'Compile', 'MatchString', 'HasPrefix', 'HasSuffix'],
      ...['Contains', 'EqualFold', 'TrimPrefix', 'TrimSuffix', 'Index', 'LastIndex', 'Split', 'SplitN', 'Command'],
      ...['CommandContext', 'Describe', 'It', 'Entry', 'By', 'Tr', 'StringVar', 'StringVarP', 'StringP', 'BoolVar'],
      ...['BoolVarP', 'IntVar', 'ErrorContains', 'EqualError'],
    ],
  },
};

/** Functions that give the same text back, or one that reads the same: a pattern, one with a word replaced. */
const sameText = new Set([
  ...['regexp.QuoteMeta', 'strings.TrimSpace', 'strings.Trim', 'strings.TrimLeft', 'strings.TrimRight'],
  ...['strings.Replace', 'strings.ReplaceAll', 'strings.Clone', 'heredoc.Doc', 'dedent.Dedent', 'string', 'escape'],
  ...['sqltest.Escape'],
]);

/** Calls of the printf family that only make a text; the template comes second after a writer or a slice. */
const makers = /^(?:(?:\w+\.)?[Ss]printf|heredoc\.Docf|fmt\.(?:Fprintf|Appendf))$/;

function expression(node: Node, source: string): Expression | undefined {
  switch (node.type) {
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return { kind: 'text', pieces: literalPieces(node, source) };
    case 'parenthesized_expression':
    case 'literal_element': {
      const [of] = namedParts(node);
      return of && { kind: 'same', of };
    }
    case 'type_conversion_expression': {
      const of = node.childForFieldName('operand');
      return of && node.childForFieldName('type')?.type !== 'generic_type' ? { kind: 'same', of } : undefined;
    }
    case 'binary_expression': {
      if (node.childForFieldName('operator')?.type !== '+') return undefined;
      const parts = ['left', 'right'].flatMap(field => node.childForFieldName(field) ?? []);
      return { kind: 'concatenation', parts };
    }
    case 'identifier':
      return { kind: 'name', name: sourceOf(node, source) };
    case 'selector_expression': {
      const name = fieldName(node, source);
      return name === undefined ? undefined : { kind: 'name', name };
    }
    case 'call_expression':
      return call(node, source);
    default:
      return undefined;
  }
}

/** Fields are told from variables by the dot before them. */
function fieldName(selector: Node, source: string): string | undefined {
  const field = selector.childForFieldName('field');
  return field ? `.${sourceOf(field, source)}` : undefined;
}

function call(node: Node, source: string): Expression | undefined {
  const list = node.childForFieldName('arguments');
  const called = node.childForFieldName('function');
  if (!list || !called) return undefined;
  const given = namedParts(list);
  const [first, second] = given;
  const whole = sourceOf(called, source);
  const { name } = cutName(whole);
  if (whole === 'strings.Join' && first?.type === 'composite_literal' && second) {
    const separator = textOf(second, source);
    const body = first.childForFieldName('body');
    return body && separator !== undefined ? { kind: 'join', separator, parts: namedParts(body) } : undefined;
  }
  if (whole === 'fmt.Sprint') return { kind: 'concatenation', parts: given };
  if (/^[Rr]ebind$/.test(name)) {
    const of = given.at(-1);
    return of && { kind: 'same', of };
  }
  if (first && sameText.has(whole)) return { kind: 'same', of: first };
  if (!/[a-z]f$/.test(name)) return undefined;
  const at = makers.test(whole) ? Number(/[Ff]printf|Appendf/.test(name)) : templatePlace(given, source);
  const template = given[at];
  return template && { kind: 'format', style: 'printf', template, arguments: given.slice(at + 1) };
}

/** Place of the template of a printf of one's own, after a context or a test: it has a directive. */
function templatePlace(given: readonly Node[], source: string): number {
  return given
    .slice(0, 3)
    .findIndex(argument => isText(argument) && /%[-+#\d.]*[a-zA-Z[]/.test(sourceOf(argument, source)));
}

function isText(node: Node | undefined): boolean {
  if (!node) return false;
  if (node.type === 'binary_expression' || node.type === 'parenthesized_expression')
    return node.namedChildren.some(isText);
  return node.type === 'interpreted_string_literal' || node.type === 'raw_string_literal';
}

function textOf(literal: Node, source: string): string | undefined {
  if (!isText(literal)) return undefined;
  return literalPieces(literal, source)
    .map(piece => (piece.kind === 'text' ? piece.text : ''))
    .join('');
}

/** In a raw literal nothing is escaped, but carriage returns are dropped. */
function literalPieces(literal: Node, source: string): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  const end = literal.endIndex - 1;
  let at = literal.startIndex + 1;
  if (literal.type === 'raw_string_literal') {
    for (let cut = source.indexOf('\r', at); cut >= 0 && cut < end; cut = source.indexOf('\r', at)) {
      out.push(...verbatim(source, at, cut));
      at = cut + 1;
    }
  } else {
    for (const child of literal.namedChildren) {
      if (child.type !== 'escape_sequence') continue;
      out.push(...verbatim(source, at, child.startIndex), escaped(child, decode(sourceOf(child, source))));
      at = child.endIndex;
    }
  }
  out.push(...verbatim(source, at, end));
  return out;
}

const singleEscapes: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** Go specification, "Rune literals"; bytes of UTF-8 written one by one stay apart. */
function decode(escape: string): string {
  const body = escape.slice(1);
  if (/^[0-7]{3}$/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8));
  const hex = /^[xuU]([\da-fA-F]+)$/.exec(body);
  if (hex) {
    const code = Number.parseInt(hex[1] ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return singleEscapes[body] ?? body;
}

/** Fields for people: the help of cobra and urfave/cli, names of test cases. */
const otherFields =
  /^(?:Short|Long|Use|Usage|UsageText|ArgsUsage|Help|Description|Example|Summary|Doc|Title|Message|Name|name|desc|description|title|message|msg|errMsg|wantErr|testName|scenario)$/;
const comparisons =
  /^(?:Equal|NotEqual|EqualValues|Exactly|Contains|NotContains|Regexp|EqualFold|Eq|Same|ElementsMatch)f?$/;

function context(whole: Node, source: string): Context {
  let node = whole;
  // A printf of one's own is itself the call that takes its template.
  if (whole.type === 'call_expression' && !makers.test(calledName(whole, source))) {
    const list = whole.childForFieldName('arguments');
    const template = list && namedParts(list).find(isText);
    if (template && /[a-z]f$/.test(calledName(whole, source))) node = template;
  } else if (
    whole.type === 'call_expression' &&
    /^fmt\.Fprintf\s*\(\s*os\.Std/.test(sourceOf(whole, source).slice(0, 40))
  ) {
    return { never: true };
  }
  let comment = commentBefore(node, source);
  const found = (): Context => (comment === undefined ? {} : { comment });
  for (let parent = node.parent, level = 0; parent && level < 10; level++, node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'argument_list':
        return parent.parent ? { ...found(), ...argumentOf(parent.parent, placeAmong(node, parent), source) } : found();
      case 'type_conversion_expression': {
        const type = parent.childForFieldName('type');
        if (type?.type !== 'generic_type') break;
        return { ...found(), call: { ...cutName(sourceOf(type, source).replace(/\[[^]*$/, '')), argument: 0 } };
      }
      case 'keyed_element': {
        const key = parent.childForFieldName('key');
        if (key?.id === node.id || (key && otherFields.test(sourceOf(key, source)))) return { never: true };
        comment ??= commentBefore(parent, source);
        break;
      }
      case 'literal_element':
      case 'literal_value':
        comment ??= commentBefore(node, source);
        break;
      case 'composite_literal':
      case 'parenthesized_expression':
      case 'unary_expression':
        break;
      case 'expression_list':
        if (parent.parent?.type === 'expression_case') return { never: true };
        comment ??= commentBefore(parent, source);
        break;
      case 'const_spec':
      case 'var_spec':
      case 'short_var_declaration':
      case 'assignment_statement': {
        comment ??= commentBefore(parent, source) ?? (parent.parent ? commentBefore(parent.parent, source) : undefined);
        const name = parent.childForFieldName('left') ?? parent.childForFieldName('name');
        return { ...found(), ...(name ? { assignedTo: sourceOf(name, source) } : {}) };
      }
      case 'return_statement':
        comment ??= commentBefore(parent, source);
        return found();
      case 'import_spec':
      case 'field_declaration':
      case 'index_expression':
      case 'expression_case':
        return { never: true };
      default:
        return found();
    }
  }
  return found();
}

/** The call around an argument; messages of assertions and flags and what is no statement for a mock are told here. */
function argumentOf(call: Node, argument: number, source: string): Context {
  const { name, receiver } = cutName(calledName(call, source));
  const text = sourceOf(call.childForFieldName('arguments') ?? call, source);
  if (receiver !== undefined) {
    if (
      /^(?:\w*errors|status)$/.test(receiver) ||
      /(?:^|\.)(?:flag|pflag|fs|flags|Flags\(\)|PersistentFlags\(\)|zap|kingpin)$/.test(receiver)
    ) {
      return { never: true };
    }
    if (/^(?:fmt|io)$/.test(receiver) && /^\(\s*os\.Std/.test(text)) return { never: true };
    if (/(?:^|\.)(?:assert|require|is|must)$|^(?:assert|require)\./.test(receiver)) {
      return comparisons.test(name) && argument < 3 ? {} : { never: true };
    }
  }
  // A mock takes a regular expression.
  if (
    /^Expect(?:Query|Exec|Prepare)$/.test(name) &&
    /[.)\]][*+?]|\\|^\(\s*["`]\^/.test(text) &&
    !text.includes('QuoteMeta')
  ) {
    return { never: true };
  }
  // The value comes first: `db.Get(&user, "SELECT …")` beside `header.Get("…")`, `c.Query("desc")`.
  if (/^(?:Get|Select|SelectOne|One)$/.test(name) && argument === 0) return {};
  if (/^(?:text|lit|literal|raw)$/.test(name)) return {};
  if (name === 'Query' && /^\(\s*"[a-z_]+"\s*\)$/.test(text)) return {};
  return { call: { name, ...(receiver === undefined ? {} : { receiver }), argument } };
}

/** As written, without type arguments. */
function calledName(call: Node, source: string): string {
  const called = call.childForFieldName('function');
  const name = called?.type === 'index_expression' ? called.childForFieldName('operand') : called;
  return name ? sourceOf(name, source) : '';
}

function commentBefore(node: Node, source: string): string | undefined {
  const before = node.previousSibling;
  return before?.type === 'comment' ? commentText(sourceOf(before, source)) : undefined;
}

/** What is given a value by a caller, a loop or an operator counts, as something else than text. */
function declarations(node: Node, source: string): readonly Declaration[] {
  if (node.type === 'keyed_element') {
    const key = node.childForFieldName('key');
    const value = node.childForFieldName('value');
    const name = key?.namedChildren[0];
    return name?.type === 'identifier' && value ? [{ name: `.${sourceOf(name, source)}`, value }] : [];
  }
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right') ?? node.childForFieldName('value');
  const names = left ? namedParts(left) : node.childrenForFieldName('name').filter(child => child.isNamed);
  const values = right?.type === 'expression_list' && isPlainAssignment(node) ? namedParts(right) : [];
  return names.flatMap((target, i): Declaration[] => {
    const name = target.type === 'selector_expression' ? fieldName(target, source) : sourceOf(target, source);
    return name === undefined || name === '_'
      ? []
      : [{ name, value: (names.length === values.length ? values[i] : undefined) ?? node }];
  });
}

function isPlainAssignment(node: Node): boolean {
  return node.type !== 'assignment_statement' || node.childForFieldName('operator')?.type === '=';
}
