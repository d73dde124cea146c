import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'memoize-misses',
  setup: [
    'CREATE TABLE customers AS SELECT i AS id, i % 7 AS country FROM generate_series(1, 20000) i',
    'ALTER TABLE customers ADD PRIMARY KEY (id)',
    'CREATE TABLE orders AS SELECT i AS id, i AS customer_id, i % 50 AS regular_id FROM generate_series(1, 20000) i',
    'ALTER TABLE orders ALTER COLUMN customer_id SET (n_distinct = 50)',
    'VACUUM ANALYZE customers',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id',
    settings: { enable_hashjoin: 'off', enable_mergejoin: 'off' },
    says: /Only 0 of 20,000 lookups .*customer_id hardly ever comes again/,
  },
  silent: {
    statement: 'SELECT * FROM orders o JOIN customers c ON c.id = o.regular_id',
    settings: { enable_hashjoin: 'off', enable_mergejoin: 'off' },
  },
};

export default ruleCase;
