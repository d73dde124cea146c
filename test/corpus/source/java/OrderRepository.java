package com.example.shop.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Orders and their lines. A typical read is
 * <pre>SELECT * FROM orders WHERE id = 42</pre>
 * and a typical write is {@code UPDATE orders SET status = 'paid' WHERE id = 42}.
 */
@Repository
public class OrderRepository {

    private static final Logger log = LoggerFactory.getLogger(OrderRepository.class);

    // @no
    private static final String COLUMNS = "o.id, o.customer_id, o.status, o.total_cents, o.created_at";

    private static final Set<String> SORTABLE = Set.of("created_at", "total_cents", "status");

    private static final String PERMISSION_UPDATE = "orders:update";

    // @sql tables=orders,order_lines params=value
    private static final String FIND_WITH_LINES = """
            SELECT o.id, o.status, l.sku, l.quantity, l.price_cents
              FROM orders o
              JOIN order_lines l ON l.order_id = o.id
             WHERE o.id = :id
             ORDER BY l.position
            """;

    // @sql tables=orders params=value,value writes=true
    private static final String MARK_SHIPPED =
            "UPDATE orders SET status = 'shipped', shipped_at = now(), tracking_code = ? WHERE id = ?";

    // @no
    private static final RowMapper<Order> ORDER_MAPPER = OrderRepository::mapOrder;

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final JdbcClient client;

    public OrderRepository(JdbcTemplate jdbc, NamedParameterJdbcTemplate named, JdbcClient client) {
        this.jdbc = jdbc;
        this.named = named;
        this.client = client;
    }

    private static Order mapOrder(ResultSet rs, int rowNum) throws SQLException {
        return new Order(rs.getLong("id"), rs.getLong("customer_id"), rs.getString("status"), rs.getLong("total_cents"));
    }

    public Optional<Order> findById(long id) {
        // @sql by=call tables=orders params=value
        return jdbc.query("SELECT " + COLUMNS + " FROM orders o WHERE o.id = ?", ORDER_MAPPER, id)
                .stream()
                .findFirst();
    }

    public List<Map<String, Object>> findWithLines(long id) {
        // @no
        return named.queryForList(FIND_WITH_LINES, Map.of("id", id));
    }

    public List<Order> findByStatuses(List<String> statuses, Instant since) {
        MapSqlParameterSource params = new MapSqlParameterSource()
                .addValue("statuses", statuses)
                .addValue("since", since);
        // @sql by=call tables=orders params=list,value
        return named.query(
                "select o.id, o.customer_id, o.status, o.total_cents "
                        + "from orders o "
                        + "where o.status in (:statuses) "
                        + "and (o.created_at >= :since or o.updated_at >= :since) "
                        + "order by o.id",
                params,
                ORDER_MAPPER);
    }

    public List<Order> page(String sortColumn, boolean descending, int limit, int offset) {
        // @no
        if (!SORTABLE.contains(sortColumn)) {
            throw new IllegalArgumentException("cannot order by column " + sortColumn);
        }
        String direction = descending ? "DESC" : "ASC";
        // @sql tables=orders params=identifier,fragment,value,value
        String sql = "SELECT id, customer_id, status, total_cents FROM orders ORDER BY " + sortColumn + " " + direction
                + " LIMIT ? OFFSET ?";
        return jdbc.query(sql, ORDER_MAPPER, limit, offset);
    }

    @Transactional
    public long insert(NewOrder order) {
        try {
            // @sql by=call tables=orders writes=true params=value,value,value
            Long id = jdbc.queryForObject("""
                    INSERT INTO orders (customer_id, status, total_cents, attributes)
                    VALUES (?, 'new', ?, ?::jsonb)
                    RETURNING id
                    """, Long.class, order.customerId(), order.totalCents(), order.attributesJson());
            // @no
            log.info("Insert into orders succeeded, id={}", id);
            return id;
        } catch (DuplicateKeyException e) {
            log.warn("failed to insert into orders: {}", e.getMessage());
            throw new IllegalStateException("INSERT INTO orders failed, see the log for the reason", e);
        }
    }

    public int[] upsertStock(List<Object[]> rows) {
        // @sql by=call tables=stock_levels writes=true params=value,value,value
        return jdbc.batchUpdate(
                "INSERT INTO stock_levels AS s (sku, warehouse_id, on_hand)\n"
                        + "VALUES (?, ?, ?)\n"
                        + "ON CONFLICT (sku, warehouse_id)\n"
                        + "DO UPDATE SET on_hand = s.on_hand + EXCLUDED.on_hand, updated_at = now()",
                rows);
    }

    public void ship(long id, String trackingCode) {
        // @no
        int changed = jdbc.update(MARK_SHIPPED, trackingCode, id);
        if (changed == 0) {
            throw new IllegalStateException("UPDATE failed: order " + id + " does not exist");
        }
    }

    public Optional<Customer> findCustomer(String email) {
        // @sql by=call tables=customers params=value
        return client.sql("SELECT id, email, display_name FROM customers WHERE lower(email) = lower(:email)")
                .param("email", email)
                .query(Customer.class)
                .optional();
    }

    public int count(String status, boolean withTotals) {
        // @sql tables=orders
        String sql = "select count(*) from orders where status = ?";
        if (withTotals) {
            sql += " and total_cents > 0";
        }
        return jdbc.queryForObject(sql, Integer.class, status);
    }

    public int archive(Instant before) {
        // @sql by=call tables=orders,orders_archive writes=true params=value
        return client.sql("""
                        WITH moved AS (
                            DELETE FROM orders
                             WHERE status IN ('delivered', 'cancelled')
                               AND created_at < ?
                            RETURNING *
                        )
                        INSERT INTO orders_archive
                        SELECT * FROM moved
                        """)
                .param(before)
                .update();
    }

    /** The forty-line report behind the sales dashboard. */
    public List<Map<String, Object>> salesReport(Instant from, Instant to) {
        // @sql by=call tables=orders,order_lines,products,categories,customers params=value,value
        return client.sql("""
                WITH paid AS (
                    SELECT o.id, o.customer_id, o.created_at
                      FROM orders o
                     WHERE o.status = 'paid' -- refunds are booked elsewhere
                       AND o.created_at >= :from
                       AND o.created_at < :to
                ),
                lines AS (
                    SELECT p.id AS order_id,
                           p.customer_id,
                           l.sku,
                           l.quantity * l.price_cents AS cents
                      FROM paid p
                      JOIN order_lines l ON l.order_id = p.id
                ),
                per_category AS (
                    SELECT c.name,
                           count(DISTINCT lines.order_id) AS orders,
                           sum(lines.cents) AS cents
                      FROM lines
                      JOIN products pr ON pr.sku = lines.sku
                      JOIN categories c ON c.id = pr.category_id
                     GROUP BY c.name
                )
                SELECT pc.name,
                       pc.orders,
                       pc.cents,
                       /* share of the whole period */
                       round(100.0 * pc.cents / sum(pc.cents) OVER (), 1) AS percent,
                       rank() OVER (ORDER BY pc.cents DESC) AS position,
                       (SELECT count(*)
                          FROM customers cu
                         WHERE cu.created_at >= :from) AS new_customers
                  FROM per_category pc
                 ORDER BY pc.cents DESC
                 LIMIT 20
                """)
                .param("from", from)
                .param("to", to)
                .query()
                .listOfRows();
    }

    // @no
    static final Map<String, String> MESSAGES = Map.of(
            "order.pick", "Select an order from the list",
            "cart.remove", "Delete from cart?",
            "profile.hint", "Update your profile to continue",
            "stock.move", "Insert into the shelf from the left");

    record Order(long id, long customerId, String status, long totalCents) {}

    record NewOrder(long customerId, long totalCents, String attributesJson) {}

    record Customer(long id, String email, String displayName) {}
}
