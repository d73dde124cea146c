import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'row-misestimate',
  setup: [
    `CREATE TABLE addresses AS SELECT i AS id, 'city ' || i % 200 AS city, 'country ' || i % 200 / 10 AS country FROM generate_series(1, 40000) i`,
    'VACUUM ANALYZE addresses',
    `CREATE TABLE known AS SELECT * FROM addresses`,
    'CREATE STATISTICS known_places (dependencies) ON city, country FROM known',
    'VACUUM ANALYZE known',
  ],
  speaks: {
    statement: "SELECT * FROM addresses WHERE city = 'city 7' AND country = 'country 0'",
    says: /Planned \d+ rows? from addresses, got 200[^]*CREATE STATISTICS \(dependencies\) ON city, country FROM "row-misestimate".addresses/,
  },
  silent: { statement: "SELECT * FROM known WHERE city = 'city 7' AND country = 'country 0'" },
};

export default ruleCase;
