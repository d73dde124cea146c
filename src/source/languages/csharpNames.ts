import type { KnownNames } from './language';

/** Calls and attributes of C#'s drivers and libraries. */
export const csharpNames: Partial<KnownNames> = {
  calls: [
    // ADO.NET's drivers: commands, adapters, properties that hold their text, COPY
    ...['NpgsqlCommand', 'NpgsqlBatchCommand', 'NpgsqlDataAdapter', 'SqlCommand', 'SqlDataAdapter'],
    ...['SqliteCommand', 'SQLiteCommand', 'SQLiteDataAdapter', 'MySqlCommand', 'MySqlDataAdapter', 'OracleCommand'],
    ...['OracleDataAdapter', 'OdbcCommand', 'OdbcDataAdapter', 'OleDbCommand', 'OleDbDataAdapter', 'FbCommand'],
    ...['FbDataAdapter', 'DB2Command', 'SqlCeCommand', 'SqlCeDataAdapter', 'DuckDBCommand', 'CommandText'],
    ...['SelectCommand', 'InsertCommand', 'UpdateCommand', 'DeleteCommand', 'GetSqlStringCommand'],
    ...['BeginBinaryImport', 'BeginBinaryImportAsync', 'BeginBinaryExport', 'BeginBinaryExportAsync'],
    ...['BeginTextImport', 'BeginTextImportAsync', 'BeginTextExport', 'BeginTextExportAsync', 'BeginRawBinaryCopy'],
    ...['BeginRawBinaryCopyAsync', 'ExecuteNonQuery', 'ExecuteScalar', 'ExecuteReader', 'ExecuteNonQueryAsync'],
    ...['ExecuteScalarAsync', 'ExecuteReaderAsync', 'ExecuteDataSet', 'ExecuteDataset', 'ExecuteDataTable'],
    ...['GetDataTable', 'GetDataSet'],
    // Dapper, RepoDb, Insight.Database
    ...['QueryAsync', 'QueryFirst', 'QueryFirstAsync', 'QueryFirstOrDefault', 'QueryFirstOrDefaultAsync'],
    ...['QuerySingle', 'QuerySingleAsync', 'QuerySingleOrDefault', 'QuerySingleOrDefaultAsync', 'QueryMultiple'],
    ...['QueryMultipleAsync', 'QueryUnbufferedAsync', 'CommandDefinition', 'AddTemplate', 'ExecuteQuery'],
    ...['ExecuteQueryAsync', 'ExecuteQueryMultiple', 'QuerySql', 'QuerySqlAsync', 'ExecuteScalarSql', 'SingleSql'],
    ...['SingleSqlAsync', 'SqlBuilder'],
    // Entity Framework, LINQ to SQL, FluentMigrator
    ...['FromSql', 'FromSqlRaw', 'FromSqlInterpolated', 'ExecuteSql', 'ExecuteSqlAsync', 'ExecuteSqlRaw'],
    ...['ExecuteSqlRawAsync', 'ExecuteSqlInterpolated', 'ExecuteSqlInterpolatedAsync', 'ExecuteSqlCommand'],
    ...['ExecuteSqlCommandAsync', 'SqlQuery', 'SqlQueryRaw', 'ToSqlQuery', 'ExecuteStoreCommand'],
    ...['ExecuteStoreCommandAsync', 'ExecuteStoreQuery', 'ExecuteCommand', 'ExecuteCommandAsync', 'Sql'],
    // NHibernate, linq2db, OrmLite, SqlSugar, FreeSql, sqlite-net, home-made helpers
    ...['CreateSQLQuery', 'CreateSqlQuery', 'FromSqlScalar', 'SqlList', 'SqlListAsync', 'SqlScalar'],
    ...['SqlScalarAsync', 'SqlColumn', 'SqlColumnAsync', 'SqlQueryAsync', 'SqlQuerySingle', 'SqlQuerySingleAsync'],
    ...['SqlQueryable', 'GetDataTableAsync', 'WithSql', 'DeferredQuery', 'FindWithQuery', 'FindWithQueryAsync'],
    ...['QueryScalars', 'RunSql', 'RunSqlAsync', 'RunSQL', 'RunNonQuery', 'ExecSql', 'ExecSqlAsync', 'ExecSQL'],
    ...['ExecuteSQL', 'ExecuteRawSql', 'ExecuteSqlQuery', 'ExecuteSqlScalar', 'ExecuteSqlNonQuery'],
    ...['ExecuteSqlStatement', 'ExecuteSqlTran', 'ExecuteNonQueryCommand', 'QueueSqlCommand', 'QueryDataTable'],
    ...['FillDataTable', 'FillDataSet'],
  ],
  weakCalls: [
    ...['Query', 'Execute', 'Exec', 'ExecAsync', 'Fetch', 'FetchAsync', 'First', 'FirstOrDefault', 'Single'],
    ...['SingleOrDefault', 'FirstAsync', 'FirstOrDefaultAsync', 'SingleAsync', 'SingleOrDefaultAsync', 'Page'],
    ...['PageAsync', 'SkipTake', 'CreateCommand', 'CreateBatchCommand', 'Prepare', 'PrepareAsync', 'Command'],
    ...['ExecuteAsync', 'Scalar', 'QueryScalar', 'QueryScalarAsync', 'QueryList', 'QueryListAsync', 'RunQuery'],
    ...['RunQueryAsync', 'RunCommand', 'NonQuery', 'TryExecute', 'ExecuteStatement', 'ExecuteStatementAsync'],
    ...['ExecuteScript', 'ExecuteBatch', 'ExecuteTable', 'ExecuteList', 'GetSingle', 'GetScalar', 'GetScalarAsync'],
    ...['SelectAsync', 'SqlText', 'RawSql', 'Statement', 'Raw'],
  ],
  fragmentCalls: [
    // SqlKata
    ...['WhereRaw', 'OrWhereRaw', 'SelectRaw', 'OrderByRaw', 'HavingRaw', 'OrHavingRaw', 'FromRaw', 'GroupByRaw'],
    ...['JoinRaw', 'UnsafeLiteral'],
  ],
  otherCalls: [
    // Logging, errors, what is shown
    ...['Log', 'LogTrace', 'LogDebug', 'LogInformation', 'LogWarning', 'LogError', 'LogCritical', 'LogMessage'],
    ...['Trace', 'Debug', 'Info', 'Information', 'Warn', 'Warning', 'Error', 'Fatal', 'Critical', 'Verbose'],
    ...['WriteLine', 'Write', 'WriteLineAsync', 'WriteAsync', 'MarkupLine', 'Show', 'ShowAsync', 'ShowDialog'],
    ...['ShowMessage', 'DisplayAlert', 'DebugFormat', 'InfoFormat', 'WarnFormat', 'ErrorFormat', 'BeginScope'],
    ...['Fail', 'Inconclusive', 'Skip', 'Assert', 'WithMessage', 'WithDescription', 'HasDescription', 'AddError'],
    ...['AddModelError', 'BadRequest', 'NotFound', 'Problem', 'Conflict', 'L', 'T', '_', 'Localize', 'Translate'],
    ...['GetString', 'Option', 'Argument', 'RootCommand'],
    // What a text is compared with
    ...['StartsWith', 'EndsWith', 'Contains', 'DoesNotContain', 'Contain', 'NotContain', 'StartWith', 'EndWith'],
    ...['IndexOf', 'LastIndexOf', 'Split', 'Regex', 'IsMatch', 'Match', 'Uri'],
    // HQL, Cosmos DB, IoT Hub, WMI
    ...['CreateQuery', 'GetNamedQuery', 'QueryDefinition', 'GetItemQueryIterator', 'GetItemQueryStreamIterator'],
    ...['SqlQuerySpec', 'CreateDocumentQuery', 'ManagementObjectSearcher', 'ManagementEventWatcher', 'ObjectQuery'],
    ...['WqlObjectQuery', 'WqlEventQuery', 'SelectQuery', 'EventQuery', 'QueryInstances'],
  ],
  annotations: [...['Sql', 'SqlQuery', 'SQL', 'NativeQuery', 'Query']],
  otherAnnotations: [
    ...['Fact', 'Theory', 'Display', 'DisplayName', 'Description', 'Obsolete', 'TestMethod', 'Test', 'Category'],
    ...['Trait', 'Route', 'HttpGet', 'HttpPost', 'HttpPut', 'HttpDelete', 'HttpPatch', 'SuppressMessage'],
    ...['Summary', 'Tooltip', 'SwaggerOperation', 'SwaggerResponse', 'Option', 'Argument', 'Verb', 'Command'],
    ...['Required', 'Ignore', 'Help'],
  ],
};
