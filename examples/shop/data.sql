-- Data of the demo shop: made up, the same on every machine, three years up to 2025-12-31.
-- Few customers order most, few products sell most; a city lies in one country; status and dates of an order agree.

BEGIN;
SET LOCAL TIME ZONE 'UTC';
-- Every reference below is right by construction; checking each row would take four times as long.
SET LOCAL session_replication_role = replica;
SET LOCAL work_mem = '128MB';
SELECT setseed(0.42);

CREATE TEMPORARY TABLE cities ON COMMIT DROP AS
SELECT row_number() OVER () AS n, city, country
FROM (VALUES
  ('Berlin', 'DE'), ('Hamburg', 'DE'), ('Munich', 'DE'), ('Cologne', 'DE'), ('Leipzig', 'DE'),
  ('London', 'GB'), ('Leeds', 'GB'), ('Glasgow', 'GB'), ('Bristol', 'GB'),
  ('Paris', 'FR'), ('Lyon', 'FR'), ('Lille', 'FR'),
  ('Madrid', 'ES'), ('Valencia', 'ES'), ('Seville', 'ES'),
  ('Rome', 'IT'), ('Turin', 'IT'), ('Bologna', 'IT'),
  ('Warsaw', 'PL'), ('Gdansk', 'PL'),
  ('Vienna', 'AT'), ('Zurich', 'CH'), ('Lisbon', 'PT'), ('Tallinn', 'EE')
) AS list (city, country);

DO $$ BEGIN RAISE NOTICE 'Loading customers'; END $$;

INSERT INTO customers (id, email, display_name, segment, city, country, newsletter, created_at)
SELECT draw.id,
  'customer' || draw.id || '@shop.example',
  (ARRAY['Quiet', 'Northern', 'Golden', 'Little', 'Bright', 'Old', 'Rapid', 'Green'])[1 + draw.id % 8] || ' ' ||
  (ARRAY['Harbour', 'Lantern', 'Meadow', 'Workshop', 'Anchor', 'Orchard', 'Bridge'])[1 + draw.id % 7] || ' ' || draw.id,
  CASE WHEN draw.id <= 200 THEN 'wholesale' WHEN draw.kind < 0.15 THEN 'business' ELSE 'consumer' END,
  cities.city, cities.country, draw.letter < 0.3,
  timestamptz '2023-01-01 00:00+00' + draw.id * interval '75 minutes'
FROM (
  SELECT id, random() AS kind, random() AS letter, 1 + floor(24 * power(random(), 2))::integer AS city_n
  FROM generate_series(1, 20000) AS id
) AS draw
JOIN cities ON cities.n = draw.city_n
ORDER BY draw.id;

INSERT INTO addresses (customer_id, kind, street, postcode, city, country)
SELECT customers.id, kind,
  (ARRAY['Mill Lane', 'Station Road', 'Church Street', 'Garden Row', 'Market Square'])[1 + customers.id % 5]
    || ' ' || (1 + customers.id % 97),
  lpad((customers.id * 37 % 100000)::text, 5, '0'), city, country
FROM customers
CROSS JOIN (VALUES ('billing'), ('delivery')) AS kinds (kind)
WHERE kind = 'billing' OR customers.id % 3 = 0
ORDER BY customers.id, kind;

INSERT INTO categories (id, parent_id, name)
SELECT n, NULL, (ARRAY['Furniture', 'Kitchen', 'Garden', 'Lighting', 'Textiles', 'Office', 'Toys', 'Tools'])[n]
FROM generate_series(1, 8) AS n;

INSERT INTO categories (id, parent_id, name)
SELECT 8 + n, 1 + (n - 1) / 4, parent.name || ', ' || (ARRAY['small', 'large', 'outdoor', 'second-hand'])[1 + (n - 1) % 4]
FROM generate_series(1, 32) AS n
JOIN categories AS parent ON parent.id = 1 + (n - 1) / 4
ORDER BY n;

INSERT INTO products (id, category_id, sku, name, description, price_cents, attributes, created_at)
SELECT id, 9 + id % 32,
  'SKU-' || lpad(id::text, 5, '0'),
  colour || ' ' || material || ' ' || thing || ' ' || id,
  'A ' || lower(colour) || ' ' || lower(thing) || ' made of ' || lower(material) || ', number ' || id || ' of the range.',
  199 + floor(power(cost, 3) * 60000)::integer,
  jsonb_build_object('colour', lower(colour), 'material', lower(material), 'weight_g', 100 + id * 13 % 9000,
    'tags', jsonb_build_array(lower(thing), CASE WHEN id % 10 = 0 THEN 'sale' ELSE 'regular' END)),
  timestamptz '2022-12-01 00:00+00' + id * interval '12 hours'
FROM (
  SELECT id, random() AS cost,
    (ARRAY['Blue', 'Red', 'White', 'Black', 'Yellow', 'Grey'])[1 + id % 6] AS colour,
    (ARRAY['Oak', 'Steel', 'Linen', 'Glass', 'Bamboo'])[1 + id % 5] AS material,
    (ARRAY['Chair', 'Lamp', 'Bowl', 'Shelf', 'Blanket', 'Clock', 'Basket'])[1 + id % 7] AS thing
  FROM generate_series(1, 2000) AS id
) AS draw;

INSERT INTO warehouses (id, name, country)
VALUES (1, 'Rhine', 'DE'), (2, 'Thames', 'GB'), (3, 'Seine', 'FR'), (4, 'Ebro', 'ES'), (5, 'Vistula', 'PL');

INSERT INTO inventory (product_id, warehouse_id, quantity, updated_at)
SELECT products.id, warehouses.id, floor(power(random(), 4) * 500)::integer,
  timestamptz '2025-12-31 00:00+00' - random() * interval '90 days'
FROM products CROSS JOIN warehouses;

DO $$ BEGIN RAISE NOTICE 'Loading orders'; END $$;

CREATE TEMPORARY TABLE drafts ON COMMIT DROP AS
SELECT orders.id AS order_id, orders.lines,
  1 + floor(20000 * power(orders.customer_draw, 3))::integer AS customer_id,
  orders.fate, orders.delay,
  timestamptz '2023-01-01 00:00+00' + interval '1095 days' * sqrt(orders.id / 200000.0) AS created_at
FROM (
  SELECT id, random() AS customer_draw, random() AS fate, random() AS delay,
    1 + floor(power(random(), 2) * 8)::integer AS lines
  FROM generate_series(1, 200000) AS id
) AS orders;

INSERT INTO order_items (order_id, line_no, product_id, quantity, unit_price_cents)
SELECT draw.order_id, draw.line_no, draw.product_id, draw.quantity, products.price_cents
FROM (
  SELECT order_id, line_no, 1 + floor(2000 * power(random(), 2.5))::integer AS product_id,
    1 + floor(power(random(), 4) * 6)::integer AS quantity
  FROM drafts CROSS JOIN LATERAL generate_series(1, lines) AS line_no
) AS draw
JOIN products ON products.id = draw.product_id
ORDER BY draw.order_id, draw.line_no;

INSERT INTO orders (id, customer_id, warehouse_id, status, total_cents, note, created_at, shipped_at, delivered_at)
SELECT order_id, customer_id, 1 + customer_id % 5, status, total_cents,
  CASE WHEN order_id % 40 = 0 THEN 'Please leave it with the neighbours at number ' || order_id % 90 END,
  created_at,
  CASE WHEN status IN ('shipped', 'delivered', 'returned') THEN created_at + (0.5 + delay * 3) * interval '1 day' END,
  CASE WHEN status IN ('delivered', 'returned') THEN created_at + (2 + delay * 7) * interval '1 day' END
FROM (
  SELECT drafts.*, items.total_cents,
    CASE
      WHEN fate < 0.05 THEN 'cancelled'
      WHEN created_at > timestamptz '2025-12-29 00:00+00' THEN CASE WHEN fate < 0.5 THEN 'pending' ELSE 'paid' END
      WHEN created_at > timestamptz '2025-12-21 00:00+00' THEN CASE WHEN fate < 0.15 THEN 'paid' ELSE 'shipped' END
      WHEN fate < 0.09 THEN 'returned'
      ELSE 'delivered'
    END AS status
  FROM drafts
  JOIN (
    SELECT order_id, sum(quantity * unit_price_cents) AS total_cents FROM order_items GROUP BY order_id
  ) AS items USING (order_id)
) AS made
ORDER BY order_id;

INSERT INTO payments (order_id, method, amount_cents, paid_at)
SELECT id, (ARRAY['card', 'card', 'card', 'transfer', 'invoice', 'voucher'])[1 + id % 6], total_cents,
  created_at + (id % 600) * interval '1 minute'
FROM orders
WHERE status NOT IN ('pending', 'cancelled')
ORDER BY id;

DO $$ BEGIN RAISE NOTICE 'Loading reviews and events'; END $$;

INSERT INTO reviews (product_id, customer_id, rating, body, created_at)
SELECT product_id, customer_id, rating,
  (ARRAY['Not what I expected', 'Could be better', 'It does its work', 'Good value', 'Would buy it again'])[rating]
    || ': number ' || n || (ARRAY[', came late', ', came early', ', well packed', ''])[1 + n % 4] || '.',
  timestamptz '2023-03-01 00:00+00' + n * interval '37 minutes'
FROM (
  SELECT n, 1 + floor(2000 * power(random(), 2.5))::integer AS product_id,
    1 + floor(20000 * power(random(), 2))::integer AS customer_id,
    5 - floor(power(random(), 2) * 5)::integer AS rating
  FROM generate_series(1, 40000) AS n
) AS draw;

INSERT INTO events (customer_id, session_id, kind, user_agent, payload, occurred_at)
SELECT CASE WHEN who < 0.7 THEN 1 + floor(20000 * power(who / 0.7, 2))::integer END,
  md5('session ' || n / 8)::uuid,
  kind,
  'ExampleBrowser/' || 90 + n % 40 || '.0 (Device ' || n / 8 % 900 || ')',
  CASE kind
    WHEN 'view' THEN jsonb_build_object('product', 1 + n % 2000, 'ms', 100 + n % 7000)
    WHEN 'search' THEN jsonb_build_object('term', (ARRAY['chair', 'lamp', 'oak', 'blue'])[1 + n % 4])
    ELSE jsonb_build_object('product', 1 + n % 2000, 'quantity', 1 + n % 3)
  END,
  timestamptz '2025-10-01 00:00+00' + n * interval '75 seconds'
FROM (
  SELECT n, random() AS who, CASE WHEN n % 10 < 7 THEN 'view' WHEN n % 10 < 9 THEN 'search' ELSE 'basket' END AS kind
  FROM generate_series(1, 100000) AS n
) AS draw;

SELECT setval(pg_get_serial_sequence('customers', 'id'), 20000),
  setval(pg_get_serial_sequence('categories', 'id'), 40),
  setval(pg_get_serial_sequence('products', 'id'), 2000),
  setval(pg_get_serial_sequence('warehouses', 'id'), 5),
  setval(pg_get_serial_sequence('orders', 'id'), 200000);

COMMIT;

DO $$ BEGIN RAISE NOTICE 'Gathering statistics'; END $$;
ANALYZE;
