import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'sort-spilled',
  setup: [
    `CREATE TABLE events AS SELECT i AS id, md5(i::text) AS token, repeat('x', 60) AS note FROM generate_series(1, 20000) i`,
    'VACUUM ANALYZE events',
  ],
  speaks: {
    statement: 'SELECT * FROM events ORDER BY token',
    settings: { work_mem: '1MB' },
    says: /20,000 rows .*\n.*work_mem = '4MB'/,
  },
  silent: { statement: 'SELECT * FROM events ORDER BY token', settings: { work_mem: '4MB' } },
};

export default ruleCase;
