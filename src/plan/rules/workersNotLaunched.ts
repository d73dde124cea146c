import { formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { Rule } from './rule';

const leastMs = 50;
const leastShare = 0.2;

export const workersNotLaunched: Rule = {
  id: 'workers-not-launched',
  severity: 'warning',
  title: 'Planned workers did not start',
  why: 'The plan was chosen for several processes. When the pool of parallel workers is exhausted, fewer or none start, and the leader does their part alone, with a plan that may not be the best for one.',
  remedy:
    'Raise max_parallel_workers (and max_worker_processes, which needs a restart), or lower max_parallel_workers_per_gather so that fewer queries ask for the same workers.',
  when: 'A Gather that takes, with its input, at least 50 ms and 20 % of the time launched fewer workers than planned.',
  bad: {
    title: 'None of 2',
    explain: [
      {
        Plan: exampleNode(
          'Gather',
          { cost: 20_412, planned: 1200, rows: 1200, ms: 894 },
          { 'Workers Planned': 2, 'Workers Launched': 0 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 19_412, planned: 500, rows: 1200, ms: 890 },
              { 'Parallel Aware': true, 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 895,
      },
    ],
  },
  good: {
    title: 'One of 2, for 6 ms',
    explain: [
      {
        Plan: exampleNode(
          'Gather',
          { cost: 20_412, planned: 1200, rows: 1200, ms: 6 },
          { 'Workers Planned': 2, 'Workers Launched': 1 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 19_412, planned: 500, rows: 600, ms: 5, loops: 2 },
              { 'Parallel Aware': true, 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 6.4,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const { planned, launched } = node.workers ?? {};
      const ms = node.actualMs?.total;
      const share = examined.shareWithin(node);
      if (planned === undefined || launched === undefined || ms === undefined || share === undefined) return [];
      if (launched >= planned || node.neverExecuted === true || ms < leastMs || share < leastShare) return [];
      // The leader takes part: planned + 1 processes share the work at best.
      const saved = 1 - (launched + 1) / (planned + 1);
      return [
        {
          message: `${launched === 0 ? 'None' : `Only ${launched}`} of ${planned} planned workers started for a part that takes ${formatMs(ms)}, ${formatPercent(share)} of the time.`,
          nodeId: node.id,
          share: share * saved,
          evidence: { workersPlanned: planned, workersLaunched: launched, totalMs: ms, shareWithin: share },
        },
      ];
    }),
};
