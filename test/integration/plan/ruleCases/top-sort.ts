import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'top-sort',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, hashint4(i) AS total FROM generate_series(1, 30000) i`,
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'SELECT * FROM orders ORDER BY total DESC, id LIMIT 20',
    says: /30,000 rows of orders to give the first 20 by total and id.*\nAn index on total and id/,
  },
  silent: { statement: 'SELECT * FROM orders ORDER BY random() LIMIT 20' },
};

export default ruleCase;
