import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'distinct-hides-join',
  setup: [
    `CREATE TABLE customers AS SELECT i AS id, 'name ' || i AS name, i % 3 AS segment FROM generate_series(1, 1000) i`,
    'CREATE TABLE orders AS SELECT i AS id, 1 + i % 1000 AS customer_id FROM generate_series(1, 20000) i',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: 'SELECT DISTINCT c.id, c.name FROM customers c JOIN orders o ON o.customer_id = c.id',
    says: /The join makes 20,000 rows of 1,000 of customers, DISTINCT drops all but 1,000/,
  },
  // A few values of many rows: no EXISTS would spare the DISTINCT.
  silent: { statement: 'SELECT DISTINCT c.segment FROM customers c JOIN orders o ON o.customer_id = c.id' },
};

export default ruleCase;
