import type { PlanNode } from '../model';
import { formatBytes } from '../units';
import type { Rule } from './rule';

export const sortSpilled: Rule = {
  id: 'sort-spilled',
  severity: 'warning',
  title: 'A sort went to disk',
  why: 'The rows did not fit into work_mem, so that the server wrote them to temporary files and merged them.',
  remedy:
    'Sort fewer or narrower rows (select fewer columns, filter or LIMIT earlier), give the order from an index, or raise work_mem for this statement (SET LOCAL work_mem).',
  when: 'A sort, or the part of one worker, used disk.',
  bad: {
    title: 'An external merge of 41 MB',
    explain: [
      {
        Plan: {
          'Node Type': 'Sort',
          'Startup Cost': 51034,
          'Total Cost': 51534,
          'Plan Rows': 200000,
          'Plan Width': 210,
          'Actual Startup Time': 412.2,
          'Actual Total Time': 463.8,
          'Actual Rows': 200000,
          'Actual Loops': 1,
          'Sort Key': ['created_at DESC'],
          'Sort Method': 'external merge',
          'Sort Space Used': 41984,
          'Sort Space Type': 'Disk',
        },
        'Execution Time': 471.9,
      },
    ],
  },
  good: {
    title: 'A sort in memory',
    explain: [
      {
        Plan: {
          'Node Type': 'Sort',
          'Startup Cost': 12,
          'Total Cost': 13,
          'Plan Rows': 37,
          'Plan Width': 210,
          'Actual Startup Time': 0.3,
          'Actual Total Time': 0.4,
          'Actual Rows': 37,
          'Actual Loops': 1,
          'Sort Key': ['created_at DESC'],
          'Sort Method': 'quicksort',
          'Sort Space Used': 31,
          'Sort Space Type': 'Memory',
        },
        'Execution Time': 0.5,
      },
    ],
  },
  check: examined =>
    examined.visits
      .map(({ node }) => ({ node, kilobytes: diskKilobytes(node) }))
      .filter(({ kilobytes }) => kilobytes > 0)
      .map(({ node, kilobytes }) => ({
        message: `Sorting took ${formatBytes(kilobytes * 1024)} on disk.`,
        nodeId: node.id,
        share: examined.share(node),
        evidence: {
          diskBytes: kilobytes * 1024,
          sortKey: node.conditions.find(({ label }) => label === 'Sort Key')?.text,
        },
      })),
};

/** Of the node itself, its incremental groups and its workers (VERBOSE lists each); kB as EXPLAIN gives them. */
function diskKilobytes(node: PlanNode): number {
  const { details } = node;
  const workers = Array.isArray(details['Workers']) ? (details['Workers'] as readonly unknown[]) : [];
  const ownAndWorkers = [details, ...workers].map(source => {
    const sort = fields(source);
    const used = sort['Sort Space Used'];
    return sort['Sort Space Type'] === 'Disk' && typeof used === 'number' ? used : 0;
  });
  const groups = ['Full-sort Groups', 'Pre-sorted Groups'].map(name => {
    const used = fields(fields(details[name])['Sort Space Disk'])['Peak Sort Space Used'];
    return typeof used === 'number' ? used : 0;
  });
  return ownAndWorkers.reduce((sum, used) => sum + used, 0) + Math.max(...groups);
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
