import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'nested-loop-misestimate',
  note: 'The loop is forced: so small a table is hashed anyway.',
  setup: [
    `CREATE TABLE addresses AS SELECT i AS id, 'city ' || i % 200 AS city, 'country ' || i % 200 / 10 AS country FROM generate_series(1, 40000) i`,
    'VACUUM ANALYZE addresses',
    `CREATE TABLE known AS SELECT * FROM addresses`,
    'CREATE STATISTICS known_places (dependencies) ON city, country FROM known',
    'VACUUM ANALYZE known',
    'CREATE TABLE orders AS SELECT i AS id, i % 40000 AS address_id FROM generate_series(1, 40000) i',
    'CREATE INDEX ON orders (address_id)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement:
      "SELECT * FROM addresses a JOIN orders o ON o.address_id = a.id WHERE a.city = 'city 7' AND a.country = 'country 0'",
    settings: { enable_hashjoin: 'off', enable_mergejoin: 'off' },
    says: /Looks orders up 200 times where \d+ were planned[^]*CREATE STATISTICS/,
  },
  silent: {
    statement:
      "SELECT * FROM known a JOIN orders o ON o.address_id = a.id WHERE a.city = 'city 7' AND a.country = 'country 0'",
    settings: { enable_hashjoin: 'off', enable_mergejoin: 'off', enable_material: 'off' },
  },
};

export default ruleCase;
