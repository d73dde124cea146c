import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'seq-scan-discards',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, i % 5000 AS customer_id, repeat('x', 60) AS note
       FROM generate_series(1, 30000) i`,
    'VACUUM ANALYZE orders',
  ],
  speaks: { statement: 'SELECT * FROM orders WHERE customer_id = 42', says: /30,000 rows of orders to keep 6/ },
  silent: { statement: 'SELECT * FROM orders WHERE customer_id < 4000' },
};

export default ruleCase;
