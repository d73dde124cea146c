import { formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { Rule } from './rule';

const leastLostMs = 5;
const leastShare = 0.3;

export const parallelOverhead: Rule = {
  id: 'parallel-overhead',
  severity: 'info',
  title: 'Starting workers takes longer than their work',
  why: 'Each worker is a process that must start, load the plan and send its rows through a queue. For little work that costs more than it saves.',
  remedy:
    'Mend the row estimates that made the work look large. Else raise parallel_setup_cost or min_parallel_table_scan_size, or SET LOCAL max_parallel_workers_per_gather = 0 for this query.',
  when: 'The work below a Gather, added up over all processes, took less time than the Gather itself: one process alone would have been quicker, by at least 5 ms and 30 % of the time.',
  bad: {
    title: '3 ms of work in three processes, 21 ms in all',
    explain: [
      {
        Plan: exampleNode(
          'Gather',
          { cost: 11_412, planned: 120_000, rows: 300, ms: 21 },
          { 'Workers Planned': 2, 'Workers Launched': 2 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 10_412, planned: 50_000, rows: 100, ms: 1, loops: 3 },
              { 'Parallel Aware': true, 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 21.3,
      },
    ],
  },
  good: {
    title: '48 ms of work in three processes, 21 ms in all',
    explain: [
      {
        Plan: exampleNode(
          'Gather',
          { cost: 11_412, planned: 120_000, rows: 300, ms: 21 },
          { 'Workers Planned': 2, 'Workers Launched': 2 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 10_412, planned: 50_000, rows: 100, ms: 16, loops: 3 },
              { 'Parallel Aware': true, 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 21.3,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const launched = node.workers?.launched ?? 0;
      const ms = node.actualMs?.total;
      const work = node.children.find(({ parentRelationship }) => parentRelationship === 'Outer');
      if (launched === 0 || ms === undefined || work?.actualMs === undefined) return [];
      // The model's times are wall-clock; all processes together took that many times as long.
      const processes = (work.processes ?? 1) / (node.processes ?? 1);
      const workMs = work.actualMs.total * processes;
      const lostMs = ms - workMs;
      const share = examined.shareOfMs(lostMs);
      if (share === undefined || lostMs < leastLostMs || share < leastShare) return [];
      return [
        {
          message: `${processes === 1 ? 'One process' : `${processes} processes`} did ${formatMs(workMs)} of work${processes === 1 ? '' : ' together'}, the parallel part took ${formatMs(ms)}: without workers it would be about ${formatMs(lostMs)} shorter, ${formatPercent(share)} of the time.`,
          nodeId: node.id,
          share,
          evidence: { workMs, gatherMs: ms, lostMs, processes, workersLaunched: launched },
        },
      ];
    }),
};
