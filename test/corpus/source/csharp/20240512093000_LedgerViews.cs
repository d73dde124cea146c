using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Ledger.Migrations
{
    /// <summary>CREATE VIEW account_balances AS SELECT ... lives in Up().</summary>
    public partial class LedgerViews : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "currency",
                table: "accounts",
                type: "character(3)",
                nullable: false,
                comment: "Set from the country of the account",
                defaultValue: "EUR");

            migrationBuilder.CreateTable(
                name: "entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,2)", nullable: false),
                    booked_at = table.Column<DateTime>(type: "timestamptz", nullable: false, defaultValueSql: "now()"),
                },
                constraints: table => table.PrimaryKey("pk_entries", x => x.id));

            // @sql by=call
            migrationBuilder.Sql("CREATE EXTENSION IF NOT EXISTS btree_gist;");

            // @sql by=call tables=accounts writes=true
            migrationBuilder.Sql("UPDATE accounts SET currency = 'USD' WHERE country = 'US';");

            // @sql by=call writes=true
            migrationBuilder.Sql(@"
                CREATE OR REPLACE VIEW account_balances AS
                SELECT a.id AS account_id,
                       a.code,
                       coalesce(sum(e.amount), 0) AS balance,
                       max(e.booked_at) AS last_booking
                FROM accounts a
                LEFT JOIN entries e ON e.account_id = a.id
                GROUP BY a.id, a.code;
            ");

            // @sql by=call writes=true
            migrationBuilder.Sql("""
                CREATE FUNCTION check_entry() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.amount = 0 THEN
                        RAISE EXCEPTION 'entry % has no amount', NEW.id;
                    END IF;
                    INSERT INTO entry_log (entry_id, at) VALUES (NEW.id, now());
                    RETURN NEW;
                END;
                $$;
                """);

            // @sql by=call n=2 writes=true
            migrationBuilder.Sql(
                "DROP TRIGGER IF EXISTS entries_check ON entries; " +
                "CREATE TRIGGER entries_check BEFORE INSERT OR UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION check_entry();");

            // @no
            foreach (var table in new[] { "entries", "accounts" })
            {
                // @sql by=call writes=true
                migrationBuilder.Sql($"CREATE INDEX CONCURRENTLY ix_updated ON {table} (updated_at) INCLUDE ({table}_code);", suppressTransaction: true);
            }

            // @sql by=call writes=true tables=entries
            migrationBuilder.Sql(sql: "ALTER TABLE entries ADD CONSTRAINT entries_amount_check CHECK (amount <> 0) NOT VALID", suppressTransaction: false);

            // @no
            migrationBuilder.CreateIndex(name: "ix_entries_booked_at", table: "entries", column: "booked_at");
            migrationBuilder.CreateIndex(name: "ix_select_from", table: "entries", columns: new[] { "account_id", "booked_at" }, descending: new[] { false, true });

            // @sql by=call tables=entries writes=true
            migrationBuilder.Sql("""COMMENT ON TABLE entries IS 'One side of a booking, "debit" is positive'""");

            // @sql by=call
            migrationBuilder.Sql("""
                DO $do$
                BEGIN
                    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'ledger_reader') THEN
                        CREATE ROLE ledger_reader;
                    END IF;
                END
                $do$
                """);

            // @sql by=call
            migrationBuilder.Sql("grant select on all tables in schema public to ledger_reader");

            // @sql by=call tables=currencies writes=true
            migrationBuilder.Sql(@"INSERT INTO currencies (code, name) VALUES
                ('EUR', 'Euro'),
                ('GBP', 'Pound ""Sterling""'),
                ('JPY', 'Yen')
                ON CONFLICT DO NOTHING");
        }

        // @no
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // @sql by=call writes=true
            migrationBuilder.Sql("DROP VIEW IF EXISTS account_balances;");
            // @sql by=call writes=true n=2
            migrationBuilder.Sql("drop trigger entries_check on entries;\ndrop function check_entry();");
            // @no
            migrationBuilder.DropTable(name: "entries");
            migrationBuilder.DropColumn(name: "currency", table: "accounts");
            throw new NotSupportedException("Drop table entries by hand first when it still holds rows");
        }
    }
}
