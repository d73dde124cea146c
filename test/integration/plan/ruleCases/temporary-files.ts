import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'temporary-files',
  setup: [
    `CREATE TABLE events AS SELECT i AS id, repeat('x', 400) AS note FROM generate_series(1, 25000) i`,
    'VACUUM ANALYZE events',
  ],
  speaks: {
    statement: 'WITH kept AS MATERIALIZED (SELECT * FROM events) SELECT a.id FROM kept a JOIN kept b USING (id)',
    settings: { work_mem: '256kB' },
    says: /CTE Scan wrote 10 MB to temporary files[^]*work_mem = '15MB'/,
  },
  silent: {
    statement: 'WITH kept AS MATERIALIZED (SELECT * FROM events) SELECT a.id FROM kept a JOIN kept b USING (id)',
    settings: { work_mem: '15MB' },
  },
};

export default ruleCase;
