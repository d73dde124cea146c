import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'cartesian-join',
  setup: [
    'CREATE TABLE orders AS SELECT i AS id, i % 300 AS product_id FROM generate_series(1, 2000) i',
    'CREATE TABLE products AS SELECT i AS id FROM generate_series(1, 300) i',
    'CREATE INDEX ON products (id)',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: 'SELECT DISTINCT o.id FROM orders o, products p',
    says: /Combines 2,000 rows of orders with each of 300 rows of products, without a condition: 600,000 rows/,
  },
  silent: {
    statement: 'SELECT o.id FROM orders o, LATERAL (SELECT FROM products p WHERE p.id > o.product_id LIMIT 20) p',
  },
};

export default ruleCase;
