import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'foreign-key-dominates',
  setup: [
    'CREATE TABLE customers (id int PRIMARY KEY)',
    'INSERT INTO customers SELECT generate_series(1, 200)',
    'CREATE TABLE clients (id int PRIMARY KEY)',
    'INSERT INTO clients SELECT generate_series(1, 200)',
    'CREATE TABLE orders (customer_id int REFERENCES customers, client_id int REFERENCES clients)',
    'INSERT INTO orders SELECT 1 + i % 100, 1 + i % 100 FROM generate_series(1, 20000) i',
    'CREATE INDEX ON orders (client_id)',
    'VACUUM ANALYZE',
  ],
  speaks: {
    statement: 'DELETE FROM customers WHERE id > 150',
    says: /Foreign key orders_customer_id_fkey took .*50 calls.*orders \(customer_id\) has no index/,
  },
  silent: { statement: 'DELETE FROM clients WHERE id > 150' },
};

export default ruleCase;
