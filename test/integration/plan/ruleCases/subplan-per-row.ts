import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'subplan-per-row',
  setup: [
    'CREATE TABLE customers AS SELECT i AS id FROM generate_series(1, 300) i',
    'CREATE TABLE orders AS SELECT i AS id, i % 300 AS customer_id FROM generate_series(1, 20000) i',
    'CREATE TABLE indexed AS SELECT * FROM orders',
    'CREATE INDEX ON indexed (customer_id)',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: 'SELECT c.id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) FROM customers c',
    says: /ran 300 times.*reads all of orders[^]*orders \(customer_id\)/,
  },
  silent: {
    statement: `SELECT count(*) FROM orders a JOIN orders b ON a.customer_id = b.customer_id
                WHERE a.id < (SELECT max(id) FROM indexed)
                  AND (a.id > 1000 OR EXISTS (SELECT FROM indexed i WHERE i.customer_id = a.id % 300))`,
  },
};

export default ruleCase;
