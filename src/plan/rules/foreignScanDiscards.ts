import { textField } from '../fields';
import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { Rule } from './rule';

const leastDiscarded = 1_000;
const mostKept = 0.1;
const leastShare = 0.2;

export const foreignScanDiscards: Rule = {
  id: 'foreign-scan-discards',
  severity: 'warning',
  title: 'Rows travel from another server to be thrown away here',
  why: 'The condition was not sent to the other server: it calls a function that the wrapper may not ship (now(), anything not IMMUTABLE, functions of one’s own), or compares under another collation. Every row crosses the network.',
  remedy:
    'Send the condition as a value: compute now() and the like in the application and pass a parameter or constant. Functions of an extension that both servers have are shipped when the server option extensions names it (postgres_fdw).',
  when: 'A foreign scan (of no file) throws at least 1,000 rows away here, keeps at most 10 % and takes at least 20 % of the time.',
  bad: {
    title: '60,000 rows fetched to keep 12',
    explain: [
      {
        Plan: exampleNode(
          'Foreign Scan',
          { cost: 4100, planned: 600, rows: 12, ms: 310 },
          {
            'Relation Name': 'remote_orders',
            Filter: "(created_at > (now() - '01:00:00'::interval))",
            'Rows Removed by Filter': 59_988,
            'Remote SQL': 'SELECT id, created_at FROM public.orders',
          },
        ),
        'Execution Time': 312,
      },
    ],
  },
  good: {
    title: 'The other server filters',
    explain: [
      {
        Plan: exampleNode(
          'Foreign Scan',
          { cost: 110, planned: 12, rows: 12, ms: 9 },
          {
            'Relation Name': 'remote_orders',
            'Remote SQL': "SELECT id, created_at FROM public.orders WHERE ((created_at > '2026-01-01 00:00:00+00'))",
          },
        ),
        'Execution Time': 10,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      if (node.type !== 'Foreign Scan' || node.details['Foreign File'] !== undefined) return [];
      const filter = node.conditions.find(({ label }) => label === 'Filter')?.text;
      const kept = node.ownRows ?? 0;
      const discarded = Math.round((node.rowsRemoved ?? 0) * (node.loops ?? 1));
      const share = examined.share(node);
      if (filter === undefined || discarded < leastDiscarded || kept / (kept + discarded) > mostKept) return [];
      if (share === undefined || share < leastShare) return [];
      return [
        {
          message: `Fetches ${formatCount(kept + discarded)} rows of ${node.relation ?? 'a foreign table'} from the other server and keeps ${formatCount(kept)} (${formatPercent(share)} of the time): the condition is applied here.`,
          nodeId: node.id,
          share,
          evidence: {
            rowsFetched: kept + discarded,
            rowsKept: kept,
            share,
            filter,
            remoteSql:
              node.conditions.find(({ label }) => label === 'Remote SQL')?.text ??
              textField(node.details, 'Remote SQL'),
          },
        },
      ];
    }),
};
