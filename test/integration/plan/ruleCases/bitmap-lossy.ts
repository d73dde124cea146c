import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'bitmap-lossy',
  setup: [
    `CREATE TABLE events AS SELECT i AS id, i % 20 AS account_id, repeat('x', 200) AS note FROM generate_series(1, 60000) i`,
    'CREATE INDEX ON events (account_id)',
    'VACUUM ANALYZE events',
  ],
  speaks: {
    statement: 'SELECT * FROM events WHERE account_id = 7',
    settings: { work_mem: '64kB', enable_seqscan: 'off' },
    says: /blocks of events were lossy[^]*work_mem = '1MB'/,
  },
  silent: {
    statement: 'SELECT * FROM events WHERE account_id = 7',
    settings: { work_mem: '1MB', enable_seqscan: 'off' },
  },
};

export default ruleCase;
