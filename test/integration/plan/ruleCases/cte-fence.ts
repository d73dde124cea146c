import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'cte-fence',
  setup: [
    'CREATE TABLE orders AS SELECT i AS id, i % 5000 AS customer_id FROM generate_series(1, 20000) i',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'WITH recent AS MATERIALIZED (SELECT * FROM orders) SELECT * FROM recent WHERE customer_id = 42',
    says: /recent is computed in full, 20,000 rows; its reader keeps 4\.[^]*recent AS NOT MATERIALIZED/,
  },
  silent: {
    statement: 'WITH recent AS MATERIALIZED (SELECT * FROM orders) SELECT * FROM recent WHERE customer_id < 2500',
  },
};

export default ruleCase;
