import type { RuleCase } from '../ruleCase';

const statement = `SELECT FROM t0 JOIN t1 USING (id) JOIN t2 USING (id) JOIN t3 USING (id) JOIN t4 USING (id) JOIN t5 USING (id) JOIN t6 USING (id) JOIN t7 USING (id) JOIN t8 USING (id) JOIN t9 USING (id)`;

const ruleCase: RuleCase = {
  rule: 'planning-dominates',
  setup: Array.from({ length: 10 }, (_, i) => `CREATE TABLE t${i} (id int PRIMARY KEY)`),
  speaks: {
    statement,
    settings: { join_collapse_limit: '10' },
    says: /Planning took .* ms, running .*9 joins are put in order/,
  },
  silent: {
    statement,
    settings: { join_collapse_limit: '1' },
  },
};

export default ruleCase;
