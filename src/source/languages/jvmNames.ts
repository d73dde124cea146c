/** Names of the libraries of Java and Kotlin. */
import type { KnownNames } from './language';

export const jvmNames: Partial<KnownNames> = {
  calls: [
    // JDBC, R2DBC, PostgreSQL's own
    ...['executeQuery', 'executeUpdate', 'executeLargeUpdate', 'prepareStatement', 'prepareCall', 'addBatch'],
    ...['nativeSQL', 'createStatement', 'copyIn', 'copyOut', 'sendQuery', 'sendPreparedStatement'],
    // Spring: templates, clients, operations as objects, batch
    ...['queryForObject', 'queryForList', 'queryForMap', 'queryForRowSet', 'queryForStream', 'queryForInt'],
    ...['queryForLong', 'batchUpdate', 'setSql', 'MappingSqlQuery', 'SqlUpdate', 'BatchSqlUpdate', 'SqlFunction'],
    ...['SqlQuery', 'SqlCall', 'PreparedStatementCreatorFactory', 'CallableStatementCreatorFactory'],
    ...['executeSqlScript'],
    // Hibernate and JPA, JDBI (`createQuery` by imports), sql2o, jOOQ, Ebean, ActiveJDBC, ORMLite
    ...['createNativeQuery', 'createNativeMutationQuery', 'createSQLQuery', 'createQuery', 'createQueryWithParams'],
    ...['createUpdate', 'prepareBatch', 'createCall', 'createScript', 'resultQuery', 'fetchValue', 'fetchValues'],
    ...['createSqlQuery', 'createSqlUpdate', 'createCallableSql', 'sqlUpdate', 'findNative', 'findBySQL', 'queryRaw'],
    ...['executeRaw', 'executeRawNoArgs', 'updateRaw', 'queryRawValue', 'RawSqlStatement', 'queryOf'],
    // Vert.x, Android
    ...['preparedQuery', 'preparedBatch', 'queryWithParams', 'updateWithParams', 'callWithParams'],
    ...['querySingleWithParams', 'execSQL', 'rawQueryWithFactory', 'compileStatement', 'SimpleSQLiteQuery'],
    ...['RoomRawQuery'],
    // Annotations inside annotations are calls in Kotlin's syntax.
    ...['NamedNativeQuery', 'SelectKey'],
  ],
  weakCalls: [
    ...['update', 'insert', 'executeBatch', 'largeUpdate', 'super', 'setQuery', 'withQuery', 'withStatement'],
    ...['statement', 'setStatement', 'setSelectSql', 'setInsertSql', 'fetchOne', 'fetchSingle', 'fetchOptional'],
    ...['fetchAny', 'fetchMany', 'fetchStream', 'fetchLazy', 'findDto', 'querySingle', 'queryList', 'queryOne'],
    ...['sqlScript', 'assertQuery', 'assertUpdate', 'createBatch', 'fetchExists', 'fetchInto', 'execute_sql'],
    ...['queryAll', 'rawSql'],
  ],
  // A script of MyBatis begins with a tag: its annotations are asked for whatever stands in them.
  fragmentCalls: ['Select', 'Insert', 'Update', 'Delete'],
  otherCalls: [
    ...['createNamedQuery', 'createMutationQuery', 'createSelectionQuery', 'getNamedQuery', 'NamedQuery', 'HQL'],
    ...['createFilter', 'bulkUpdate', 'findByNamedQuery'],
    ...['hasMessage', 'hasMessageContaining', 'hasMessageStartingWith', 'hasMessageContainingAll', 'describedAs'],
    ...['as', 'withFailMessage', 'overridingErrorMessage', 'displayName', 'message', 'setMessage', 'reject'],
    ...['rejectValue', 'addError', 'addMessage', 'addErrorMessage', 'requireNonNull', 'checkArgument', 'checkState'],
    ...['checkNotNull', 'notNull', 'hasText', 'require', 'requireNotNull', 'check', 'error', 'TODO', 'ReplaceWith'],
    ...['getMessage', 'startsWith', 'endsWith', 'indexOf', 'equalsIgnoreCase', 'compile', 'matches', 'toRegex'],
    ...['Regex', 'quote', 'setToolTipText', 'addOption', 'setDescription', 'setSummary', 'summary', 'should'],
    ...['setHint', 'setContentText', 'setContentTitle', 'makeText', 'showMessageDialog', 'sendMessage', 'println'],
  ],
  annotations: [
    ...['NativeQuery', 'NamedNativeQuery', 'SQLInsert', 'SQLUpdate', 'SQLDelete', 'SQLDeleteAll', 'SQLSelect', 'SQL'],
    ...['Subselect', 'View', 'Formula', 'JoinFormula', 'Sql', 'SqlQuery', 'SqlUpdate', 'SqlBatch', 'SqlCall'],
    ...['SqlScript', 'Select', 'Insert', 'Update', 'Delete', 'SelectKey', 'DatabaseView'],
  ],
  otherAnnotations: [
    ...['NamedQuery', 'HQL', 'HQLSelect', 'HQLInsert', 'HQLUpdate', 'HQLDelete', 'DisplayName', 'Test', 'Disabled'],
    ...['Ignore', 'ParameterizedTest', 'Given', 'When', 'Then', 'And', 'But', 'Operation', 'ApiOperation', 'ApiParam'],
    ...['ApiResponse', 'ApiModel', 'ApiModelProperty', 'Schema', 'Parameter', 'Tag', 'Api', 'Description'],
    ...['Deprecated', 'Suppress', 'SuppressWarnings', 'RequestMapping', 'GetMapping', 'PostMapping', 'PutMapping'],
    ...['DeleteMapping', 'PatchMapping', 'Path', 'Command', 'Option', 'Parameters', 'ShellMethod', 'ShellOption'],
    ...['CommandLine', 'JsonProperty', 'JsonAlias', 'Value', 'PreAuthorize', 'PostAuthorize', 'Pattern'],
    ...['ReplaceWith', 'StringRes', 'Issue', 'Story', 'Feature'],
  ],
};

/** MyBatis joins the strings of these annotations with a blank each, and reads scripts in them. */
export const myBatisAnnotations: ReadonlySet<string> = new Set(['Select', 'Insert', 'Update', 'Delete', 'SelectKey']);

/** Calls that give a list of what they are given: the texts in it belong to what the list is handed to. */
export const listCalls: ReadonlySet<string> = new Set([
  ...['of', 'asList', 'listOf', 'listOfNotNull', 'mutableListOf', 'arrayListOf', 'arrayOf', 'setOf', 'mutableSetOf'],
  ...['mapOf', 'mutableMapOf', 'linkedMapOf', 'hashMapOf', 'sequenceOf', 'singletonList', 'singleton', 'ofEntries'],
  ...['entry', 'newArrayList', 'Pair', 'ofNullable', 'requireNonNullElse', 'just'],
]);

/** Methods and functions that give the same text back, or nearly. */
export const sameText: ReadonlySet<string> = new Set([
  ...['trim', 'trimStart', 'trimEnd', 'strip', 'stripIndent', 'stripLeading', 'stripTrailing', 'stripMargin'],
  ...['toString', 'intern', 'translateEscapes', 'trimIndent', 'replaceIndent', 'prependIndent', 'replace'],
  ...['replaceAll', 'replaceFirst', 'lineSequence', 'build', 'substituteParams'],
]);
