import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'not-in-subplan',
  setup: [
    'CREATE TABLE customers AS SELECT i AS id FROM generate_series(1, 500) i',
    'CREATE TABLE orders AS SELECT i AS id, 1 + i % 480 AS customer_id FROM generate_series(1, 20000) i',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: 'SELECT * FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)',
    settings: { work_mem: '64kB' },
    says: /NOT IN compares id with the 20,000 rows of SubPlan 1 one by one, for 500 rows/,
  },
  silent: {
    statement: 'SELECT * FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id)',
    settings: { work_mem: '64kB' },
  },
};

export default ruleCase;
