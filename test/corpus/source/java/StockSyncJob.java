package com.example.stock.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

// @no
@Command(
        name = "stock-sync",
        description = {
            "Select items from the source system and insert them into the target.",
            "Update runs every night; delete from the schedule to stop it."
        },
        footer = "Exit codes: 0 = all rows copied, 2 = update failed")
public final class StockSyncJob implements Callable<Integer> {

    private static final Logger LOG = LogManager.getLogger(StockSyncJob.class);

    // @no
    @Option(names = {"-t", "--table"}, description = "Table to copy, by default all", defaultValue = "items")
    String table;

    @Option(names = "--top", description = "Select top N rows only")
    int top = 100;

    // @sql tables=items params=value dialect=transactsql
    private static final String CHANGED_ITEMS =
            "SELECT TOP (1000) [ItemId], [Sku], [Name], [ChangedAt]\r\n"
                    + "FROM [dbo].[Items] WITH (NOLOCK)\r\n"
                    + "WHERE [ChangedAt] > ?\r\n"
                    + "ORDER BY [ChangedAt]";

    // @sql tables=stocklevels writes=true dialect=transactsql
    private static final String MERGE_LEVELS = """
            MERGE [dbo].[StockLevels] WITH (HOLDLOCK) AS t
            USING (VALUES (?, ?, ?)) AS s ([ItemId], [WarehouseId], [Quantity])
               ON t.[ItemId] = s.[ItemId] AND t.[WarehouseId] = s.[WarehouseId]
            WHEN MATCHED THEN
                UPDATE SET t.[Quantity] = s.[Quantity], t.[ChangedAt] = SYSUTCDATETIME()
            WHEN NOT MATCHED BY TARGET THEN
                INSERT ([ItemId], [WarehouseId], [Quantity]) VALUES (s.[ItemId], s.[WarehouseId], s.[Quantity]);
            """;

    // @no
    private final SQLServerDataSource source = new SQLServerDataSource();

    @Override
    public Integer call() throws SQLException {
        // @no
        source.setURL("jdbc:sqlserver://localhost:1433;databaseName=stock;encrypt=true");
        try (Connection connection = source.getConnection()) {
            LocalDateTime since = lastRun(connection);
            List<Item> items = changed(connection, since);
            LOG.info("select from {} since {} returned {} rows", table, since, items.size());
            write(connection, items);
            finish(connection);
            return 0;
        } catch (SQLException e) {
            // @no
            LOG.error("MERGE into StockLevels failed (error {}): {}", e.getErrorCode(), e.getMessage());
            return 2;
        }
    }

    private LocalDateTime lastRun(Connection connection) throws SQLException {
        try (Statement st = connection.createStatement();
             // @sql by=call tables=syncruns dialect=transactsql
             ResultSet rs = st.executeQuery("SELECT TOP 1 FinishedAt FROM dbo.SyncRuns WHERE Succeeded = 1 ORDER BY FinishedAt DESC")) {
            return rs.next() ? rs.getObject(1, LocalDateTime.class) : LocalDateTime.MIN;
        }
    }

    private List<Item> changed(Connection connection, LocalDateTime since) throws SQLException {
        List<Item> items = new ArrayList<>();
        // @no
        try (PreparedStatement ps = connection.prepareStatement(CHANGED_ITEMS)) {
            ps.setObject(1, since);
            ResultSet rs = ps.executeQuery();
            while (rs.next()) {
                items.add(new Item(rs.getInt("ItemId"), rs.getString("Sku"), 0));
            }
        }
        return items;
    }

    private void write(Connection connection, List<Item> items) throws SQLException {
        try (Statement st = connection.createStatement()) {
            // @sql by=call dialect=transactsql
            st.execute("SET XACT_ABORT ON");
            // @sql by=call dialect=transactsql
            st.execute("BEGIN TRANSACTION");
            // @sql by=call writes=true dialect=transactsql
            st.execute("CREATE TABLE #Incoming ([ItemId] int NOT NULL PRIMARY KEY, [Quantity] int NOT NULL)");
            for (Item item : items) {
                // @sql by=call writes=true params=value,value dialect=transactsql
                st.addBatch("INSERT INTO #Incoming ([ItemId], [Quantity]) VALUES (" + item.id() + ", " + item.quantity() + ")");
            }
            st.executeBatch();
            // @sql by=call writes=true dialect=transactsql
            st.executeUpdate("UPDATE i SET i.[SyncedAt] = GETUTCDATE() OUTPUT inserted.[ItemId] FROM [dbo].[Items] AS i INNER JOIN #Incoming AS n ON n.[ItemId] = i.[ItemId]");
            // @sql by=call dialect=transactsql
            st.execute("COMMIT TRANSACTION");
        }
    }

    private void finish(Connection connection) throws SQLException {
        // @sql by=call tables=syncruns writes=true params=value dialect=transactsql
        try (PreparedStatement ps = connection.prepareStatement(
                "INSERT INTO [dbo].[SyncRuns] ([TableName], [FinishedAt], [Succeeded]) OUTPUT INSERTED.[RunId] VALUES (?, SYSDATETIME(), 1)")) {
            ps.setString(1, table);
            ps.execute();
        }
        // @sql by=call params=value,value dialect=transactsql
        try (PreparedStatement ps = connection.prepareStatement("EXEC dbo.usp_RebuildLevels @TableName = ?, @Top = ?")) {
            ps.setString(1, table);
            ps.setInt(2, top);
            ps.execute();
        }
        // @no
        LOG.info("Exec of the rebuild finished; truncate log files older than a week");
    }

    record Item(int id, String sku, int quantity) {}
}
