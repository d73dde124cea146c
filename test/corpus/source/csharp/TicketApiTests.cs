using System;
using System.Net.Http;
using System.Threading.Tasks;
using Dapper;
using Microsoft.Data.Sqlite;
using Xunit;
using Xunit.Abstractions;

namespace Helpdesk.Tests;

public sealed class TicketApiTests : IAsyncLifetime
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly ITestOutputHelper _output;
    private readonly HttpClient _client = new() { BaseAddress = new Uri("http://localhost/select/from/") };

    public TicketApiTests(ITestOutputHelper output) => _output = output;

    public async Task InitializeAsync()
    {
        await _connection.OpenAsync();
        // @sql by=call dialect=sqlite
        await _connection.ExecuteAsync("PRAGMA journal_mode = WAL");
        // @sql by=call n=2 writes=true dialect=sqlite
        await _connection.ExecuteAsync("""
            CREATE TABLE tickets (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                subject TEXT NOT NULL,
                state TEXT NOT NULL DEFAULT 'open'
            );
            CREATE INDEX tickets_state ON tickets (state) WHERE state <> 'closed';
            """);
        // @sql by=call tables=tickets writes=true dialect=sqlite
        await _connection.ExecuteAsync("INSERT OR REPLACE INTO tickets (id, subject) VALUES (1, 'Printer says \"PC LOAD\"'), (2, 'Select from menu is broken')");
        // @no
    }

    public Task DisposeAsync() => _connection.DisposeAsync().AsTask();

    [Fact(DisplayName = "Selects from the tickets table when the cache is cold")]
    public async Task Lists()
    {
        var body = await _client.GetStringAsync("tickets?select=id&from=2024-01-01");
        Assert.Contains("Printer", body);

        // @sql by=call tables=tickets dialect=sqlite
        var count = await _connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM tickets WHERE state = 'open'");
        // @no
        Assert.Equal(2, count);
    }

    [Fact(DisplayName = "update tickets: sets the state from the request")]
    public async Task Updates()
    {
        await _client.PutAsync("tickets/1/state", new StringContent("{\"state\":\"closed\",\"with\":\"update\"}"));
        using var command = _connection.CreateCommand();
        // @sql tables=tickets params=value dialect=sqlite
        command.CommandText = "SELECT state FROM tickets WHERE id = $id";
        // @no
        command.Parameters.AddWithValue("$id", 1);
        Assert.Equal("closed", await command.ExecuteScalarAsync());
    }

    // @no
    [Theory(DisplayName = "Statements of the reports run")]
    // @sql by=content tables=tickets dialect=sqlite
    [InlineData("SELECT id FROM tickets ORDER BY id", 2)]
    // @sql by=content tables=tickets dialect=sqlite
    [InlineData("select state, count(*) from tickets group by state having count(*) > 0", 1)]
    // @sql by=content dialect=sqlite
    [InlineData("VALUES (1, 'a'), (2, 'b'), (3, 'c')", 3)]
    // @no
    [InlineData("Delete from where?", 0)]
    public async Task Reports(string sql, int rows)
    {
        Assert.Equal(rows, (await _connection.QueryAsync(sql)).AsList().Count);
    }

    [Fact]
    public async Task HalfTypedStatementThrows()
    {
        // @sql by=call complete=false dialect=sqlite
        var error = await Assert.ThrowsAsync<SqliteException>(() => _connection.ExecuteAsync("UPDATE tickets SET state = "));
        // @no
        Assert.StartsWith("SQLite Error 1: 'incomplete input'", error.Message);
        _output.WriteLine("update tickets set was rejected as expected");
    }

    [Fact]
    public async Task RollsBack()
    {
        // @sql by=call dialect=sqlite
        await _connection.ExecuteAsync("BEGIN IMMEDIATE");
        // @sql by=call tables=tickets params=value writes=true dialect=sqlite
        await _connection.ExecuteAsync("DELETE FROM tickets WHERE id = @id;", new { id = 2 });
        // @sql by=call dialect=sqlite
        await _connection.ExecuteAsync("ROLLBACK");
        // @sql by=call tables=tickets dialect=sqlite
        Assert.Single(await _connection.QueryAsync<string>("select subject from tickets\r\n\twhere id = 2"));
        // @no
        _output.WriteLine($"Deleted {1} from {"tickets"}");
    }

    // @no
    [Fact(Skip = "Select a driver from the matrix first")]
    public void Messages()
    {
        var texts = new[]
        {
            "Create table tennis group",
            "Insert coin into the slot",
            "With kind regards as always",
            "Set reminder to 'daily'",
            "Call the clerk (555) now",
            "Show me tickets",
            "Values that changed",
        };
        Assert.All(texts, text => Assert.DoesNotContain("SELECT *", text));
        Assert.Equal("DELETE", HttpMethod.Delete.Method);
        Assert.NotEqual("fix: update set of permissions from the select box", texts[0]);
    }
}
