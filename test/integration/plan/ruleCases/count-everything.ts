import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'count-everything',
  setup: ['CREATE TABLE orders AS SELECT i AS id FROM generate_series(1, 600000) i', 'VACUUM ANALYZE orders'],
  speaks: { statement: 'SELECT count(*) FROM orders', says: /Counts all 600,000 rows of orders/ },
  silent: { statement: 'SELECT count(id) FROM orders' },
};

export default ruleCase;
