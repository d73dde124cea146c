package db.migration

import org.flywaydb.core.api.migration.BaseJavaMigration
import org.flywaydb.core.api.migration.Context
import org.slf4j.LoggerFactory
import org.springframework.jdbc.core.JdbcTemplate
import org.springframework.jdbc.datasource.SingleConnectionDataSource

/** Adds returns: `CREATE TABLE returns (...)` and a view on top. */
@Suppress("ClassName")
class V9__ShopReturns : BaseJavaMigration() {
    private val log = LoggerFactory.getLogger(javaClass)

    // @no
    private val reasons = listOf("damaged", "wrong size", "late")

    override fun migrate(context: Context) {
        val jdbc = JdbcTemplate(SingleConnectionDataSource(context.connection, true))

        // @sql by=call writes=true
        jdbc.execute(
            """
            CREATE TYPE return_state AS ENUM ('open', 'received', 'refunded')
            """
        )

        // @sql by=call writes=true
        jdbc.execute(
            """
            CREATE TABLE returns (
                id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
                order_id   bigint NOT NULL REFERENCES orders (id),
                state      return_state NOT NULL DEFAULT 'open',
                reason     text NOT NULL,
                photos     text[] NOT NULL DEFAULT '{}',
                opened_at  timestamptz NOT NULL DEFAULT now(),
                CONSTRAINT returns_order_key UNIQUE (order_id, reason)
            )
            """.trimIndent()
        )

        // @sql by=call writes=true n=3
        jdbc.execute(
            """
            ALTER TABLE orders ADD COLUMN returned_at timestamptz;
            ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new';
            CREATE UNIQUE INDEX orders_returned_idx ON orders (id) WHERE returned_at IS NOT NULL;
            """.trimIndent()
        )

        // @sql by=call writes=true
        jdbc.execute(
            """
            CREATE OR REPLACE FUNCTION returns_notify() RETURNS trigger AS $$
            BEGIN
                PERFORM pg_notify('returns', NEW.id::text);
                RETURN NEW;
            END;
            $$ LANGUAGE plpgsql
            """.trimIndent()
        )

        // @sql by=call writes=true
        jdbc.execute("create view open_returns as select r.*, o.customer_id from returns r join orders o on o.id = r.order_id where r.state = 'open'")

        for (reason in reasons) {
            // @sql by=call tables=return_reasons writes=true params=value
            jdbc.update("INSERT INTO return_reasons (label) VALUES (?) ON CONFLICT DO NOTHING", reason)
        }

        // @sql by=call tables=orders,order_events writes=true
        jdbc.update(
            "UPDATE orders AS o\n" +
                "   SET returned_at = e.happened_at\n" +
                "  FROM order_events AS e\n" +
                " WHERE e.order_id = o.id\n" +
                "   AND e.kind = 'returned' -- written by the old shop\n"
        )

        // @no
        log.info("Created table returns, updated orders, nothing to delete from order_events")

        if (log.isDebugEnabled) {
            // @sql by=call tables=returns
            val count = jdbc.queryForObject("SELECT count(*) FROM returns", Long::class.java)
            // @no
            log.debug("select count from returns gave {}", count)
        }

        // @sql by=call writes=true
        jdbc.execute("DROP TABLE IF EXISTS legacy_returns")
    }

    companion object {
        // @no
        const val DESCRIPTION = "Create returns, alter orders, drop legacy returns"
    }
}
