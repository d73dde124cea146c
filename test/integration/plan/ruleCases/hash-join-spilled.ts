import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'hash-join-spilled',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, repeat('x', 60) AS note FROM generate_series(1, 20000) i`,
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'SELECT * FROM orders a JOIN orders b USING (id)',
    settings: { work_mem: '256kB', enable_mergejoin: 'off', enable_nestloop: 'off' },
    says: /batches on disk.*\n.*work_mem = '2MB'/,
  },
  silent: {
    statement: 'SELECT * FROM orders a JOIN orders b USING (id)',
    settings: { work_mem: '2MB', enable_mergejoin: 'off', enable_nestloop: 'off' },
  },
};

export default ruleCase;
