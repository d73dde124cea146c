-- Statements that the suites explain.
SELECT id, total FROM orders WHERE customer_id = 42;

SELECT c.country, count(*) FROM orders AS o JOIN customers AS c ON c.id = o.customer_id GROUP BY c.country;
