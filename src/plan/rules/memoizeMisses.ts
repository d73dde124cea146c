import { formatBytes, formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import { mostOf, sumOf } from './nodeDetails';
import type { Rule } from './rule';
import { hashMemoryMultiplier, raiseWorkMem } from './workMemory';

const leastLookups = 1_000;
/** With fewer hits remembering costs about what it saves (costsize.c, `cost_memoize_rescan`). */
const leastHits = 0.1;
const leastEvicted = 0.1;
const leastShare = 0.05;

const memoize = (hits: number, misses: number, evictions: number, ms: number) =>
  exampleNode('Nested Loop', { cost: 9000, planned: 50000, rows: 50000, ms: 300 }, { 'Join Type': 'Inner' }, [
    exampleNode(
      'Seq Scan',
      { cost: 900, planned: 50000, rows: 50000, ms: 9 },
      { 'Relation Name': 'orders', Alias: 'o' },
    ),
    {
      ...exampleNode(
        'Memoize',
        { cost: 0.3, planned: 1, rows: 1, ms, loops: 50000 },
        {
          'Cache Key': 'o.customer_id',
          'Cache Hits': hits,
          'Cache Misses': misses,
          'Cache Evictions': evictions,
          'Cache Overflows': 0,
          'Peak Memory Usage': 4097,
        },
        [
          exampleNode(
            'Index Scan',
            { cost: 0.3, planned: 1, rows: 1, ms: 0.004, loops: misses },
            { 'Relation Name': 'customers', Alias: 'c', 'Index Name': 'customers_pkey' },
          ),
        ],
      ),
      'Parent Relationship': 'Inner',
    },
  ]);

export const memoizeMisses: Rule = {
  id: 'memoize-misses',
  severity: 'info',
  title: 'Remembered rows are not asked for again, or were forgotten',
  why: 'Memoize keeps the inner rows of a nested loop for keys that come again. It pays only if they do, and if they are still there.',
  remedy:
    'Where keys were forgotten, raise work_mem for this statement; where they do not come again, ANALYZE the outer table or raise the statistics of the key (n_distinct), so that the planner sees it.',
  when: 'Of at least 1,000 lookups fewer than 10 % found their key remembered, or more than 10 % of the keys were pushed out for want of memory; Memoize with what lies below takes at least 5 % of the time.',
  bad: {
    title: '1,200 of 50,000 lookups remembered',
    explain: [{ Plan: memoize(1200, 48800, 0, 0.005), 'Execution Time': 310 }],
  },
  good: {
    title: '45,000 of 50,000 lookups remembered',
    explain: [{ Plan: memoize(45000, 5000, 100, 0.002), 'Execution Time': 310 }],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const hits = sumOf(node, 'Cache Hits') ?? 0;
      const misses = sumOf(node, 'Cache Misses') ?? 0;
      const evictions = sumOf(node, 'Cache Evictions') ?? 0;
      const lookups = hits + misses;
      const within = examined.shareWithin(node);
      if (node.type !== 'Memoize' || lookups < leastLookups || (within !== undefined && within < leastShare)) return [];
      const key = node.conditions.find(({ label }) => label === 'Cache Key')?.text;
      const peak = (mostOf(node, 'Peak Memory Usage') ?? 0) * 1024;
      const evidence = {
        cacheHits: hits,
        cacheMisses: misses,
        cacheEvictions: evictions,
        peakBytes: peak,
        cacheKey: key,
      };
      const found = `Only ${formatCount(hits)} of ${formatCount(lookups)} lookups (${formatPercent(hits / lookups)})`;
      if (evictions > misses * leastEvicted) {
        // Every key that was pushed out may have been asked for again; all keys at once take at most this.
        const whole = (peak * misses) / Math.max(1, misses - evictions);
        const multiplier = hashMemoryMultiplier(examined.plan);
        return [
          {
            message: `${formatCount(evictions)} of ${formatCount(misses)} remembered keys were pushed out of ${formatBytes(peak)} of memory; ${formatCount(hits)} of ${formatCount(lookups)} lookups found theirs.`,
            nodeId: node.id,
            share: within === undefined ? undefined : (within * evictions) / lookups,
            evidence: { ...evidence, neededWorkMemBytes: whole / multiplier },
            remedy: `${raiseWorkMem(whole / multiplier)} at most (Memoize may take ${multiplier} times that). A hash join may suit as many keys better.`,
          },
        ];
      }
      if (hits >= lookups * leastHits) return [];
      return [
        {
          message: `${found} found their key remembered: ${key ?? 'the key'} hardly ever comes again, so remembering costs more than it saves.`,
          nodeId: node.id,
          share: examined.share(node),
          evidence,
          remedy: `The planner took ${key ?? 'the key'} for less varied than it is: ANALYZE its table, raise the statistics target of the column, or set its n_distinct. SET LOCAL enable_memoize = off shows the plan without.`,
        },
      ];
    }),
};
