import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'parallelism-missing',
  setup: ['CREATE TABLE few AS SELECT i AS id FROM generate_series(1, 12) i', 'VACUUM ANALYZE few'],
  speaks: {
    statement: 'SELECT * FROM few WHERE pg_sleep(0.1) IS NULL',
    says: /One process reads few for .* max_parallel_workers_per_gather is 0\./,
  },
  silent: { statement: 'SELECT * FROM few WHERE pg_sleep(0.05) IS NULL' },
};

export default ruleCase;
