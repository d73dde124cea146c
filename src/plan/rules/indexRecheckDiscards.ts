import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import { amountIn, sumOf, tableName } from './nodeDetails';
import type { Rule } from './rule';
import { indexesOf, indexOf, listed } from './scannedIndex';

const leastRemoved = 1_000;
const leastRemovedPart = 0.5;
const leastShare = 0.1;

const scan = (rows: number, removed: number, ms: number) =>
  exampleNode(
    'Bitmap Heap Scan',
    { cost: 5120, planned: 40, rows, ms },
    {
      'Relation Name': 'documents',
      Alias: 'documents',
      'Recheck Cond': "(body ~~ '%invoice%'::text)",
      'Rows Removed by Index Recheck': removed,
      'Exact Heap Blocks': 8120,
      'Lossy Heap Blocks': 0,
    },
    [
      exampleNode(
        'Bitmap Index Scan',
        { cost: 90, planned: 40, rows: rows + removed, ms: 9 },
        { 'Index Name': 'documents_body_trgm', 'Index Cond': "(body ~~ '%invoice%'::text)" },
      ),
    ],
  );

const remedies: Readonly<Record<string, string>> = {
  brin: 'A BRIN index knows only the range of values of each group of blocks: it serves columns that grow with the table. Give it a smaller pages_per_range, store the rows in the order of the column (CLUSTER), or use a B-tree.',
  gin: 'The index knows parts (trigrams, keys), not the whole condition: a longer or rarer search text, or a further condition with an index of its own, leaves fewer rows to check.',
  gist: 'The index stores a rough form (a signature, a bounding box): a GIN index, a longer signature (siglen) or a more selective condition leaves fewer rows to check.',
};

export const indexRecheckDiscards: Rule = {
  id: 'index-recheck-discards',
  severity: 'warning',
  title: 'An index only guesses, and most rows fail the check',
  why: 'Some indexes (BRIN, GiST, trigrams) give candidates; the server fetches each and checks the condition on the row itself.',
  remedy:
    'A kind of index that knows the condition exactly, or a more selective condition, leaves fewer rows to check.',
  when: 'At least half of the rows that an index scan fetched, and at least 1,000, failed the check of the index condition, and they are worth at least 10 % of the time. Blocks that turned lossy for want of memory belong to bitmap-lossy.',
  bad: {
    title: '12 of 96,000 candidates hold the text',
    explain: [{ Plan: scan(12, 96110, 412), 'Execution Time': 413 }],
  },
  good: { title: 'Most candidates hold it', explain: [{ Plan: scan(71200, 24910, 380), 'Execution Time': 390 }] },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const loops = node.loops ?? 1;
      const removed = Math.round((amountIn(node.details, 'Rows Removed by Index Recheck') ?? 0) * loops);
      // Exact blocks beside lossy ones: memory ran out. An index that gives whole blocks (BRIN) has lossy ones alone.
      const exact = sumOf(node, 'Exact Heap Blocks') ?? 0;
      if (exact > 0 && (sumOf(node, 'Lossy Heap Blocks') ?? 0) > 0) return [];
      const read = removed + (node.ownRows ?? 0) + Math.round((node.rowsRemoved ?? 0) * loops);
      if (removed < leastRemoved || removed / read < leastRemovedPart) return [];
      const own = examined.share(node);
      const share = own === undefined ? undefined : (own * removed) / read;
      if (share !== undefined && share < leastShare) return [];
      const indexes = indexesOf(node);
      const method = indexOf(examined.table(node), indexes[0])?.method;
      const remedy = method === undefined ? undefined : remedies[method];
      return [
        {
          message: `${listed(indexes) || 'The index'} gave ${formatCount(read)} candidates of ${tableName(node)}; ${formatCount(removed)} (${formatPercent(removed / read)}) failed the check on the row.`,
          nodeId: node.id,
          share,
          evidence: {
            candidates: read,
            rowsRemovedByRecheck: removed,
            indexMethod: method,
            indexes,
            ownMs: node.ownMs,
          },
          ...(remedy !== undefined && { remedy }),
        },
      ];
    }),
};
