using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using System.Text;
using Microsoft.Data.SqlClient;
using Serilog;

namespace Helpdesk.Legacy
{
    // Old data access of the help desk, SELECT TOP (10) * FROM dbo.Tickets was here once.
    internal class LegacyTicketDao
    {
        private const string TicketTable = "[dbo].[Tickets]";

        // @sql dialect=transactsql
        private const string SqlById = "SELECT [Id], [Subject], [State] FROM " + TicketTable + " WITH (NOLOCK) WHERE [Id] = @id";

        // @sql tables=tickets dialect=transactsql
        private const string SqlRecent = @"SELECT TOP (50) [Id], [Subject], [CreatedAt]
FROM [dbo].[Tickets]
WHERE [State] = N'open' -- or N'new' later
ORDER BY [CreatedAt] DESC";

        // @no
        private const string MenuText = "Select a ticket from the grid";
        private const string ErrorText = "UPDATE dbo.Tickets failed: {0}";

        private readonly string _connectionString;

        internal LegacyTicketDao(string connectionString)
        {
            _connectionString = connectionString ?? throw new ArgumentNullException(nameof(connectionString), "Set the connection string from the settings");
        }

        internal DataTable Recent()
        {
            var table = new DataTable("Tickets");
            using (var adapter = new SqlDataAdapter(SqlRecent, _connectionString))
            {
                adapter.Fill(table);
            }
            // "Select" filters the rows that are already here.
            foreach (DataRow row in table.Select("State = 'open' AND Id > 0", "CreatedAt DESC"))
            {
                row["State"] = "shown";
            }
            return table;
        }

        internal string SubjectOf(int id)
        {
            using (var connection = new SqlConnection(_connectionString))
            // @sql by=call tables=tickets params=value dialect=transactsql
            using (var command = new SqlCommand("SELECT Subject FROM dbo.Tickets WHERE Id = @id", connection))
            {
                // @no
                command.Parameters.Add("@id", SqlDbType.Int).Value = id;
                connection.Open();
                return (string)command.ExecuteScalar();
            }
        }

        internal int Create(string subject, string body)
        {
            using (var connection = new SqlConnection(_connectionString))
            using (var command = connection.CreateCommand())
            {
                // @sql tables=tickets params=value,value writes=true dialect=transactsql
                command.CommandText = "INSERT INTO [dbo].[Tickets] ([Subject], [Body], [CreatedAt]) "
                    + "OUTPUT INSERTED.[Id] "
                    + "VALUES (@subject, @body, SYSUTCDATETIME())";
                // @no
                command.Parameters.AddWithValue("@subject", subject);
                command.Parameters.AddWithValue("@body", body);
                connection.Open();
                var id = (int)command.ExecuteScalar();
                Log.Information("Insert into tickets done, id {Id}", id);
                return id;
            }
        }

        internal int Close(IEnumerable<int> ids, string user)
        {
            var list = string.Join(",", ids);
            // @sql params=value,list writes=true dialect=transactsql
            var sql = string.Format("UPDATE [dbo].[Tickets] SET [State] = N'closed', [ClosedBy] = N'{0}' WHERE [Id] IN ({1})", user.Replace("'", "''"), list);
            // @no
            try
            {
                return Run(sql);
            }
            catch (SqlException e)
            {
                Log.Error(ErrorText, e.Message);
                throw new DataException("Could not update tickets: set fewer ids", e);
            }
        }

        internal void Upsert(int clerk, string name)
        {
            using (var connection = new SqlConnection(_connectionString))
            {
                connection.Open();
                // @sql by=call params=value,value writes=true dialect=transactsql
                using var command = new SqlCommand(@"
                    MERGE INTO [dbo].[Clerks] AS target
                    USING (SELECT @clerk AS Id, @name AS Name) AS source
                       ON target.Id = source.Id
                    WHEN MATCHED AND target.Name <> source.Name THEN
                        UPDATE SET target.Name = source.Name
                    WHEN NOT MATCHED THEN
                        INSERT (Id, Name) VALUES (source.Id, source.Name);", connection);
                // @no
                command.Parameters.AddWithValue("@clerk", clerk);
                command.Parameters.AddWithValue("@name", name);
                command.ExecuteNonQuery();
            }
        }

        internal DataTable Search(string text, string state, int page)
        {
            // @sql tables=tickets,clerks dialect=transactsql
            var sql = new StringBuilder();
            sql.AppendLine("SELECT t.Id, t.Subject, a.Name");
            sql.AppendLine("FROM dbo.Tickets t");
            sql.AppendLine("LEFT JOIN dbo.Clerks a ON a.Id = t.ClerkId");
            sql.AppendLine("WHERE 1 = 1");
            if (!string.IsNullOrEmpty(text))
            {
                sql.AppendLine("AND t.Subject LIKE '%' + @text + '%'");
            }
            if (!string.IsNullOrEmpty(state))
            {
                sql.AppendLine("AND t.State = @state");
            }
            sql.AppendLine("ORDER BY t.Id");
            sql.AppendFormat("OFFSET {0} ROWS FETCH NEXT 25 ROWS ONLY", page * 25);
            // @no
            return Fill(sql.ToString(), text, state);
        }

        internal DataTable Report(string groupColumn)
        {
            // @sql tables=tickets dialect=transactsql
            var sql = string.Join(Environment.NewLine,
                "SELECT COUNT(*) AS Total, MAX(CreatedAt) AS Last",
                "FROM [dbo].[Tickets]",
                "WHERE CreatedAt >= DATEADD(day, -30, GETDATE())",
                "GROUP BY [State]",
                "OPTION (RECOMPILE)");
            // @no
            Log.Debug("Group by column {Column}", groupColumn);
            return Fill(sql);
        }

        internal void Archive(string archive)
        {
            // @sql params=identifier writes=true dialect=transactsql
            Run($"DELETE TOP (1000) FROM [dbo].[Tickets] OUTPUT DELETED.* INTO [dbo].[{archive}] WHERE [State] = N'closed'");
            // @sql n=2 writes=true dialect=transactsql
            Run("DROP TABLE IF EXISTS #stage; CREATE TABLE #stage (Id int NOT NULL PRIMARY KEY, Note nvarchar(max) NULL);");
            // @no
            Log.Information("Delete from tickets: moved to {Archive}", archive);
        }

        internal int Recount()
        {
            using var connection = new SqlConnection(_connectionString);
            // @no
            using var procedure = new SqlCommand("dbo.usp_RecountTickets", connection) { CommandType = CommandType.StoredProcedure };
            connection.Open();
            procedure.ExecuteNonQuery();
            // @sql by=call dialect=transactsql
            using var exec = new SqlCommand("EXEC dbo.usp_CloseStale @days = @p0", connection);
            // @no
            exec.Parameters.AddWithValue("@p0", 90);
            return exec.ExecuteNonQuery();
        }

        private DataTable Fill(string sql, params string[] values)
        {
            var table = new DataTable();
            using (var adapter = new SqlDataAdapter(sql, _connectionString))
            {
                adapter.Fill(table);
            }
            return table;
        }

        private int Run(string sql)
        {
            using var connection = new SqlConnection(_connectionString);
            using var command = new SqlCommand(sql, connection);
            connection.Open();
            return command.ExecuteNonQuery();
        }
    }
}
