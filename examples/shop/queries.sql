-- Queries worth explaining. Put the cursor in one, right-click, choose "Explain Query".

-- 1. All orders of one customer. orders.customer_id refers to customers, and no index serves it.
SELECT id, status, total_cents, created_at FROM orders WHERE customer_id = 4711;

-- 2. The ten latest orders that still wait: a filter and an order that one index of two columns serves.
SELECT id, customer_id, created_at
FROM orders
WHERE status = 'pending'
ORDER BY created_at DESC
LIMIT 10;

-- 3. What one product sold in a month: a join that starts at the wrong end, for want of an index on product_id.
SELECT date_trunc('day', o.created_at) AS day, sum(i.quantity) AS sold
FROM order_items AS i
JOIN orders AS o ON o.id = i.order_id
WHERE i.product_id = 1742 AND o.created_at >= '2025-11-01' AND o.created_at < '2025-12-01'
GROUP BY day
ORDER BY day;

-- 4. City and country say the same thing; the planner takes them for independent and expects too few rows.
SELECT count(*)
FROM customers AS c
JOIN addresses AS a ON a.customer_id = c.id
WHERE c.city = 'Leeds' AND c.country = 'GB';

-- 5. A function around the column keeps the index on email from being used.
SELECT id, display_name FROM customers WHERE lower(email) = 'customer4711@shop.example';

-- 6. Customers who never ordered: NOT IN over a large list, where NOT EXISTS would do.
SELECT id, email
FROM customers
WHERE id NOT IN (SELECT customer_id FROM orders);

-- 7. The three best-selling products of each category: a window over everything that was ever sold.
WITH sales AS (
  SELECT p.category_id, p.name, sum(i.quantity) AS sold
  FROM order_items AS i
  JOIN products AS p ON p.id = i.product_id
  GROUP BY p.category_id, p.name
), ranked AS (
  SELECT sales.*, row_number() OVER (PARTITION BY category_id ORDER BY sold DESC) AS place
  FROM sales
)
SELECT c.name AS category, r.name AS product, r.sold
FROM ranked AS r
JOIN categories AS c ON c.id = r.category_id
WHERE r.place <= 3
ORDER BY category, place;

-- 8. A look into a document: jsonb without an index.
SELECT count(*) FROM events WHERE payload @> '{"term": "lamp"}';

-- 9. Far down a list, page by page: OFFSET reads all that it skips.
SELECT id, created_at, total_cents FROM orders ORDER BY created_at DESC OFFSET 150000 LIMIT 20;

-- 10. A write with a parameter. "Explain and Analyze Query" asks first, and rolls it back.
UPDATE inventory SET quantity = quantity - 1, updated_at = now() WHERE product_id = $1 AND quantity > 0;
