import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'cast-on-column',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, ('city ' || i)::varchar(40) AS city, repeat('x', 60) AS note
       FROM generate_series(1, 20000) i`,
    'CREATE INDEX ON orders (id)',
    'CREATE INDEX ON orders (city)',
    'VACUUM ANALYZE orders',
  ],
  speaks: {
    statement: 'SELECT * FROM orders WHERE id = 47.0',
    says: /id \(integer\) is cast to numeric.*so that the index on id cannot be used/,
  },
  // The plan casts the varchar to text, which does nothing: the index would serve, were it not switched off.
  silent: {
    statement: "SELECT * FROM orders WHERE city = 'city 47'",
    settings: { enable_indexscan: 'off', enable_bitmapscan: 'off' },
  },
};

export default ruleCase;
