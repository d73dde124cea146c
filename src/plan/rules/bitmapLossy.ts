import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import { amountIn, sumOf, tableName } from './nodeDetails';
import type { Rule } from './rule';
import { raiseWorkMem, workMemBytes } from './workMemory';

const leastShareOfBlocks = 0.1;
const leastRemoved = 1_000;
const leastShare = 0.05;
/** A page's entry and its places in the hash table (tidbitmap.c, `tbm_calculate_entries`, 8-byte pointers). */
const bytesOfPage = 64;

const scan = (exact: number, lossy: number, removed: number, ms: number) =>
  exampleNode(
    'Bitmap Heap Scan',
    { cost: 20412, planned: 90000, rows: 91233, ms },
    {
      'Relation Name': 'events',
      Alias: 'events',
      'Recheck Cond': '(account_id = 7)',
      'Rows Removed by Index Recheck': removed,
      'Exact Heap Blocks': exact,
      'Lossy Heap Blocks': lossy,
    },
    [
      exampleNode(
        'Bitmap Index Scan',
        { cost: 900, planned: 90000, rows: 91233, ms: 11 },
        { 'Index Name': 'events_account', 'Index Cond': '(account_id = 7)' },
      ),
    ],
  );

export const bitmapLossy: Rule = {
  id: 'bitmap-lossy',
  severity: 'warning',
  title: 'A bitmap forgot which rows it meant',
  why: 'The bitmap of matching rows did not fit into work_mem. For many blocks it remembers only the block, and every row there has to be checked again.',
  remedy: 'Raise work_mem for this statement (SET LOCAL work_mem): a block takes 64 bytes in the bitmap.',
  when: 'At least 10 % of the blocks that a bitmap heap scan read were lossy, at least 1,000 rows were checked in vain, and they are worth at least 5 % of the time.',
  bad: {
    title: '41,000 of 52,000 blocks are lossy',
    explain: [{ Plan: scan(11020, 41011, 2461000, 620), 'Execution Time': 640 }],
  },
  good: { title: 'Few blocks are lossy', explain: [{ Plan: scan(51020, 1011, 60100, 310), 'Execution Time': 320 }] },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const lossy = sumOf(node, 'Lossy Heap Blocks') ?? 0;
      const blocks = lossy + (sumOf(node, 'Exact Heap Blocks') ?? 0);
      const loops = node.loops ?? 1;
      const removed = (amountIn(node.details, 'Rows Removed by Index Recheck') ?? 0) * loops;
      if (lossy === 0 || lossy / blocks < leastShareOfBlocks || removed < leastRemoved) return [];
      const read = removed + (node.ownRows ?? 0) + (node.rowsRemoved ?? 0) * loops;
      const own = examined.share(node);
      const share = own === undefined ? undefined : (own * removed) / read;
      if (share !== undefined && share < leastShare) return [];
      const runs = Math.max(1, Math.round(loops / (node.processes ?? 1)));
      const needed = (blocks / runs) * bytesOfPage;
      return [
        {
          message: `${formatCount(lossy)} of ${formatCount(blocks)} blocks of ${tableName(node)} were lossy: ${formatCount(Math.round(removed))} rows were checked again in vain, ${formatPercent(removed / read)} of those read.`,
          nodeId: node.id,
          share,
          evidence: {
            lossyBlocks: lossy,
            blocks,
            rowsRechecked: Math.round(removed),
            rowsRead: Math.round(read),
            workMemBytes: workMemBytes(examined.plan),
            neededWorkMemBytes: needed,
          },
          remedy: `${raiseWorkMem(needed)}. An index that matches fewer rows shrinks the bitmap as well.`,
        },
      ];
    }),
};
