import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'function-row-guess',
  setup: [
    'CREATE TABLE orders AS SELECT i AS id FROM generate_series(1, 20000) i',
    'VACUUM ANALYZE orders',
    `CREATE FUNCTION recent_ids() RETURNS SETOF int LANGUAGE plpgsql AS $$
       BEGIN RETURN QUERY SELECT generate_series(1, 3); END $$`,
    `CREATE FUNCTION known_ids() RETURNS SETOF int LANGUAGE plpgsql ROWS 3 AS $$
       BEGIN RETURN QUERY SELECT generate_series(1, 3); END $$`,
  ],
  speaks: {
    statement: 'SELECT * FROM recent_ids() f JOIN orders o ON o.id = f',
    says: /guessed 1,000 rows of recent_ids\(\), it gave 3[^]*ROWS 3/,
  },
  silent: { statement: 'SELECT * FROM known_ids() f JOIN orders o ON o.id = f' },
};

export default ruleCase;
