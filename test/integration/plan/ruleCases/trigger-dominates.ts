import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'trigger-dominates',
  setup: [
    'CREATE TABLE orders (id int)',
    'CREATE TABLE quiet (id int)',
    `CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN PERFORM sum(g) FROM generate_series(1, 1000) g; RETURN NULL; END $$`,
    'CREATE TRIGGER orders_audit AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION audit()',
    'CREATE TRIGGER quiet_audit AFTER INSERT ON quiet FOR EACH ROW WHEN (NEW.id < 0) EXECUTE FUNCTION audit()',
  ],
  speaks: {
    statement: 'INSERT INTO orders SELECT generate_series(1, 500)',
    says: /Trigger orders_audit of orders took .*500 calls of/,
  },
  silent: { statement: 'INSERT INTO quiet SELECT generate_series(1, 500)' },
};

export default ruleCase;
