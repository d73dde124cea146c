import { formatBytes, formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import { mostOf } from './nodeDetails';
import type { Rule } from './rule';
import { hashMemoryMultiplier, raiseWorkMem, workMemBytes } from './workMemory';

const leastShare = 0.05;

const join = (ms: number, hash: Readonly<Record<string, unknown>>) =>
  exampleNode(
    'Hash Join',
    { cost: 41230, planned: 400000, width: 120, rows: 400000, ms },
    { 'Join Type': 'Inner', 'Hash Cond': '(i.order_id = o.id)' },
    [
      exampleNode(
        'Seq Scan',
        { cost: 7331, planned: 400000, rows: 400000, ms: 40 },
        { 'Relation Name': 'items', Alias: 'i' },
      ),
      {
        ...exampleNode('Hash', { cost: 9031, planned: 200000, width: 88, rows: 200000, ms: 180 }, hash, [
          exampleNode(
            'Seq Scan',
            { cost: 9031, planned: 200000, rows: 200000, ms: 60 },
            { 'Relation Name': 'orders', Alias: 'o' },
          ),
        ]),
        'Parent Relationship': 'Inner',
      },
    ],
  );

export const hashJoinSpilled: Rule = {
  id: 'hash-join-spilled',
  severity: 'warning',
  title: 'The hash table of a join went to disk',
  why: 'The table that is hashed does not fit into memory, so that both sides of the join are written to temporary files in batches and read again.',
  remedy:
    'Raise work_mem for this statement (SET LOCAL work_mem), or let fewer or narrower rows reach the hashed side: filter earlier, select fewer columns.',
  when: 'A Hash has more than one batch and it and its join take at least 5 % of the time. The memory that one batch would take is at most batches × the peak of one; a hash table may take work_mem × hash_mem_multiplier (2 since PostgreSQL 15, 1 before), a shared table of a parallel join that for each process.',
  bad: {
    title: '32 batches',
    explain: [
      {
        Plan: join(690, {
          'Hash Buckets': 8192,
          'Original Hash Buckets': 8192,
          'Hash Batches': 32,
          'Original Hash Batches': 32,
          'Peak Memory Usage': 840,
        }),
        'Execution Time': 712,
      },
    ],
  },
  good: {
    title: 'One batch, in memory',
    explain: [
      {
        Plan: join(410, {
          'Hash Buckets': 262144,
          'Original Hash Buckets': 262144,
          'Hash Batches': 1,
          'Original Hash Batches': 1,
          'Peak Memory Usage': 25440,
        }),
        'Execution Time': 431,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node, parent }) => {
      const batches = mostOf(node, 'Hash Batches');
      const peak = mostOf(node, 'Peak Memory Usage');
      if (node.type !== 'Hash' || batches === undefined || batches <= 1 || peak === undefined) return [];
      const shares = [node, ...(parent === undefined ? [] : [parent.node])].map(step => examined.share(step));
      const share = shares.every(part => part === undefined)
        ? undefined
        : Math.min(
            1,
            shares.reduce<number>((sum, part) => sum + (part ?? 0), 0),
          );
      if (share !== undefined && share < leastShare) return [];
      const planned = mostOf(node, 'Original Hash Batches');
      const grown = planned !== undefined && planned < batches;
      const wholeBytes = peak * 1024 * batches;
      const multiplier = hashMemoryMultiplier(examined.plan);
      const sharing = node.details['Parallel Aware'] === true ? (node.processes ?? 1) : 1;
      const needed = wholeBytes / multiplier / sharing;
      const time =
        share === undefined
          ? ''
          : `; with the join ${formatPercent(share)} of the ${examined.isTimed ? 'time' : 'cost'}`;
      const more = grown ? `, planned as ${formatCount(planned)} because fewer or narrower rows were expected` : '';
      return [
        {
          message: `The hash table was split into ${formatCount(batches)} batches on disk${more}${time}. In one piece it takes at most ${formatBytes(wholeBytes)}.`,
          nodeId: node.id,
          share,
          evidence: {
            batches,
            plannedBatches: planned,
            peakBytes: peak * 1024,
            wholeBytes,
            hashMemMultiplier: multiplier,
            processesSharing: sharing,
            workMemBytes: workMemBytes(examined.plan),
            neededWorkMemBytes: needed,
          },
          remedy: `${raiseWorkMem(needed)} (a hash table may take ${multiplier} times that). Fewer columns or rows on the hashed side help as well.`,
        },
      ];
    }),
};
