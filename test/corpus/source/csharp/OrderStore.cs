using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Shop.Storage
{
    /// <summary>Reads and writes orders with plain Npgsql.</summary>
    /// <example>SELECT id, status FROM orders WHERE customer_id = 42</example>
    public sealed class OrderStore
    {
        private const string Columns = "o.id, o.number, o.status, o.total_cents";

        // @sql tables=orders params=value
        private const string FindSql = "SELECT o.id, o.number, o.status FROM orders o WHERE o.number = @number LIMIT 1";

        // @sql tables=order_items params=value,value,value writes=true
        private static readonly string InsertItemSql = @"
            INSERT INTO order_items (order_id, sku, cents)
            VALUES (@order, @sku, @cents)
            ON CONFLICT (order_id, sku) DO UPDATE
               SET cents = excluded.cents";

        // @no
        private const string InsertFailed = "failed to insert into orders: {Message}";
        private static readonly string[] Verbs = { "SELECT", "INSERT", "UPDATE", "DELETE" };

        private readonly NpgsqlDataSource _source;
        private readonly ILogger<OrderStore> _logger;

        public OrderStore(NpgsqlDataSource source, ILogger<OrderStore> logger)
        {
            _source = source;
            _logger = logger;
        }

        public async Task<Order?> FindAsync(string number, CancellationToken ct)
        {
            await using var command = _source.CreateCommand(FindSql);
            command.Parameters.AddWithValue("number", number);
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? Read(reader) : null;
        }

        public async Task<Order?> GetAsync(long id, CancellationToken ct)
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            // @sql by=call tables=orders
            await using var command = new NpgsqlCommand("SELECT " + Columns + " FROM orders o WHERE o.id = $1", connection);
            // @no
            command.Parameters.Add(new NpgsqlParameter { Value = id });
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? Read(reader) : null;
        }

        public async Task<long> PlaceAsync(Order order, CancellationToken ct)
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                // @sql by=call tables=orders params=value,value,value writes=true
                await using var insert = new NpgsqlCommand(
                    "INSERT INTO orders (number, status, meta) " +
                    "VALUES (@number, 'open', @meta::jsonb) " +
                    "RETURNING id, @echo::text",
                    connection,
                    transaction);
                // @no
                insert.Parameters.AddWithValue("number", order.Number);
                insert.Parameters.AddWithValue("meta", NpgsqlDbType.Jsonb, order.Meta);
                insert.Parameters.AddWithValue("echo", "insert");
                var id = (long)(await insert.ExecuteScalarAsync(ct))!;
                await using var batch = new NpgsqlBatch(connection, transaction)
                {
                    BatchCommands =
                    {
                        // @sql by=call tables=customers params=value writes=true
                        new NpgsqlBatchCommand("UPDATE customers SET order_count = order_count + 1 WHERE id = $1"),
                        // @sql by=call params=value writes=false
                        new NpgsqlBatchCommand("SELECT pg_notify('orders', $1)"),
                        // @no
                    },
                };
                await batch.ExecuteNonQueryAsync(ct);
                await transaction.CommitAsync(ct);
                return id;
            }
            catch (PostgresException e)
            {
                _logger.LogError(e, InsertFailed, e.MessageText);
                throw new InvalidOperationException($"INSERT into orders failed with {e.SqlState}", e);
            }
        }

        public async Task<List<Order>> ListAsync(long customer, string sortColumn, bool descending, CancellationToken ct)
        {
            var direction = descending ? "DESC" : "ASC";
            // @sql tables=orders,order_items params=value,identifier,fragment
            var sql = $@"
                SELECT o.id, o.number, o.status, count(i.sku) AS items
                FROM orders o
                LEFT JOIN order_items i ON i.order_id = o.id
                WHERE o.customer_id = @customer
                GROUP BY o.id, o.number, o.status
                ORDER BY o.{sortColumn} {direction} NULLS LAST";
            // @no
            await using var command = _source.CreateCommand(sql);
            command.Parameters.AddWithValue("customer", customer);
            return await ReadAllAsync(command, ct);
        }

        public async Task<List<Order>> SearchAsync(OrderFilter filter, CancellationToken ct)
        {
            await using var command = _source.CreateCommand();
            // @sql tables=orders
            var sql = new StringBuilder("SELECT o.id, o.number, o.status, o.total_cents FROM orders o WHERE true");
            if (filter.Status != null)
            {
                sql.Append(" AND o.status = @status");
                command.Parameters.AddWithValue("status", filter.Status);
            }
            if (filter.Channel != null)
            {
                sql.AppendLine(" AND o.meta ->> 'channel' = @channel");
                command.Parameters.AddWithValue("channel", filter.Channel);
            }
            sql.Append(" ORDER BY o.id LIMIT 100");
            // @no
            command.CommandText = sql.ToString();
            _logger.LogDebug("Select from orders with {Count} filters", command.Parameters.Count);
            return await ReadAllAsync(command, ct);
        }

        public async Task<List<Order>> GiftsAsync(string key, CancellationToken ct)
        {
            await using var command = _source.CreateCommand();
            // @sql tables=orders params=value
            command.CommandText = "SELECT id, number, status, total_cents FROM orders WHERE meta ? 'gift' AND meta #>> '{card,text}' ILIKE '%' || @key || '%'";
            // @no
            command.Parameters.AddWithValue("key", key);
            return await ReadAllAsync(command, ct);
        }

        public async Task<int> CancelAsync(long[] ids, CancellationToken ct)
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            using var command = connection.CreateCommand();
            // @sql tables=orders params=list writes=true
            command.CommandText = $"UPDATE orders SET status = 'cancelled' WHERE id IN ({string.Join(",", ids)}) AND status <> 'shipped'";
            // @no
            return await command.ExecuteNonQueryAsync(ct);
        }

        public async Task<int> PruneAsync(string table, int days, CancellationToken ct)
        {
            // @sql params=identifier,value writes=true
            var sql = string.Format("DELETE FROM {0} WHERE placed_at < now() - make_interval(days => {1});", table, days);
            // @no
            await using var command = _source.CreateCommand(sql);
            var rows = await command.ExecuteNonQueryAsync(ct);
            _logger.LogInformation("Deleted {Rows} rows from {Table}", rows, table);
            return rows;
        }

        public async Task ImportPricesAsync(IEnumerable<Price> prices, CancellationToken ct)
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            // @sql by=call tables=price_stage
            await using (var writer = await connection.BeginBinaryImportAsync("COPY price_stage (sku, cents) FROM STDIN (FORMAT BINARY)", ct))
            {
                // @no
                foreach (var price in prices)
                {
                    await writer.StartRowAsync(ct);
                    await writer.WriteAsync(price.Sku, NpgsqlDbType.Text, ct);
                    await writer.WriteAsync(price.Cents, NpgsqlDbType.Bigint, ct);
                }
                await writer.CompleteAsync(ct);
            }
            // @sql by=call n=2 writes=true
            await using var merge = new NpgsqlCommand("""
                UPDATE products p
                   SET cents = s.cents
                  FROM price_stage s
                 WHERE s.sku = p.sku;
                TRUNCATE price_stage;
                """, connection);
            // @no
            await merge.ExecuteNonQueryAsync(ct);
        }

        public async Task<decimal> RevenueAsync(DateOnly from, DateOnly to, CancellationToken ct)
        {
            // @sql tables=orders,payments params=value,value writes=false
            const string sql = """
                WITH paid AS (
                    SELECT o.placed_at::date AS day,
                           sum(p.amount_cents) AS cents
                    FROM orders o
                    JOIN payments p ON p.order_id = o.id -- captured ones only
                    WHERE p.state = 'captured'
                      AND o.placed_at >= @from
                      AND o.placed_at < @to
                    GROUP BY 1
                ), ranked AS (
                    SELECT day,
                           cents,
                           avg(cents) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_avg,
                           rank() OVER (ORDER BY cents DESC) AS place
                    FROM paid
                )
                SELECT sum(cents) / 100.0
                FROM ranked
                /* days "without" a sale do not count */
                WHERE cents > 0
                """;
            // @no
            await using var command = _source.CreateCommand(sql);
            command.Parameters.AddWithValue("from", from);
            command.Parameters.AddWithValue("to", to);
            return (decimal)(await command.ExecuteScalarAsync(ct) ?? 0m);
        }

        private static Order Read(IDataRecord r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2));

        private static async Task<List<Order>> ReadAllAsync(NpgsqlCommand command, CancellationToken ct)
        {
            var result = new List<Order>();
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                result.Add(Read(reader));
            }
            return result;
        }
    }
}
