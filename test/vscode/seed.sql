-- Small but real: 20,000 orders, enough that an index on customer_id pays, and ANALYZEd so that plans stay the same.
CREATE TABLE customers (
  id integer PRIMARY KEY,
  name text NOT NULL,
  country text NOT NULL
);
CREATE TABLE orders (
  id integer PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers,
  status text NOT NULL,
  total numeric(10, 2) NOT NULL,
  placed_at timestamptz NOT NULL
);
INSERT INTO customers SELECT n, 'Customer ' || n, (ARRAY['DE', 'FR', 'US'])[n % 3 + 1] FROM generate_series(1, 1000) AS n;
INSERT INTO orders
SELECT n, n * 7 % 1000 + 1, CASE WHEN n % 50 = 0 THEN 'open' ELSE 'shipped' END, n % 900 + 0.5,
  timestamptz '2025-01-01' + n * interval '10 minutes'
FROM generate_series(1, 20000) AS n;
ANALYZE;
