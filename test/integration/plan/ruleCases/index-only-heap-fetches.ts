import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'index-only-heap-fetches',
  setup: [
    'CREATE TABLE orders AS SELECT i AS id FROM generate_series(1, 30000) i',
    'CREATE INDEX orders_id ON orders (id)',
    'ANALYZE orders',
    'CREATE TABLE vacuumed AS SELECT * FROM orders',
    'CREATE INDEX vacuumed_id ON vacuumed (id)',
    'VACUUM ANALYZE vacuumed',
  ],
  speaks: {
    statement: 'SELECT id FROM orders WHERE id < 20000',
    settings: { enable_seqscan: 'off', enable_bitmapscan: 'off' },
    says: /19,999 of 19,999 rows of orders had to be looked up.*\nVACUUM "index-only-heap-fetches".orders/,
  },
  silent: {
    statement: 'SELECT id FROM vacuumed WHERE id < 20000',
    settings: { enable_seqscan: 'off', enable_bitmapscan: 'off' },
  },
};

export default ruleCase;
