import { formatBytes, formatCount } from '../units';
import { exampleNode } from './exampleNode';
import { mostOf, sumOf } from './nodeDetails';
import type { Rule } from './rule';
import { hashMemoryMultiplier, raiseWorkMem, workMemBytes } from './workMemory';

const leastShare = 0.05;

const aggregate = (ms: number, fields: Readonly<Record<string, unknown>>) =>
  exampleNode(
    'Aggregate',
    { cost: 84115, planned: 600000, width: 41, rows: 600000, ms },
    { Strategy: 'Hashed', 'Partial Mode': 'Simple', 'Group Key': ['token'], ...fields },
    [
      exampleNode(
        'Seq Scan',
        { cost: 16240, planned: 600000, width: 33, rows: 600000, ms: 90 },
        { 'Relation Name': 'visits', Alias: 'visits' },
      ),
    ],
  );

export const hashAggregateSpilled: Rule = {
  id: 'hash-aggregate-spilled',
  severity: 'warning',
  title: 'Grouping went to disk',
  why: 'There are more groups than fit into memory; the rows of those that do not fit are written to temporary files and grouped later.',
  remedy:
    'Raise work_mem for this statement (SET LOCAL work_mem), group fewer rows, or group by fewer or narrower columns.',
  when: 'A hashed aggregate (DISTINCT and UNION too) used disk and takes at least 5 % of the time. The memory that one batch would take is at most batches × the peak of one; it may take work_mem × hash_mem_multiplier (2 since PostgreSQL 15, 1 before).',
  bad: {
    title: '600,000 groups in 17 batches',
    explain: [
      {
        Plan: aggregate(640, {
          'Planned Partitions': 16,
          'HashAgg Batches': 17,
          'Peak Memory Usage': 8249,
          'Disk Usage': 30640,
        }),
        'Execution Time': 671,
      },
    ],
  },
  good: {
    title: 'All groups in memory: one batch',
    explain: [
      {
        Plan: aggregate(290, {
          'Planned Partitions': 0,
          'HashAgg Batches': 1,
          'Peak Memory Usage': 73745,
          'Disk Usage': 0,
        }),
        'Execution Time': 312,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const disk = sumOf(node, 'Disk Usage') ?? 0;
      const batches = mostOf(node, 'HashAgg Batches') ?? 1;
      const peak = mostOf(node, 'Peak Memory Usage');
      const share = examined.share(node);
      if (disk <= 0 || batches <= 1 || peak === undefined) return [];
      if (share !== undefined && share < leastShare) return [];
      const wholeBytes = peak * 1024 * batches;
      const multiplier = hashMemoryMultiplier(examined.plan);
      const groups = node.ownRows === undefined ? 'The groups' : `${formatCount(node.ownRows)} groups`;
      return [
        {
          message: `${groups} did not fit into memory: ${formatBytes(disk * 1024)} went to disk in ${formatCount(batches)} batches. Together they take at most ${formatBytes(wholeBytes)}.`,
          nodeId: node.id,
          share,
          evidence: {
            diskBytes: disk * 1024,
            batches,
            peakBytes: peak * 1024,
            wholeBytes,
            groups: node.ownRows,
            estimatedGroups: node.estimatedRows,
            hashMemMultiplier: multiplier,
            workMemBytes: workMemBytes(examined.plan),
            neededWorkMemBytes: wholeBytes / multiplier,
          },
          remedy: `${raiseWorkMem(wholeBytes / multiplier)} (grouping may take ${multiplier} times that). Grouping fewer rows, or by fewer and narrower columns, helps as well.`,
        },
      ];
    }),
};
