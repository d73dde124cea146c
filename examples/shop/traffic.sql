-- What the shop's application asks all day, so that its indexes count some use; the demo runs it at each start.
SELECT id FROM customers WHERE email = 'customer4711@shop.example';
SELECT city FROM addresses WHERE customer_id = 4711;
SELECT name FROM products WHERE category_id = 12;
SELECT id FROM products WHERE sku = 'SKU-00042';
SELECT amount_cents FROM payments WHERE order_id = 150000;
SELECT rating FROM reviews WHERE product_id = 42;
SELECT kind FROM events WHERE session_id = md5('session 77')::uuid;
SELECT quantity FROM order_items WHERE order_id = 150000;
SELECT quantity FROM inventory WHERE product_id = 42;
SELECT status FROM orders WHERE id = 150000;
SELECT pg_stat_force_next_flush();
