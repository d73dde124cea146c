/** What Java and Kotlin share: the libraries of their world and what tells one query language from another there. */
import type { Node } from 'web-tree-sitter';

import { readScript, render } from './dynamicSql';
import { type Annotation, type Call, type Context, type KnownNames, type LiteralPiece, verbatim } from './language';

export const jvmNames: Partial<KnownNames> = {
  calls: [
    // JDBC, R2DBC, PostgreSQL's own
    ...[
      'executeQuery',
      'executeUpdate',
      'executeLargeUpdate',
      'prepareStatement',
      'prepareCall',
      'addBatch',
      'nativeSQL',
    ],
    ...['createStatement', 'copyIn', 'copyOut', 'sendQuery', 'sendPreparedStatement'],
    // Spring: templates, clients, operations as objects, batch
    ...[
      'queryForObject',
      'queryForList',
      'queryForMap',
      'queryForRowSet',
      'queryForStream',
      'queryForInt',
      'queryForLong',
    ],
    ...[
      'batchUpdate',
      'setSql',
      'MappingSqlQuery',
      'SqlUpdate',
      'BatchSqlUpdate',
      'SqlFunction',
      'SqlQuery',
      'SqlCall',
    ],
    ...['PreparedStatementCreatorFactory', 'CallableStatementCreatorFactory', 'executeSqlScript'],
    // Hibernate and JPA, JDBI (`createQuery` by imports), sql2o, jOOQ, Ebean, ActiveJDBC, ORMLite
    ...['createNativeQuery', 'createNativeMutationQuery', 'createSQLQuery', 'createQuery', 'createQueryWithParams'],
    ...['createUpdate', 'prepareBatch', 'createCall', 'createScript', 'resultQuery', 'fetchValue', 'fetchValues'],
    ...['createSqlQuery', 'createSqlUpdate', 'createCallableSql', 'sqlUpdate', 'findNative', 'findBySQL', 'queryRaw'],
    ...['executeRaw', 'executeRawNoArgs', 'updateRaw', 'queryRawValue', 'RawSqlStatement', 'queryOf'],
    // Vert.x, Android
    ...[
      'preparedQuery',
      'preparedBatch',
      'queryWithParams',
      'updateWithParams',
      'callWithParams',
      'querySingleWithParams',
    ],
    ...['execSQL', 'rawQueryWithFactory', 'compileStatement', 'SimpleSQLiteQuery', 'RoomRawQuery'],
    // Annotations inside annotations are calls in Kotlin's syntax.
    ...['NamedNativeQuery', 'SelectKey'],
  ],
  weakCalls: [
    ...[
      'update',
      'insert',
      'executeBatch',
      'largeUpdate',
      'super',
      'setQuery',
      'withQuery',
      'withStatement',
      'statement',
    ],
    ...[
      'setStatement',
      'setSelectSql',
      'setInsertSql',
      'fetchOne',
      'fetchSingle',
      'fetchOptional',
      'fetchAny',
      'fetchMany',
    ],
    ...['fetchStream', 'fetchLazy', 'findDto', 'querySingle', 'queryList', 'queryOne', 'sqlScript', 'assertQuery'],
    ...['assertUpdate', 'createBatch', 'fetchExists', 'fetchInto', 'execute_sql', 'queryAll', 'rawSql'],
  ],
  // A script of MyBatis begins with a tag: its annotations are asked for whatever stands in them.
  fragmentCalls: ['Select', 'Insert', 'Update', 'Delete'],
  otherCalls: [
    ...['createNamedQuery', 'createMutationQuery', 'createSelectionQuery', 'getNamedQuery', 'NamedQuery', 'HQL'],
    ...['hasMessage', 'hasMessageContaining', 'hasMessageStartingWith', 'hasMessageContainingAll', 'describedAs', 'as'],
    ...['withFailMessage', 'overridingErrorMessage', 'displayName', 'message', 'setMessage', 'reject', 'rejectValue'],
    ...['addError', 'addMessage', 'addErrorMessage', 'requireNonNull', 'checkArgument', 'checkState', 'checkNotNull'],
    ...['notNull', 'hasText', 'require', 'requireNotNull', 'check', 'error', 'TODO', 'ReplaceWith', 'getMessage'],
    ...['startsWith', 'endsWith', 'indexOf', 'equalsIgnoreCase', 'compile', 'matches', 'toRegex', 'Regex', 'quote'],
    ...['getProperty', 'getString', 'setToolTipText', 'addOption', 'setDescription', 'setSummary', 'summary', 'should'],
    ...['setHint', 'setContentText', 'setContentTitle', 'makeText', 'showMessageDialog', 'sendMessage', 'println'],
  ],
  annotations: [
    ...['NativeQuery', 'NamedNativeQuery', 'SQLInsert', 'SQLUpdate', 'SQLDelete', 'SQLDeleteAll', 'SQLSelect', 'SQL'],
    ...[
      'Subselect',
      'View',
      'Formula',
      'JoinFormula',
      'Sql',
      'SqlQuery',
      'SqlUpdate',
      'SqlBatch',
      'SqlCall',
      'SqlScript',
    ],
    ...['Select', 'Insert', 'Update', 'Delete', 'SelectKey', 'DatabaseView'],
  ],
  otherAnnotations: [
    ...[
      'NamedQuery',
      'HQL',
      'HQLSelect',
      'HQLInsert',
      'HQLUpdate',
      'HQLDelete',
      'DisplayName',
      'Test',
      'Disabled',
      'Ignore',
    ],
    ...[
      'ParameterizedTest',
      'Given',
      'When',
      'Then',
      'And',
      'But',
      'Operation',
      'ApiOperation',
      'ApiParam',
      'ApiResponse',
    ],
    ...['ApiModel', 'ApiModelProperty', 'Schema', 'Parameter', 'Tag', 'Api', 'Description', 'Deprecated', 'Suppress'],
    ...[
      'SuppressWarnings',
      'RequestMapping',
      'GetMapping',
      'PostMapping',
      'PutMapping',
      'DeleteMapping',
      'PatchMapping',
    ],
    ...[
      'Path',
      'Command',
      'Option',
      'Parameters',
      'ShellMethod',
      'ShellOption',
      'CommandLine',
      'JsonProperty',
      'JsonAlias',
    ],
    ...['Value', 'PreAuthorize', 'PostAuthorize', 'Pattern', 'ReplaceWith', 'StringRes', 'Issue', 'Story', 'Feature'],
  ],
};

/** Arguments of annotations that hold a text for people, whatever the annotation. */
const spokenArguments = /^(?:message|description|summary|reason|help|notes?|title|label|name|resultSetMapping)$/;

/** MyBatis joins the strings of these annotations with a blank each, and reads scripts in them. */
export const myBatisAnnotations: ReadonlySet<string> = new Set(['Select', 'Insert', 'Update', 'Delete', 'SelectKey']);

/** What an annotation says of a text in its argument `key`. */
export function annotated(annotation: Annotation, key: string | undefined, source: string): Context {
  if (key !== undefined && spokenArguments.test(key)) return { never: true };
  const name = annotation.name.replace(/^[^]*\./, '');
  if (name === 'Language') return { never: true };
  if (name !== 'Query') return { annotation: { ...annotation, name } };
  switch (languageOfQuery(annotation, source)) {
    case 'sql':
      return { annotation: { ...annotation, name: 'NativeQuery' } };
    case 'other':
      return { never: true };
    default:
      // Entities' languages are told by their look then.
      return { call: { name: 'query', argument: key ?? 0 } };
  }
}

const packagesOfSql =
  /^org\.springframework\.data\.(?:jdbc|r2dbc|relational)\b|^androidx\.room\b|^android\.arch\.persistence\.room\b/;
const packagesOfOthers =
  /^(?:org\.springframework\.data|jakarta\.data|io\.quarkus|com\.arangodb|org\.neo4j|retrofit2?|com\.datastax|io\.micronaut\.data\.mongodb)\b/;

/** A dozen libraries have a `@Query`, with as many languages: its import tells. */
function languageOfQuery({ name, arguments: given }: Annotation, source: string): 'sql' | 'other' | 'unknown' {
  if (/^true$/.test(given.get('nativeQuery') ?? '')) return 'sql';
  const imports = name.includes('.') ? [name] : importsOf(source);
  const own = imports.filter(imported => /\.(?:Query|\*)$/.test(imported));
  if (own.some(imported => packagesOfSql.test(imported))) return 'sql';
  if (own.some(imported => imported.startsWith('io.micronaut.data.annotation'))) {
    return imports.some(imported => /^io\.micronaut\.data\.(?:jdbc|r2dbc|model\.query\.builder\.sql)\b/.test(imported))
      ? 'sql'
      : 'unknown';
  }
  return own.some(imported => packagesOfOthers.test(imported)) ? 'other' : 'unknown';
}

/** What a call says of a text among its arguments. */
export function called(call: Call, source: string): Context {
  const { name } = call;
  if (/^[A-Z]\w*(?:Exception|Error|Throwable)$/.test(name)) return { never: true };
  // Values and labels in these languages' libraries.
  if (/^(?:text|literal|lit|raw|Select|Insert|Update|Delete)$/.test(name)) return {};
  if (name === 'createQuery' && !takesSql(call, source)) return { never: true };
  if (name === 'run' && importsOf(source).some(imported => /^org\.neo4j\b/.test(imported))) return { never: true };
  if (
    name === 'select' &&
    importsOf(source).some(imported => /^org\.jsoup\b/.test(imported)) &&
    !/handle$/i.test(call.receiver ?? '')
  ) {
    return { never: true };
  }
  return { call };
}

/** `createQuery` of JDBI and sql2o takes SQL, that of JPA and Hibernate their own languages. */
function takesSql({ receiver = '' }: Call, source: string): boolean {
  if (/(?:^|\.)(?:em|entity_?manager|\w*session)(?:\(\))?$/i.test(receiver)) return false;
  const imports = importsOf(source);
  if (imports.some(imported => /^(?:org\.jdbi|org\.skife\.jdbi|org\.sql2o)\b/.test(imported))) return true;
  const entities = imports.some(imported => /^(?:jakarta|javax)\.persistence\b|^org\.hibernate\b/.test(imported));
  return !entities && /(?:^|\.)(?:handle|h|jdbi)(?:\(\))?$/i.test(receiver);
}

/** What the name of a variable or constant says of its value. */
export function assigned(name: string, source: string): Context {
  const spoken = /(?:^|[a-z\d_])(?:hql|jpql|ejbql|oql|cql|cypher|sparql|gremlin|graphql)(?![a-z])/i;
  if (spoken.test(name)) return { never: true };
  const handed = new RegExp(`\\bcreateQuery\\(\\s*(?:this\\.)?${name.replace(/[^\w]/g, '\\$&')}\\b`).exec(source);
  if (handed) {
    const receiver = /([\w()]+)\s*\.\s*$/.exec(source.slice(Math.max(0, handed.index - 60), handed.index))?.[1];
    const call: Call = { name: 'createQuery', argument: 0, ...(receiver === undefined ? {} : { receiver }) };
    if (!takesSql(call, source)) return { never: true };
  }
  return { assignedTo: name };
}

/** Imports stand at the head of a file. */
const longestHead = 30_000;

function importsOf(source: string): readonly string[] {
  const head = source.slice(0, longestHead);
  return [...head.matchAll(/^[ \t]*import\s+(?:static\s+)?([\w.*]+)/gm)].map(match => match[1] ?? '');
}

/** A stretch of a literal, cut at its escapes. */
export function escapedPieces(
  source: string,
  start: number,
  end: number,
  escapes: RegExp,
  decode: (escape: string) => string,
): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  let at = start;
  for (const match of source.slice(start, end).matchAll(escapes)) {
    const from = start + match.index;
    out.push(...verbatim(source, at, from));
    at = from + match[0].length;
    out.push({ kind: 'text', text: decode(match[0]), start: from, end: at, verbatim: false });
  }
  out.push(...verbatim(source, at, end));
  return out;
}

/** Escapes that both languages have. */
export const singleEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', s: ' ' };

/** Calls that give a list of what they are given: the texts in it belong to what the list is handed to. */
export const listCalls: ReadonlySet<string> = new Set([
  ...['of', 'asList', 'listOf', 'listOfNotNull', 'mutableListOf', 'arrayListOf', 'arrayOf', 'setOf', 'mutableSetOf'],
  ...['mapOf', 'mutableMapOf', 'linkedMapOf', 'hashMapOf', 'sequenceOf', 'singletonList', 'singleton', 'ofEntries'],
  ...['entry', 'newArrayList', 'Pair', 'ofNullable', 'requireNonNullElse', 'just'],
]);

/** Methods and functions that give the same text back, or nearly. */
export const sameText: ReadonlySet<string> = new Set([
  ...[
    'trim',
    'trimStart',
    'trimEnd',
    'strip',
    'stripIndent',
    'stripLeading',
    'stripTrailing',
    'stripMargin',
    'toString',
  ],
  ...[
    'intern',
    'translateEscapes',
    'trimIndent',
    'replaceIndent',
    'prependIndent',
    'replace',
    'replaceAll',
    'replaceFirst',
  ],
  ...['lineSequence', 'build', 'substituteParams'],
]);

/** What of a MyBatis script stands in one of the literals that it is written in. */
export function scriptPieces(
  literal: Node,
  literals: readonly Node[],
  piecesOf: (literal: Node) => readonly LiteralPiece[],
): readonly LiteralPiece[] {
  const { startIndex, endIndex } = literal;
  return render(readScript(literals.flatMap(piecesOf)), { fragments: new Map() }).flatMap(piece =>
    piece.kind === 'assumption' || piece.start < startIndex || piece.start >= endIndex ? [] : [piece],
  );
}

/** JDBI's `<name>` for what is put into the text when the statement is built. */
export function withDefinitions(pieces: readonly LiteralPiece[], source: string): readonly LiteralPiece[] {
  if (!source.includes('org.jdbi')) return pieces;
  return pieces.flatMap(piece => {
    if (piece.kind === 'hole' || !piece.verbatim) return [piece];
    const out: LiteralPiece[] = [];
    let at = piece.start;
    for (const match of piece.text.matchAll(/<(\w+)>/g)) {
      const start = piece.start + match.index;
      const end = start + match[0].length;
      out.push(...verbatim(source, at, start), { kind: 'hole', source: match[1] ?? '', start, end });
      at = end;
    }
    return [...out, ...verbatim(source, at, piece.end)];
  });
}
