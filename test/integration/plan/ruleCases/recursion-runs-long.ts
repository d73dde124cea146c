import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'recursion-runs-long',
  setup: [
    'CREATE TABLE parts AS SELECT i AS id, i - 1 AS parent_id FROM generate_series(1, 5000) i',
    'CREATE TABLE indexed AS SELECT * FROM parts',
    'CREATE INDEX ON indexed (parent_id)',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: `WITH RECURSIVE t AS (SELECT id FROM parts WHERE id = 4960
                UNION ALL SELECT p.id FROM parts p JOIN t ON p.parent_id = t.id) SELECT count(*) FROM t`,
    says: /reads all 5,000 rows of parts 41 times[^]*parts \(parent_id\)/,
  },
  silent: {
    statement: `WITH RECURSIVE t AS (SELECT id FROM indexed WHERE id = 4960
                UNION ALL SELECT p.id FROM indexed p JOIN t ON p.parent_id = t.id) SELECT count(*) FROM t`,
    settings: { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' },
  },
};

export default ruleCase;
