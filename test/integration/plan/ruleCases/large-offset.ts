import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'large-offset',
  setup: [
    'CREATE TABLE orders AS SELECT i AS id FROM generate_series(1, 30000) i',
    'ALTER TABLE orders ADD PRIMARY KEY (id)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'SELECT * FROM orders ORDER BY id LIMIT 20 OFFSET 20000',
    says: /20,000 rows are made and skipped to give 20.*\nPage by key: remember id/,
  },
  silent: { statement: 'SELECT * FROM orders ORDER BY id LIMIT 20 OFFSET 100' },
};

export default ruleCase;
