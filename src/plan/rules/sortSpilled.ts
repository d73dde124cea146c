import type { Plan, PlanNode } from '../model';
import { formatBytes, formatRows } from '../units';
import { exampleNode } from './exampleNode';
import { amountIn, fieldsOf, processesOf } from './nodeDetails';
import type { Rule } from './rule';
import { majorVersion, raiseWorkMem, workMemBytes } from './workMemory';

const leastShare = 0.05;
/**
 * What a row takes in memory more than on disk, in bytes (tuplesort.c, tuplesortvariants.c): its SortTuple (24), the
 * chunk header (8), alignment and the part of the tuple's header that is not written.
 */
const extraBytesOfRow = 40;
/** Before 15 memory for a row was rounded up to a power of two (aset.c). */
const roundedUpBefore = 15;

const sort = (fields: Readonly<Record<string, unknown>>, ms: number) =>
  exampleNode(
    'Sort',
    { cost: 51534, planned: 200000, width: 190, rows: 200000, ms },
    { 'Sort Key': ['created_at DESC'], ...fields },
    [
      exampleNode(
        'Seq Scan',
        { cost: 8210, planned: 200000, width: 190, rows: 200000, ms: 61.5 },
        { 'Relation Name': 'events', Alias: 'events' },
      ),
    ],
  );

export const sortSpilled: Rule = {
  id: 'sort-spilled',
  severity: 'warning',
  title: 'A sort went to disk',
  why: 'The rows did not fit into work_mem, so that the server wrote them to temporary files and merged them.',
  remedy:
    'Sort fewer or narrower rows (select fewer columns, filter or LIMIT earlier), give the order from an index, or raise work_mem for this statement (SET LOCAL work_mem).',
  when: 'A sort, or the part of one worker, used disk and takes at least 5 % of the time. The work_mem that holds it is reckoned from the disk space and 40 bytes more for each row; every process of a parallel sort has its own.',
  bad: {
    title: 'An external merge of 41 MB',
    explain: [
      {
        Plan: sort({ 'Sort Method': 'external merge', 'Sort Space Used': 41984, 'Sort Space Type': 'Disk' }, 463.8),
        'Execution Time': 471.9,
      },
    ],
  },
  good: {
    title: 'The same rows in memory',
    explain: [
      {
        Plan: sort({ 'Sort Method': 'quicksort', 'Sort Space Used': 52014, 'Sort Space Type': 'Memory' }, 240.2),
        'Execution Time': 248.8,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const disk = diskBytes(node);
      const share = examined.share(node);
      if (disk === undefined || (share !== undefined && share < leastShare)) return [];
      const needed = neededBytes(examined.plan, node, disk.most);
      const processes = disk.processes > 1 ? ` in ${disk.processes} processes` : '';
      const each = disk.processes > 1 ? ' (each process has its own)' : '';
      return [
        {
          message: `Sorting ${formatRows(node.ownRows ?? node.estimatedRows ?? 0)} took ${formatBytes(disk.sum)} on disk${processes}; in memory it would take about ${formatBytes(needed)}${each}.`,
          nodeId: node.id,
          share,
          evidence: {
            diskBytes: disk.sum,
            processes: disk.processes,
            sortedRows: node.ownRows,
            workMemBytes: workMemBytes(examined.plan),
            neededBytes: needed,
            sortKey: node.conditions.find(({ label }) => label === 'Sort Key')?.text,
          },
          remedy: `${raiseWorkMem(needed)}. Better still: fewer columns or rows in the sort, or the order from an index.`,
        },
      ];
    }),
};

/** Rows of one process; a top-N sort gives fewer than it holds but does not spill. */
function neededBytes(plan: Plan, node: PlanNode, disk: number): number {
  const rows = node.actualRows ?? node.estimatedRows ?? 0;
  const major = majorVersion(plan);
  return disk * (major !== undefined && major < roundedUpBefore ? 2 : 1) + rows * extraBytesOfRow;
}

/** Of the node itself, its incremental groups (one at a time) and its workers. */
function diskBytes(
  node: PlanNode,
): { readonly sum: number; readonly most: number; readonly processes: number } | undefined {
  const used = processesOf(node)
    .map(fields => Math.max(sortDisk(fields), groupsDisk(fields)) * 1024)
    .filter(bytes => bytes > 0);
  if (used.length === 0) return undefined;
  return { sum: used.reduce((sum, bytes) => sum + bytes, 0), most: Math.max(...used), processes: used.length };
}

/** kB, as EXPLAIN gives them. */
function sortDisk(fields: Readonly<Record<string, unknown>>): number {
  return fields['Sort Space Type'] === 'Disk' ? (amountIn(fields, 'Sort Space Used') ?? 0) : 0;
}

function groupsDisk(fields: Readonly<Record<string, unknown>>): number {
  const peaks = ['Full-sort Groups', 'Pre-sorted Groups'].map(
    name => amountIn(fieldsOf(fieldsOf(fields[name])['Sort Space Disk']), 'Peak Sort Space Used') ?? 0,
  );
  return Math.max(...peaks);
}
