package com.example.shop.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.jdbc.Sql;
import org.springframework.test.web.servlet.MockMvc;

@SpringBootTest(properties = "spring.datasource.url=jdbc:tc:postgresql:16:///shop")
class OrderRepositoryTest {

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    MockMvc mvc;

    @BeforeEach
    void clean() {
        // @sql by=call tables=order_lines,orders writes=true
        jdbc.execute("TRUNCATE order_lines, orders RESTART IDENTITY CASCADE");
        // @sql by=call writes=true n=3
        jdbc.execute("""
                INSERT INTO customers (id, email) VALUES (1, 'one@example.com') ON CONFLICT DO NOTHING;
                INSERT INTO products (sku, title) VALUES ('A-1', 'Tea; loose'), ('B-2', 'Pot') ON CONFLICT DO NOTHING;
                DELETE FROM stock_levels;
                """);
    }

    // @no
    @Test
    @DisplayName("selects from the orders table when the customer has paid")
    void selectsPaid() {
        // @sql by=call tables=orders writes=true params=value,value
        jdbc.update("insert into orders (customer_id, status, total_cents) values (?, ?, 100)", 1, "paid");
        // @sql by=call tables=orders
        Integer paid = jdbc.queryForObject("select count(*) from orders where status = 'paid'", Integer.class);
        // @no
        assertThat(paid).as("select count of paid orders").isEqualTo(1);
    }

    @Test
    // @sql n=2 tables=orders writes=true
    @Sql(statements = {
        "INSERT INTO orders (id, customer_id, status) VALUES (10, 1, 'new')",
        "INSERT INTO orders (id, customer_id, status) VALUES (11, 1, 'new')"
    })
    // @no
    @Sql(scripts = "/sql/insert-into-orders.sql")
    @DisplayName("update orders set status to cancelled")
    void cancelsAll() {
        // @sql by=call tables=orders
        List<String> states = jdbc.queryForList("SELECT DISTINCT status\n\tFROM orders\n\tWHERE id IN (10, 11)", String.class);
        // @no
        assertThat(states).containsExactly("cancelled");
    }

    @Test
    void refusesUnknownCustomer() {
        assertThatThrownBy(() ->
                // @sql by=call tables=orders writes=true
                jdbc.update("INSERT INTO orders (customer_id, status) VALUES (-1, 'new')"))
                // @no
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("insert or update on table \"orders\" violates foreign key constraint");
    }

    @Test
    void rendersSql() {
        String rendered = new QueryRenderer().table("orders").filter("status", "paid").render();
        // @sql by=content tables=orders params=value
        assertEquals("SELECT id, total_cents FROM orders WHERE status = ?", rendered);
        // @no
        assertThat(rendered).startsWith("SELECT").doesNotContain("DELETE", "DROP TABLE");
    }

    @Test
    void explains() {
        // @sql by=call tables=orders
        List<String> plan = jdbc.queryForList("EXPLAIN SELECT * FROM orders WHERE customer_id = 1", String.class);
        // @no
        assertThat(String.join("\n", plan)).contains("Index Scan using orders_customer_idx on orders");
    }

    @Test
    void reportsSyntaxError() {
        // @sql by=call complete=false
        assertThatThrownBy(() -> jdbc.queryForList("SELECT id, FROM"))
                // @no
                .hasMessageContaining("syntax error at or near \"FROM\"");
    }

    @Test
    void showsForm() throws Exception {
        // @no
        mvc.perform(get("/orders/select/from/1").param("q", "where is my order"))
                .andExpect(status().isOk());
        // @no
        mvc.perform(get("/orders/update?set=status"))
                .andExpect(status().isNotFound());
    }

    // @no
    static final List<String> COMMITS = List.of(
            "Update orders module to Java 21",
            "Delete unused methods from the repository",
            "Create index page for the shop",
            "Drop table layout in favour of a grid",
            "Merge branch 'returns' into main",
            "Grant access to the report on request");

    // @no
    static final List<String> PROMPTS = List.of(
            "With this change the total is rounded to full cents.",
            "Explain why the parcel was returned",
            "Show all orders of this customer",
            "Call the customer back when the parcel is lost",
            "Values below zero are refunds",
            "Begin with the oldest order",
            "Set a new password where you are asked to");
}
