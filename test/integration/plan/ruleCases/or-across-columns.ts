import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'or-across-columns',
  setup: [
    `CREATE TABLE customers AS SELECT i AS id, 'user' || i AS email, 'phone ' || i AS phone
       FROM generate_series(1, 20000) i`,
    'CREATE INDEX ON customers (email)',
    'CREATE INDEX ON customers (id)',
    'VACUUM ANALYZE customers',
  ],
  speaks: {
    statement: "SELECT * FROM customers WHERE email = 'user7' OR phone = 'phone 8'",
    says: /an OR over email, phone, and phone has no index/,
  },
  // Both columns have an index; that they are not used has another reason.
  silent: {
    statement: "SELECT * FROM customers WHERE email = 'user7' OR id = 8",
    settings: { enable_indexscan: 'off', enable_bitmapscan: 'off' },
  },
};

export default ruleCase;
