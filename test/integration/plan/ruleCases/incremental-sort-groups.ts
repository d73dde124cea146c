import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'incremental-sort-groups',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, i / 20000 AS status, i / 50 AS batch, hashint4(i) AS total FROM generate_series(1, 30000) i`,
    'CREATE INDEX ON orders (status)',
    'CREATE INDEX ON orders (batch)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'SELECT * FROM orders ORDER BY status, total LIMIT 20',
    settings: { enable_seqscan: 'off', enable_sort: 'on' },
    says: /to give 20, because rows with equal .*status have to be sorted together/,
  },
  silent: { statement: 'SELECT * FROM orders ORDER BY batch, total LIMIT 20', settings: { enable_seqscan: 'off' } },
};

export default ruleCase;
