import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'index-filter-discards',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, i % 10 AS customer_id, CASE WHEN i % 700 = 0 THEN 'open' ELSE 'done' END AS status, now() - i * interval '1 minute' AS created_at, repeat('x', 60) AS note FROM generate_series(1, 30000) i`,
    'CREATE INDEX orders_customer ON orders (customer_id)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: "SELECT * FROM orders WHERE customer_id = 0 AND status = 'open'",
    settings: { enable_seqscan: 'off' },
    says: /orders_customer led to 3,000 rows of orders, of which status threw 2,958 away.*\n.*not status: with it as further key/,
  },
  silent: {
    statement: "SELECT * FROM orders WHERE customer_id = 0 AND status = 'done'",
    settings: { enable_seqscan: 'off' },
  },
};

export default ruleCase;
