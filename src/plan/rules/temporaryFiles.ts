import { formatBytes, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { Rule } from './rule';
import { raiseWorkMem } from './workMemory';

const blockBytes = 8192;
/** 8 MB: twice the default work_mem. */
const leastBlocks = 1_000;
const leastShare = 0.05;
/** A kept row in memory has a pointer and a chunk header more than in the file (tuplestore.c). */
const memoryForDisk = 1.3;

/** Rules of their own speak of these. */
const others = new Set(['Sort', 'Incremental Sort', 'Hash', 'Hash Join', 'Aggregate']);

export const temporaryFiles: Rule = {
  id: 'temporary-files',
  severity: 'warning',
  title: 'An intermediate result went to disk',
  why: 'Rows that are kept to be read again (a materialised subquery, a CTE, a window, the rows of a function) did not fit into work_mem and were written to a temporary file.',
  remedy:
    'Keep fewer or narrower rows: filter inside the CTE or subquery, select only the columns used, or raise work_mem for this statement.',
  when: 'A step other than a sort, a hash join or an aggregate wrote at least 1,000 blocks (8 MB) of temporary files and takes at least 5 % of the time. Needs BUFFERS.',
  bad: {
    title: 'A CTE of 61 MB that is read twice',
    explain: [
      {
        Plan: exampleNode(
          'Materialize',
          { cost: 61000, planned: 900000, width: 64, rows: 900000, ms: 410 },
          { 'Temp Read Blocks': 7810, 'Temp Written Blocks': 7810 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 21000, planned: 900000, width: 64, rows: 900000, ms: 120 },
              { 'Relation Name': 'events', 'Temp Read Blocks': 0, 'Temp Written Blocks': 0 },
            ),
          ],
        ),
        'Execution Time': 530,
      },
    ],
  },
  good: {
    title: 'A few blocks',
    explain: [
      {
        Plan: exampleNode(
          'Materialize',
          { cost: 6100, planned: 60000, width: 64, rows: 60000, ms: 41 },
          { 'Temp Read Blocks': 310, 'Temp Written Blocks': 310 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 2100, planned: 60000, width: 64, rows: 60000, ms: 12 },
              { 'Relation Name': 'events', 'Temp Read Blocks': 0, 'Temp Written Blocks': 0 },
            ),
          ],
        ),
        'Execution Time': 53,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const written = node.buffers?.['tempWritten'] ?? 0;
      const share = examined.share(node);
      if (others.has(node.type) || written < leastBlocks || (share !== undefined && share < leastShare)) return [];
      const bytes = written * blockBytes;
      const read = (node.buffers?.['tempRead'] ?? 0) * blockBytes;
      const time = share === undefined || !examined.isTimed ? '' : `, ${formatPercent(share)} of the time`;
      return [
        {
          message: `${node.type} wrote ${formatBytes(bytes)} to temporary files and read ${formatBytes(read)} back${time}.`,
          nodeId: node.id,
          share,
          evidence: { writtenBytes: bytes, readBytes: read, neededWorkMemBytes: bytes * memoryForDisk },
          remedy: `${raiseWorkMem(bytes * memoryForDisk)}. Better: keep fewer rows and columns, by filtering before they are kept.`,
        },
      ];
    }),
};
