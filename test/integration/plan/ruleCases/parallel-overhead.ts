import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'parallel-overhead',
  setup: [
    'CREATE TABLE few AS SELECT i AS id FROM generate_series(1, 500) i',
    'ALTER TABLE few SET (parallel_workers = 6)',
    'CREATE TABLE many AS SELECT i AS id FROM generate_series(1, 20000) i',
    'ALTER TABLE many SET (parallel_workers = 2)',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: 'SELECT count(*) FROM few',
    settings: { max_parallel_workers_per_gather: '6', parallel_setup_cost: '0', parallel_tuple_cost: '0' },
    says: /processes did .* ms of work together.*without workers it would be about .* shorter/,
  },
  silent: {
    statement: 'SELECT max(md5(repeat(md5(id::text), 200))) FROM many',
    settings: { max_parallel_workers_per_gather: '2', parallel_setup_cost: '0' },
  },
};

export default ruleCase;
