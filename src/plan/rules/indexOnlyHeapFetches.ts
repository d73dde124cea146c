import { quoteIdentifier, quoteQualified } from '../../sql/identifier';
import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import { amountIn, tableName } from './nodeDetails';
import type { Rule } from './rule';

const leastFetches = 1_000;
const leastPart = 0.2;
const leastShare = 0.05;

const scan = (fetches: number, ms: number) =>
  exampleNode(
    'Index Only Scan',
    { cost: 2100, planned: 80000, rows: 80000, ms },
    {
      'Relation Name': 'orders',
      Alias: 'orders',
      'Index Name': 'orders_created_at_idx',
      'Index Cond': "(created_at > '2024-01-01'::date)",
      'Heap Fetches': fetches,
    },
  );

export const indexOnlyHeapFetches: Rule = {
  id: 'index-only-heap-fetches',
  severity: 'warning',
  title: 'An index-only scan read the table all the same',
  why: 'The index has all columns, but not whether a row is visible. Blocks that VACUUM did not mark as visible to all since they were changed have to be looked up in the table.',
  remedy: 'VACUUM the table; where it changes a lot, let autovacuum come more often.',
  when: 'An index-only scan fetched at least 1,000 rows, and a fifth of those it gave, from the table, and takes at least 5 % of the time (visibility map, storage-vm in the manual).',
  bad: { title: '76,000 of 80,000 rows fetched', explain: [{ Plan: scan(76120, 92), 'Execution Time': 99 }] },
  good: { title: 'A few recently changed blocks', explain: [{ Plan: scan(610, 14), 'Execution Time': 19 }] },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const fetches = amountIn(node.details, 'Heap Fetches') ?? 0;
      const rows = (node.ownRows ?? 0) + Math.round((node.rowsRemoved ?? 0) * (node.loops ?? 1));
      const own = examined.share(node);
      if (fetches < leastFetches || fetches < rows * leastPart || (own !== undefined && own < leastShare)) return [];
      const { relation, schema } = node;
      const table =
        relation === undefined
          ? undefined
          : schema === undefined
            ? quoteIdentifier(relation)
            : quoteQualified(schema, relation);
      return [
        {
          message: `${formatCount(fetches)} of ${formatCount(rows)} rows of ${tableName(node)} had to be looked up in the table (${formatPercent(Math.min(1, fetches / Math.max(1, rows)))}): its visibility map is out of date.`,
          nodeId: node.id,
          share: own,
          evidence: { heapFetches: fetches, rowsRead: rows, ownMs: node.ownMs },
          ...(table !== undefined && {
            remedy: `VACUUM ${table}; if the fetches come back, let autovacuum come more often: ALTER TABLE ${table} SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02). A long open transaction keeps VACUUM from helping.`,
          }),
        },
      ];
    }),
};
