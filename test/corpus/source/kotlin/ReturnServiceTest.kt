package com.example.shop.returns

import kotlin.test.assertEquals
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.DisplayName
import org.junit.jupiter.api.Nested
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.dao.DataAccessException
import org.springframework.jdbc.core.JdbcTemplate
import org.springframework.test.context.jdbc.Sql

@SpringBootTest
class ReturnServiceTest(@Autowired private val jdbc: JdbcTemplate, @Autowired private val service: ReturnService) {

    @BeforeEach
    fun clean() {
        // @sql by=call tables=returns writes=true
        jdbc.execute("TRUNCATE TABLE returns CASCADE")
        // @sql by=call n=2 writes=true
        jdbc.batchUpdate(
            "INSERT INTO customers (id, email) VALUES (1, 'a@example.com') ON CONFLICT DO NOTHING",
            "INSERT INTO orders (id, customer_id, status) VALUES (5, 1, 'delivered') ON CONFLICT DO NOTHING",
        )
    }

    // @no
    @Test
    fun `selects from the returns table when the state is open`() {
        service.open(5, "damaged")
        // @sql by=call tables=returns params=value
        val states = jdbc.queryForList("SELECT state FROM returns WHERE order_id = ?", String::class.java, 5)
        // @no
        assertThat(states).describedAs("select state from the row of order 5").containsExactly("open")
    }

    // @no
    @Test
    @DisplayName("insert into returns fails when the order is unknown")
    fun unknownOrder() {
        // @no
        assertThatThrownBy { service.open(404, "late") }
            .isInstanceOf(DataAccessException::class.java)
            .hasMessageContaining("insert or update on table \"returns\"")
    }

    @Test
    // @sql tables=returns writes=true
    @Sql(statements = ["INSERT INTO returns (order_id, reason) VALUES (5, 'it''s late')"])
    fun `update returns set state`() {
        service.receive(5)
        // @sql by=call tables=returns
        val open = jdbc.queryForObject(
            """select count(*) from returns where state = 'open' and reason ~ '^\w+''s'""",
            Int::class.java,
        )
        // @no
        assertEquals(0, open, "update of returns failed")
    }

    @Nested
    inner class Rendering {
        @Test
        fun `renders a query`() {
            // @sql by=content tables=returns
            val expected = "SELECT id, reason FROM returns WHERE state = 'open' ORDER BY opened_at DESC"
            // @no
            assertEquals(expected, ReturnSql("returns").filter("state", "open").render())
        }

        @Test
        fun `renders the keyword`() {
            // @no
            assertThat(ReturnSql("returns").verb()).isIn("SELECT", "INSERT INTO", "DELETE")
        }
    }

    @Test
    fun `half typed`() {
        assertThatThrownBy {
            // @sql by=call complete=false
            jdbc.execute("INSERT INTO returns (order_id, reason) VALUES (")
        }
            // @no
            .hasMessageContaining("syntax error at end of input")
    }

    @Test
    fun `dumps rows of a chosen table`() {
        for (table in listOf("returns", "orders")) {
            // @sql by=call params=identifier
            val rows = jdbc.queryForList("SELECT * FROM $table LIMIT 5")
            // @no
            println("select * from the table named $table returned ${rows.size} rows")
        }
    }

    // @no
    private val commits = listOf(
        "Update dependencies and set the JVM target to 21",
        "Delete dead code from ReturnService",
        "Create view models for the return form",
        "Merge returns into orders page",
        "With this change a refund needs a reason",
    )

    // @no
    private val texts = mapOf(
        "return.reason" to "Select a reason from the list",
        "return.drop" to "Drop table lamps at the service desk",
        "return.explain" to "Explain what is broken",
        "return.call" to "Call us (toll free)",
        "return.values" to "Values in cents",
    )
}
