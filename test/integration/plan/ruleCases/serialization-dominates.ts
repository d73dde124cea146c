import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'serialization-dominates',
  setup: [
    `CREATE TABLE documents AS SELECT i AS id, repeat(md5(i::text), 2000) AS body FROM generate_series(1, 2000) i`,
    'VACUUM ANALYZE documents',
  ],
  speaks: {
    statement: 'SELECT * FROM documents',
    options: 'ANALYZE, SERIALIZE',
    says: /The answer of .* MB took .* to be written out/,
  },
  silent: { statement: 'SELECT id FROM documents', options: 'ANALYZE, SERIALIZE' },
};

export default ruleCase;
