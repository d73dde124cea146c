import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'index-recheck-discards',
  setup: [
    `CREATE TABLE readings AS SELECT i AS id, hashint4(i) AS sensor, repeat('x', 60) AS note FROM generate_series(1, 30000) i`,
    'CREATE INDEX readings_id ON readings USING brin (id) WITH (pages_per_range = 8)',
    'CREATE INDEX readings_sensor ON readings USING brin (sensor)',
    'VACUUM ANALYZE readings',
  ],
  speaks: {
    statement: 'SELECT * FROM readings WHERE sensor BETWEEN 0 AND 100000',
    settings: { enable_seqscan: 'off' },
    says: /readings_sensor gave .* candidates of readings.*\n.*BRIN index knows only the range/,
  },
  silent: { statement: 'SELECT * FROM readings WHERE id BETWEEN 1 AND 20000', settings: { enable_seqscan: 'off' } },
};

export default ruleCase;
