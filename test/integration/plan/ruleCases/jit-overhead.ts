import type { RuleCase } from '../ruleCase';

const ruleCase: RuleCase = {
  rule: 'jit-overhead',
  note: "The embedded server has no LLVM; the plans are those of Debian's PostgreSQL 15, with jit_above_cost and jit_optimize_above_cost at 0.",
  speaks: {
    statement: 'SELECT id % 7, sum(total) FROM orders WHERE total > 3 GROUP BY 1',
    recorded: [
      {
        Plan: {
          'Node Type': 'Aggregate',
          Strategy: 'Hashed',
          'Partial Mode': 'Simple',
          'Startup Cost': 1939.36,
          'Total Cost': 2686.62,
          'Plan Rows': 59781,
          'Plan Width': 12,
          'Actual Startup Time': 118.506,
          'Actual Total Time': 130.743,
          'Actual Rows': 7,
          'Actual Loops': 1,
          'Group Key': ['(id % 7)'],
          'Planned Partitions': 0,
          'HashAgg Batches': 1,
          'Peak Memory Usage': 3097,
          'Disk Usage': 0,
          Plans: [
            {
              'Node Type': 'Seq Scan',
              'Parent Relationship': 'Outer',
              'Relation Name': 'orders',
              Alias: 'orders',
              'Startup Cost': 0.0,
              'Total Cost': 1640.45,
              'Plan Rows': 59781,
              'Plan Width': 8,
              'Actual Startup Time': 89.382,
              'Actual Total Time': 100.404,
              'Actual Rows': 59760,
              'Actual Loops': 1,
              Filter: '(total > 3)',
              'Rows Removed by Filter': 240,
            },
          ],
        },
        'Planning Time': 0.101,
        Triggers: [],
        JIT: {
          Functions: 8,
          Options: { Inlining: false, Optimization: true, Expressions: true, Deforming: true },
          Timing: { Generation: 0.787, Inlining: 0.0, Optimization: 39.75, Emission: 49.686, Total: 90.223 },
        },
        'Execution Time': 196.598,
      },
    ],
    says: /Just-in-time compilation took 90 ms of 197 ms, 46 %/,
  },
  // As long a compilation, of a query that computes for more than a second.
  silent: {
    statement: 'SELECT max(md5(repeat(md5(id::text), 100))) FROM orders WHERE total > 3',
    recorded: [
      {
        Plan: {
          'Node Type': 'Aggregate',
          Strategy: 'Plain',
          'Partial Mode': 'Simple',
          'Startup Cost': 2387.72,
          'Total Cost': 2387.73,
          'Plan Rows': 1,
          'Plan Width': 32,
          'Actual Startup Time': 1460.182,
          'Actual Total Time': 1460.184,
          'Actual Rows': 1,
          'Actual Loops': 1,
          Plans: [
            {
              'Node Type': 'Seq Scan',
              'Parent Relationship': 'Outer',
              'Relation Name': 'orders',
              Alias: 'orders',
              'Startup Cost': 0.0,
              'Total Cost': 1491.0,
              'Plan Rows': 59781,
              'Plan Width': 4,
              'Actual Startup Time': 104.316,
              'Actual Total Time': 123.851,
              'Actual Rows': 59760,
              'Actual Loops': 1,
              Filter: '(total > 3)',
              'Rows Removed by Filter': 240,
            },
          ],
        },
        'Planning Time': 0.328,
        Triggers: [],
        JIT: {
          Functions: 5,
          Options: { Inlining: false, Optimization: true, Expressions: true, Deforming: true },
          Timing: { Generation: 0.428, Inlining: 0.0, Optimization: 41.047, Emission: 63.299, Total: 104.774 },
        },
        'Execution Time': 1460.854,
      },
    ],
  },
};

export default ruleCase;
