import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import { amountIn, fieldsOf, processesOf } from './nodeDetails';
import type { Rule } from './rule';

const leastRows = 10_000;
const mostWanted = 0.01;
const leastShare = 0.2;

const sorted = (read: number, groups: number, ms: number) =>
  exampleNode('Limit', { cost: 910, planned: 20, rows: 20, ms }, {}, [
    exampleNode(
      'Incremental Sort',
      { cost: 91210, planned: 1200000, rows: 20, ms },
      {
        'Sort Key': ['status', 'created_at'],
        'Presorted Key': ['status'],
        'Full-sort Groups': { 'Group Count': 1, 'Sort Methods Used': ['quicksort'] },
        'Pre-sorted Groups': { 'Group Count': groups, 'Sort Methods Used': ['top-N heapsort'] },
      },
      [
        exampleNode(
          'Index Scan',
          { cost: 51210, planned: 1200000, rows: read, ms: ms * 0.7 },
          { 'Relation Name': 'orders', Alias: 'orders', 'Index Name': 'orders_status_idx' },
        ),
      ],
    ),
  ]);

export const incrementalSortGroups: Rule = {
  id: 'incremental-sort-groups',
  severity: 'info',
  title: 'An incremental sort has to sort a huge group first',
  why: 'Rows come ordered by the first sort columns and are sorted group by group. Where few values make few large groups, LIMIT cannot stop before a whole group was read.',
  remedy: 'An index on all sort columns, in their order, gives the rows without a sort.',
  when: 'An incremental sort read at least 10,000 rows and gave at most 1 % of them, because something above stopped it, and with what lies below takes at least 20 % of the time.',
  bad: {
    title: '400,000 rows of one status for 20',
    explain: [{ Plan: sorted(400213, 1, 310), 'Execution Time': 310.2 }],
  },
  good: { title: 'Small groups: 64 rows read', explain: [{ Plan: sorted(64, 0, 0.2), 'Execution Time': 0.3 }] },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      if (node.type !== 'Incremental Sort' || node.ownRows === undefined) return [];
      const read = node.children[0]?.ownRows ?? 0;
      const share = examined.shareWithin(node);
      if (read < leastRows || node.ownRows > read * mostWanted || (share !== undefined && share < leastShare))
        return [];
      const groups = processesOf(node)
        .flatMap(fields =>
          ['Full-sort Groups', 'Pre-sorted Groups'].map(name => amountIn(fieldsOf(fields[name]), 'Group Count') ?? 0),
        )
        .reduce((sum, count) => sum + count, 0);
      const text = (label: string) => node.conditions.find(condition => condition.label === label)?.text;
      const presorted = text('Presorted Key') ?? 'the first sort columns';
      const cost = share === undefined ? '' : `: ${formatPercent(share)} of the ${examined.isTimed ? 'time' : 'cost'}`;
      return [
        {
          message: `Read and sorted ${formatCount(read)} rows to give ${formatCount(node.ownRows)}, because rows with equal ${presorted} have to be sorted together${cost}.`,
          nodeId: node.id,
          share: share === undefined ? undefined : share * (1 - node.ownRows / read),
          evidence: {
            rowsRead: read,
            rowsGiven: node.ownRows,
            groups,
            presortedKey: presorted,
            sortKey: text('Sort Key'),
          },
          remedy: `An index on all sort columns (${text('Sort Key') ?? 'those of ORDER BY'}), in that order, gives the rows without a sort.`,
        },
      ];
    }),
};
