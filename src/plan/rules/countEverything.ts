import type { PlanNode } from '../model';
import { formatCount, formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { Rule } from './rule';

const leastRows = 100_000;
const leastMs = 10;
const leastShare = 0.5;

export const countEverything: Rule = {
  id: 'count-everything',
  severity: 'info',
  title: 'All rows of a table are counted',
  why: 'PostgreSQL keeps no row count: which rows are visible differs between transactions. count(*) without a condition visits every row, or every entry of an index.',
  remedy:
    "Where about is enough, read the planner's number: SELECT reltuples::bigint FROM pg_class WHERE oid = 'table'::regclass. To know whether there is more, ask for one row more than you show (LIMIT 101). An exact number that is shown often belongs into a counter of its own.",
  when: 'An aggregate over a whole table, without a condition and without a column read (a width of 0), counts at least 100,000 rows and takes at least half of the time and 10 ms.',
  bad: {
    title: '2,400,000 orders',
    explain: [
      {
        Plan: exampleNode(
          'Aggregate',
          { cost: 47_000, planned: 1, rows: 1, ms: 310, width: 8 },
          { Strategy: 'Plain' },
          [
            exampleNode(
              'Seq Scan',
              { cost: 41_000, planned: 2_400_000, rows: 2_400_000, ms: 190, width: 0 },
              { 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 311,
      },
    ],
  },
  good: {
    title: 'A sum, which has to read a column',
    explain: [
      {
        Plan: exampleNode(
          'Aggregate',
          { cost: 47_000, planned: 1, rows: 1, ms: 310, width: 8 },
          { Strategy: 'Plain' },
          [
            exampleNode(
              'Seq Scan',
              { cost: 41_000, planned: 2_400_000, rows: 2_400_000, ms: 190, width: 4 },
              { 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 311,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const share = examined.shareWithin(node);
      const ms = node.actualMs?.total;
      const scan = node.type === 'Aggregate' && node.strategy === 'Plain' ? countedScan(node) : undefined;
      const rows = scan?.ownRows;
      if (scan === undefined || rows === undefined || ms === undefined || share === undefined) return [];
      if (rows < leastRows || ms < leastMs || share < leastShare) return [];
      const table = scan.relation ?? 'a table';
      return [
        {
          message: `Counts all ${formatCount(rows)} rows of ${table}: ${formatMs(ms)}, ${formatPercent(share)} of the time.`,
          nodeId: scan.id,
          share,
          evidence: { rows, totalMs: ms, share },
          remedy: `Where about is enough: SELECT reltuples::bigint FROM pg_class WHERE oid = '${table}'::regclass. To know whether there is more, ask for one row more than you show.`,
        },
      ];
    }),
};

const between = new Set(['Gather', 'Gather Merge', 'Aggregate']);

/** The one scan below, if nothing but parallel steps lies between and neither filters nor reads a column. */
function countedScan(aggregate: PlanNode): PlanNode | undefined {
  let [node, ...others] = aggregate.children;
  while (node !== undefined && others.length === 0 && between.has(node.type)) [node, ...others] = node.children;
  if (node === undefined || others.length > 0 || node.children.length > 0) return undefined;
  const scans = node.type === 'Seq Scan' || node.type === 'Index Only Scan';
  return scans && node.conditions.length === 0 && node.estimatedWidth === 0 ? node : undefined;
}
