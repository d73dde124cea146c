import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'workers-not-launched',
  setup: [
    'CREATE TABLE orders AS SELECT i AS id FROM generate_series(1, 20000) i',
    'ALTER TABLE orders SET (parallel_workers = 2)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'EXECUTE work',
    seenAs: 'SELECT max(md5(repeat(md5(id::text), 200))) FROM orders',
    settings: { max_parallel_workers_per_gather: '2', parallel_setup_cost: '0', plan_cache_mode: 'force_generic_plan' },
    before: [
      'PREPARE work AS SELECT max(md5(repeat(md5(id::text), 200))) FROM orders',
      'EXPLAIN EXECUTE work',
      'SET LOCAL max_parallel_workers = 0',
    ],
    says: /None of 2 planned workers started/,
  },
  silent: {
    statement: 'SELECT max(md5(repeat(md5(id::text), 200))) FROM orders',
    settings: { max_parallel_workers_per_gather: '2', parallel_setup_cost: '0' },
  },
};

export default ruleCase;
