import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'function-on-column',
  setup: [
    `CREATE TABLE customers AS SELECT i AS id, 'user' || i || '@example.com' AS email FROM generate_series(1, 20000) i`,
    'CREATE INDEX ON customers (email)',
    'VACUUM ANALYZE customers',
  ],
  speaks: {
    statement: "SELECT * FROM customers WHERE lower(email) = 'user7@example.com'",
    says: /to keep 1 .*the index on email cannot be used for lower\(email\)/,
  },
  // No index on id is kept out by the arithmetic.
  silent: { statement: 'SELECT * FROM customers WHERE id + 1 = 7' },
};

export default ruleCase;
