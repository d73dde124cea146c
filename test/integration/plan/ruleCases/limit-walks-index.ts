import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'limit-walks-index',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, CASE WHEN i < 100 THEN 7 ELSE i % 5 END AS customer_id, repeat('x', 60) AS note FROM generate_series(1, 30000) i`,
    'ALTER TABLE orders ADD PRIMARY KEY (id)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'SELECT * FROM orders WHERE customer_id = 7 ORDER BY id DESC LIMIT 10',
    settings: { enable_sort: 'off', enable_seqscan: 'off' },
    says: /Walks orders_pkey because it gives the order, and throws 29,901 rows.*\n.*An index on customer_id, then id/,
  },
  silent: {
    statement: 'SELECT * FROM orders WHERE customer_id = 3 ORDER BY id DESC LIMIT 10',
    settings: { enable_sort: 'off', enable_seqscan: 'off' },
  },
};

export default ruleCase;
