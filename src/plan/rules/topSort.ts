import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import type { Visit } from '../walk';
import type { ExaminedPlan } from './examinedPlan';
import { exampleNode } from './exampleNode';
import { processesOf, tableName } from './nodeDetails';
import type { Rule, RuleHit } from './rule';
import { listed } from './scannedIndex';

const leastRows = 10_000;
const mostWanted = 0.01;
const leastShare = 0.2;
/** They hand rows of one table through. */
const passing = new Set(['Result', 'Subquery Scan', 'Gather', 'ProjectSet']);
const scans = new Set(['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Heap Scan']);

const sorted = (key: string, method: string, ms: number, input: number) =>
  exampleNode('Limit', { cost: 31210, planned: 20, rows: 20, ms }, {}, [
    exampleNode(
      'Sort',
      { cost: 33710, planned: input, rows: 20, ms },
      { 'Sort Key': [key], 'Sort Method': method, 'Sort Space Used': 31, 'Sort Space Type': 'Memory' },
      [
        exampleNode(
          'Seq Scan',
          { cost: 20412, planned: input, rows: input, ms: ms * 0.6 },
          { 'Relation Name': 'orders', Alias: 'orders' },
        ),
      ],
    ),
  ]);

export const topSort: Rule = {
  id: 'top-sort',
  severity: 'info',
  title: 'All rows are read and compared to give a few',
  why: 'LIMIT keeps the sort small, but every row has to be read before the first is known.',
  remedy: 'An index in the order of ORDER BY (behind the columns compared by =) gives the first rows at once.',
  when: 'A sort under a LIMIT takes in at least 10,000 rows of one table, gives at most 1 % of them, orders by columns of that table, and with what lies below it takes at least 20 % of the time (of the cost, where nothing was measured).',
  bad: {
    title: '20 of 1,200,000 orders',
    explain: [{ Plan: sorted('created_at DESC', 'top-N heapsort', 420, 1200000), 'Execution Time': 421 }],
  },
  good: {
    title: 'In random order: no index gives it',
    explain: [{ Plan: sorted('(random())', 'top-N heapsort', 520, 1200000), 'Execution Time': 521 }],
  },
  check: examined => examined.visits.flatMap(visit => judge(examined, visit) ?? []),
};

function judge(examined: ExaminedPlan, { node, parent }: Visit): RuleHit | undefined {
  if (node.type !== 'Sort' || node.neverExecuted === true) return undefined;
  const wanted = wantedRows(node, parent);
  const scan = scanBelow(node);
  const input = node.children[0];
  if (wanted === undefined || scan === undefined || input === undefined) return undefined;
  const rows = input.ownRows ?? input.estimatedRows ?? 0;
  const share = examined.shareWithin(node);
  if (rows < leastRows || wanted > rows * mostWanted || (share !== undefined && share < leastShare)) return undefined;
  const keys = examined.keys(node, 'Sort Key').map(key => (key.kind === 'column' ? key : undefined));
  if (
    keys.length === 0 ||
    keys.some(key => key === undefined || (key.qualifier !== undefined && key.qualifier !== scan.alias))
  )
    return undefined;
  const names = keys.flatMap(key => key?.name ?? []);
  const compared = [
    ...examined.comparedColumns(scan, 'Index Cond'),
    ...examined.comparedColumns(scan, 'Filter'),
  ].filter(name => !names.includes(name));
  const about = node.actualRows === undefined ? 'about ' : '';
  const cost = share === undefined ? '' : `: ${formatPercent(share)} of the ${examined.isTimed ? 'time' : 'cost'}`;
  const before = compared.length === 0 ? '' : `, behind ${listed([...new Set(compared)])} where compared by =,`;
  return {
    message: `Reads and compares ${about}${formatCount(rows)} rows of ${tableName(scan)} to give the first ${formatCount(wanted)} by ${listed(names)}${cost}.`,
    nodeId: node.id,
    share: share === undefined ? undefined : share * (1 - wanted / rows),
    evidence: { rowsSorted: rows, rowsWanted: wanted, sortColumns: names, comparedColumns: compared },
    remedy: `An index on ${listed(names)}${before} in the directions of ORDER BY gives the first rows without reading the others.`,
  };
}

/** A bounded sort says so itself once it ran; before that the LIMIT right above it tells. */
function wantedRows(node: PlanNode, parent: Visit | undefined): number | undefined {
  if (node.actualRows !== undefined) {
    const bounded = processesOf(node).some(fields => fields['Sort Method'] === 'top-N heapsort');
    return bounded ? (limitAbove(parent)?.actualRows ?? node.actualRows) : undefined;
  }
  return limitAbove(parent)?.estimatedRows;
}

/** Below a Gather Merge every process sorts as many rows as are wanted in all. */
function limitAbove(parent: Visit | undefined): PlanNode | undefined {
  const above = parent?.node.type === 'Gather Merge' ? parent.parent : parent;
  return above?.node.type === 'Limit' ? above.node : undefined;
}

function scanBelow(sort: PlanNode): PlanNode | undefined {
  let node = sort.children.length === 1 ? sort.children[0] : undefined;
  while (node !== undefined && passing.has(node.type)) node = node.children.length === 1 ? node.children[0] : undefined;
  return node !== undefined && scans.has(node.type) ? node : undefined;
}
