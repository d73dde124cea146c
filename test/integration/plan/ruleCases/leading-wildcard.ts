import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'leading-wildcard',
  setup: [
    `CREATE TABLE customers AS SELECT i AS id, 'name ' || i AS name FROM generate_series(1, 20000) i`,
    'VACUUM ANALYZE customers',
  ],
  speaks: {
    statement: "SELECT * FROM customers WHERE name LIKE '%77'",
    says: /name LIKE '%77' begins with a wildcard[^]*customers \(name\)/,
  },
  silent: { statement: "SELECT * FROM customers WHERE name LIKE 'name 77%'" },
};

export default ruleCase;
