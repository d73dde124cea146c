import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'long-value-list',
  setup: [
    'CREATE TABLE orders AS SELECT i AS id FROM generate_series(1, 20000) i',
    'CREATE INDEX ON orders (id)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: `SELECT * FROM orders WHERE id IN (${Array.from({ length: 2000 }, (_, i) => i * 7).join(', ')})`,
    says: /id .*a list of 2,000 constants[^]*JOIN unnest\(\$1\) AS wanted \(id\)/,
  },
  silent: {
    statement: `SELECT * FROM orders WHERE id IN (${Array.from({ length: 200 }, (_, i) => i * 7).join(', ')})`,
  },
};

export default ruleCase;
