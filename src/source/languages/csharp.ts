import type { Node } from 'web-tree-sitter';

import {
  type Call,
  commentText,
  type Context,
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
  names: {
    calls: [
      // ADO.NET's drivers: commands, adapters, properties that hold their text, COPY
      ...['NpgsqlCommand', 'NpgsqlBatchCommand', 'NpgsqlDataAdapter', 'SqlCommand', 'SqlDataAdapter', 'SqliteCommand'],
      ...['SQLiteCommand', 'SQLiteDataAdapter', 'MySqlCommand', 'MySqlDataAdapter', 'OracleCommand', 'OracleDataAdapter'],
      ...['OdbcCommand', 'OdbcDataAdapter', 'OleDbCommand', 'OleDbDataAdapter', 'FbCommand', 'FbDataAdapter', 'DB2Command'],
      ...['SqlCeCommand', 'SqlCeDataAdapter', 'DuckDBCommand', 'CommandText', 'SelectCommand', 'InsertCommand'],
      ...['UpdateCommand', 'DeleteCommand', 'GetSqlStringCommand', 'BeginBinaryImport', 'BeginBinaryImportAsync'],
      ...['BeginBinaryExport', 'BeginBinaryExportAsync', 'BeginTextImport', 'BeginTextImportAsync', 'BeginTextExport'],
      ...['BeginTextExportAsync', 'BeginRawBinaryCopy', 'BeginRawBinaryCopyAsync', 'ExecuteNonQuery', 'ExecuteScalar'],
      ...['ExecuteReader', 'ExecuteNonQueryAsync', 'ExecuteScalarAsync', 'ExecuteReaderAsync', 'ExecuteDataSet'],
      ...['ExecuteDataset', 'ExecuteDataTable', 'GetDataTable', 'GetDataSet'],
      // Dapper, RepoDb, Insight.Database
      ...['QueryAsync', 'QueryFirst', 'QueryFirstAsync', 'QueryFirstOrDefault', 'QueryFirstOrDefaultAsync', 'QuerySingle'],
      ...['QuerySingleAsync', 'QuerySingleOrDefault', 'QuerySingleOrDefaultAsync', 'QueryMultiple', 'QueryMultipleAsync'],
      ...['QueryUnbufferedAsync', 'CommandDefinition', 'AddTemplate', 'ExecuteQuery', 'ExecuteQueryAsync', 'QuerySql'],
      ...['QuerySqlAsync', 'ExecuteScalarSql', 'SingleSql', 'SingleSqlAsync', 'ExecuteQueryMultiple', 'SqlBuilder'],
      // Entity Framework, LINQ to SQL, FluentMigrator
      ...['FromSql', 'FromSqlRaw', 'FromSqlInterpolated', 'ExecuteSql', 'ExecuteSqlAsync', 'ExecuteSqlRaw', 'SqlQuery'],
      ...['ExecuteSqlRawAsync', 'ExecuteSqlInterpolated', 'ExecuteSqlInterpolatedAsync', 'ExecuteSqlCommand', 'SqlQueryRaw'],
      ...['ExecuteSqlCommandAsync', 'ToSqlQuery', 'ExecuteStoreCommand', 'ExecuteStoreCommandAsync', 'ExecuteStoreQuery'],
      ...['ExecuteCommand', 'ExecuteCommandAsync', 'Sql', 'SqlResult'],
      // NHibernate, linq2db, OrmLite, SqlSugar, FreeSql, sqlite-net
      ...['CreateSQLQuery', 'CreateSqlQuery', 'FromSqlScalar', 'SqlList', 'SqlListAsync', 'SqlScalar', 'SqlScalarAsync'],
      ...['SqlColumn', 'SqlColumnAsync', 'SqlQueryAsync', 'SqlQuerySingle', 'SqlQuerySingleAsync', 'SqlQueryable'],
      ...['GetDataTableAsync', 'WithSql', 'DeferredQuery', 'FindWithQuery', 'QueryScalars', 'FindWithQueryAsync'],
      ...['RunSql', 'ExecSql', 'RunSqlAsync', 'ExecSqlAsync', 'ExecuteSQL', 'ExecSQL', 'RunSQL', 'ExecuteRawSql', 'RawSql'],
    ],
    weakCalls: [
      ...['Query', 'Execute', 'Exec', 'Fetch', 'FetchAsync', 'First', 'FirstOrDefault', 'Single', 'SingleOrDefault'],
      ...['FirstAsync', 'FirstOrDefaultAsync', 'SingleAsync', 'SingleOrDefaultAsync', 'Page', 'PageAsync', 'SkipTake'],
      ...['CreateCommand', 'CreateBatchCommand', 'Prepare', 'PrepareAsync', 'Command', 'ExecuteAsync', 'QueryScalar', 'Scalar'],
      ...['QueryScalarAsync', 'QueryList', 'QueryListAsync', 'RunQuery', 'RunQueryAsync', 'RunCommand', 'ExecAsync'],
      ...['NonQuery', 'GetScalar', 'GetScalarAsync', 'SelectAsync', 'SqlText', 'Statement', 'Raw', 'CommandFromSql'],
    ],
    fragmentCalls: [
      ...['WhereRaw', 'OrWhereRaw', 'SelectRaw', 'OrderByRaw', 'HavingRaw', 'OrHavingRaw', 'FromRaw', 'GroupByRaw'],
      ...['JoinRaw', 'UnsafeLiteral'],
    ],
    otherCalls: [
      ...['Log', 'LogTrace', 'LogDebug', 'LogInformation', 'LogWarning', 'LogError', 'LogCritical', 'LogMessage', 'Trace'],
      ...['Debug', 'Info', 'Information', 'Warn', 'Warning', 'Error', 'Fatal', 'Critical', 'Verbose', 'WriteLine', 'Write'],
      ...['WriteLineAsync', 'WriteAsync', 'MarkupLine', 'Show', 'ShowAsync', 'ShowDialog', 'DisplayAlert', 'ShowMessage'],
      ...['DebugFormat', 'InfoFormat', 'WarnFormat', 'ErrorFormat', 'BeginScope', 'Fail', 'Inconclusive', 'Skip', 'Assert'],
      ...['WithMessage', 'WithDescription', 'HasDescription', 'AddError', 'AddModelError', 'BadRequest', 'NotFound'],
      ...['Problem', 'Conflict', 'L', 'T', '_', 'Localize', 'Translate', 'GetString', 'Option', 'Argument', 'RootCommand'],
      ...['StartsWith', 'EndsWith', 'Contains', 'IndexOf', 'LastIndexOf', 'Split', 'Regex', 'IsMatch', 'Match', 'Uri'],
      // HQL, Cosmos DB, IoT Hub, WMI
      ...['CreateQuery', 'GetNamedQuery', 'QueryDefinition', 'GetItemQueryIterator', 'SqlQuerySpec', 'CreateDocumentQuery'],
      ...['GetItemQueryStreamIterator', 'ManagementObjectSearcher', 'ObjectQuery', 'WqlObjectQuery', 'WqlEventQuery'],
      ...['SelectQuery', 'EventQuery', 'ManagementEventWatcher', 'QueryInstances', 'CimSession'],
    ],
    annotations: ['Sql', 'SqlQuery', 'SQL', 'NativeQuery', 'Query'],
    otherAnnotations: [
      ...['Fact', 'Theory', 'Display', 'DisplayName', 'Description', 'Obsolete', 'TestMethod', 'Test', 'Category', 'Trait'],
      ...['Route', 'HttpGet', 'HttpPost', 'HttpPut', 'HttpDelete', 'HttpPatch', 'SuppressMessage', 'Summary', 'Tooltip'],
      ...['SwaggerOperation', 'Option', 'Argument', 'Verb', 'Command', 'Required', 'Ignore', 'SwaggerResponse', 'Help'],
    ],
  },
};

/** Methods that give the same text back, or nearly. */
const sameMethods = new Set(['Trim', 'TrimStart', 'TrimEnd', 'ToString', 'Normalize', 'ReplaceLineEndings', 'Replace', 'AsSpan']);
/** Methods whose interpolated string hands its holes over as parameters. */
const valueMethods = new Set([
  ...['FromSql', 'FromSqlInterpolated', 'ExecuteSql', 'ExecuteSqlAsync', 'ExecuteSqlInterpolated', 'SqlQuery'],
  ...['ExecuteSqlInterpolatedAsync', 'FromSqlScalar', 'SqlBuilder', 'QueryBuilder', 'CommandBuilder', 'SqlInterpolated'],
]);
/** Properties that a statement is assigned to. */
const sqlProperties = new Set([
  ...['CommandText', 'SelectCommand', 'InsertCommand', 'UpdateCommand', 'DeleteCommand', 'RawSql', 'SqlText'],
]);
const textForPeople = /(?:Message|Description|Title|Tool[Tt]ip|Caption|HelpText|DisplayName|Placeholder|Label)$/;

function expression(node: Node, source: string): Expression | undefined {
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
    case 'binary_expression': {
      const sides = fields(node, 'left', 'right');
      const operator = node.childForFieldName('operator')?.type;
      if (operator === '+') return { kind: 'concatenation', parts: sides };
      return operator === '??' ? { kind: 'choice', branches: sides } : undefined;
    }
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
      return isBuilder(node, source) ? builderStart(node) : undefined;
    case 'argument_list':
      return appendedFormat(node, source);
    default:
      return undefined;
  }
}

function fields(node: Node, ...names: readonly string[]): readonly Node[] {
  return names.flatMap(name => node.childForFieldName(name) ?? []);
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
  if (of && /^(?:FormatWith|Fmt)$/.test(name)) return { kind: 'format', style: 'braces', template: of, arguments: given };
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
      return { kind: 'concatenation', parts: rest.length === 0 ? (elements(first) ?? given) : given };
    case 'Join': {
      const [only] = rest;
      const parts = rest.length === 1 && only ? elements(only) : rest;
      const separator = expression(first, source);
      if (!parts || separator?.kind !== 'text') return undefined;
      return { kind: 'join', separator: separator.pieces.map(piece => (piece.kind === 'text' ? piece.text : '')).join(''), parts };
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

/** What an array or collection expression lists. */
function elements(node: Node): readonly Node[] | undefined {
  if (node.type === 'element_binding_expression') return namedParts(node).flatMap(part => namedParts(part).at(-1) ?? []);
  if (!/^(?:(?:implicit_)?array|(?:implicit_)?object)_creation_expression$/.test(node.type)) return undefined;
  const list = node.namedChildren.find(({ type }) => type === 'initializer_expression');
  return list && namedParts(list);
}

/** `builder.Append(a).AppendLine(b)`: what stands before the last call, then what it adds. */
function appended(name: string, of: Node, list: Node, source: string): Expression | undefined {
  const added = name === 'AppendFormat' ? list : argumentsOf(list)[0];
  const chained = of.type === 'invocation_expression' || isBuilder(of, source) ? of : undefined;
  const parts = [chained, added].flatMap(part => part ?? []);
  // PetaPoco's builder ends each part with a line.
  const breaks = chained && (calledName(chained, source).name === 'AppendLine' || /\bSql\.Builder\b|\bnew Sql\b/.test(sourceOf(of, source)));
  return breaks ? { kind: 'join', separator: '\n', parts } : { kind: 'concatenation', parts };
}

/** The arguments of `AppendFormat` are a text of their own. */
function appendedFormat(list: Node, source: string): Expression | undefined {
  if (list.parent?.type !== 'invocation_expression' || calledName(list.parent, source).name !== 'AppendFormat') return undefined;
  const given = argumentsOf(list);
  return textFunction('Format', given, source);
}

function isBuilder(node: Node, source: string): boolean {
  return /(?:^|\.)(?:StringBuilder|ValueStringBuilder|Sql)$/.test(createdType(node, source) ?? '');
}

function builderStart(creation: Node): Expression {
  const list = creation.namedChildren.find(({ type }) => type === 'argument_list');
  const first = list && argumentsOf(list)[0];
  return first && first.type !== 'integer_literal' ? { kind: 'same', of: first } : { kind: 'text', pieces: [] };
}

function argumentsOf(list: Node): readonly Node[] {
  return namedParts(list).flatMap(argument => namedParts(argument).at(-1) ?? []);
}

function receiverOf(call: Node): Node | null {
  const called = call.childForFieldName('function');
  return called?.childForFieldName('expression') ?? called?.childForFieldName('condition') ?? null;
}

/** Without type arguments. */
function calledName(call: Node, source: string): Omit<Call, 'argument'> {
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
  return type ? sourceOf(type, source).replace(/<[^]*$/, '').replace(/\?$/, '').split('.').at(-1) : undefined;
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
  const given = { kind: 'hole', source: sourceOf(inner ?? whole, source), start: whole.startIndex, end: whole.endIndex } as const;
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

/** Nodes around a whole that change nothing of what it is for. */
const passed = new Set([
  ...['parenthesized_expression', 'cast_expression', 'conditional_expression', 'postfix_unary_expression'],
  ...['implicit_array_creation_expression', 'array_creation_expression', 'object_creation_expression', 'tuple_expression'],
  ...['implicit_object_creation_expression', 'switch_expression', 'switch_expression_arm', 'arrow_expression_clause'],
  ...['attribute_argument', 'variable_declaration', 'as_expression', 'await_expression'],
]);
const never = new Set([
  ...['throw_statement', 'throw_expression', 'constant_pattern', 'switch_section', 'bracketed_argument_list'],
  // A literal in another's hole belongs to that.
  ...['interpolation', 'using_directive'],
]);

function context(whole: Node, source: string): Context {
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
        return aroundArguments(parent, key ?? placeAmong(node, parent), comment ?? statementHint(parent, source), source);
      case 'attribute_argument_list': {
        const { name, values } = attribute(parent, source);
        return { ...found(), annotation: { name, arguments: values } };
      }
      case 'element_binding_expression': {
        // A key of a dictionary, not an element of a list.
        const owner = parent.parent;
        if (owner?.type === 'assignment_expression' && owner.childForFieldName('left')?.id === parent.id) return { never: true };
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
  if (/Exception$/.test(called.name) || called.name === 'nameof') return { never: true };
  return called.name === '' ? given : { ...given, call: { ...called, argument } };
}

function attribute(list: Node, source: string): { readonly name: string; readonly values: ReadonlyMap<string, string> } {
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
  const attributes = owner.namedChildren.filter(({ type }) => type === 'attribute_list').map(list => sourceOf(list, source));
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
