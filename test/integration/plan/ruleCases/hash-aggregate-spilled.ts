import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'hash-aggregate-spilled',
  setup: [
    `CREATE TABLE visits AS SELECT md5(i::text) AS token FROM generate_series(1, 30000) i`,
    'VACUUM ANALYZE visits',
  ],
  speaks: {
    statement: 'SELECT token, count(*) FROM visits GROUP BY token',
    settings: { work_mem: '256kB', enable_sort: 'off' },
    says: /30,000 groups .*\n.*work_mem = '3MB'/,
  },
  silent: {
    statement: 'SELECT token, count(*) FROM visits GROUP BY token',
    settings: { work_mem: '3MB', enable_sort: 'off' },
  },
};

export default ruleCase;
