import { formatCount, formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { Rule } from './rule';

const leastMs = 10;
const leastShare = 0.3;

export const triggerDominates: Rule = {
  id: 'trigger-dominates',
  severity: 'warning',
  title: 'A trigger takes most of the time',
  why: 'A row trigger runs its function for every row that is written, with the statements in it. The plan of the statement itself shows nothing of them.',
  remedy:
    'Explain the statements inside the trigger function (auto_explain.log_nested_statements). Where it looks at many rows, a statement trigger with a transition table (REFERENCING NEW TABLE) does it once; a WHEN condition spares the calls that have nothing to do.',
  when: 'A trigger that serves no constraint took at least 10 ms and 30 % of the time.',
  bad: {
    title: '412 of 480 ms',
    explain: [
      {
        Plan: exampleNode(
          'ModifyTable',
          { cost: 812, planned: 0, rows: 0, ms: 65 },
          { Operation: 'Update', 'Relation Name': 'orders' },
          [exampleNode('Seq Scan', { cost: 812, planned: 5000, rows: 5000, ms: 6 }, { 'Relation Name': 'orders' })],
        ),
        Triggers: [{ 'Trigger Name': 'orders_audit', Relation: 'orders', Time: 412, Calls: 5000 }],
        'Execution Time': 480,
      },
    ],
  },
  good: {
    title: 'The same trigger took 40 of 480 ms',
    explain: [
      {
        Plan: exampleNode(
          'ModifyTable',
          { cost: 812, planned: 0, rows: 0, ms: 437 },
          { Operation: 'Update', 'Relation Name': 'orders' },
          [exampleNode('Seq Scan', { cost: 812, planned: 5000, rows: 5000, ms: 6 }, { 'Relation Name': 'orders' })],
        ),
        Triggers: [{ 'Trigger Name': 'orders_audit', Relation: 'orders', Time: 40, Calls: 5000 }],
        'Execution Time': 480,
      },
    ],
  },
  check: ({ plan, totalMs }) =>
    (plan.triggers ?? []).flatMap(({ name, relation, timeMs, calls, constraint }) => {
      if (constraint !== undefined || timeMs === undefined || totalMs === undefined || totalMs <= 0) return [];
      const share = Math.min(1, timeMs / totalMs);
      if (timeMs < leastMs || share < leastShare) return [];
      const runs =
        calls === undefined ? '' : `, ${formatCount(calls)} calls of ${formatMs(timeMs / Math.max(1, calls))}`;
      return [
        {
          message: `Trigger ${name}${relation === undefined ? '' : ` of ${relation}`} took ${formatMs(timeMs)}, ${formatPercent(share)} of the time${runs}.`,
          share,
          evidence: { trigger: name, relation, triggerMs: timeMs, calls, share },
        },
      ];
    }),
};
