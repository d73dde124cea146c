import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'cold-cache',
  note: 'The server has 16 MB of shared_buffers; what is larger than a quarter is read past them by a sequential scan.',
  setup: [
    `CREATE TABLE large AS SELECT i AS id, repeat(md5(i::text), 32) AS note FROM generate_series(1, 18000) i`,
    'ALTER TABLE large ALTER note SET STORAGE PLAIN',
    `CREATE TABLE warm AS SELECT i AS id, repeat(md5(i::text), 28) AS note FROM generate_series(1, 9000) i`,
    'CREATE INDEX ON warm (id)',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: 'SELECT count(note) FROM large',
    says: /came from outside shared_buffers, most of it large; how long that took is known with track_io_timing only/,
  },
  // More than 1,000 blocks too, but from the cache.
  silent: {
    statement: 'SELECT count(note) FROM warm',
    settings: { enable_seqscan: 'off', enable_bitmapscan: 'off' },
    before: ['SELECT count(note) FROM warm'],
  },
};

export default ruleCase;
