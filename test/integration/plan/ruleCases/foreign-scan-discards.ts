import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'foreign-scan-discards',
  setup: [
    `CREATE TABLE orders AS SELECT i AS id, now() - i * interval '1 hour' AS created_at FROM generate_series(1, 20000) i`,
    'VACUUM ANALYZE orders',
    'CREATE EXTENSION postgres_fdw',
    `DO $$ BEGIN
       EXECUTE format('CREATE SERVER itself FOREIGN DATA WRAPPER postgres_fdw
                       OPTIONS (host %L, port %L, dbname %L)', '127.0.0.1', current_setting('port'), current_database());
     END $$`,
    `CREATE USER MAPPING FOR CURRENT_USER SERVER itself OPTIONS (user 'postgres', password 'test')`,
    `CREATE FOREIGN TABLE remote_orders (id int, created_at timestamptz) SERVER itself
       OPTIONS (schema_name 'foreign-scan-discards', table_name 'orders')`,
  ],
  // now() is STABLE: postgres_fdw does not ship it.
  speaks: {
    statement: `SELECT * FROM remote_orders WHERE created_at > now() - interval '5 hours 30 minutes'`,
    says: /Fetches 20,000 rows of remote_orders from the other server and keeps 5/,
  },
  silent: { statement: 'SELECT * FROM remote_orders WHERE id < 6' },
};

export default ruleCase;
