import { conjuncts } from '../../sql/expression';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import type { Visit } from '../walk';
import type { ExaminedPlan } from './examinedPlan';
import { exampleNode } from './exampleNode';
import { tableName } from './nodeDetails';
import type { Rule, RuleHit } from './rule';
import { filterWords, indexOf, listed, rowsLookedAt } from './scannedIndex';

const leastRemoved = 1_000;
const mostKept = 0.1;
const leastShare = 0.1;
/** They hand rows on in the order they come, so that a LIMIT above stops the scan below. */
const passing = new Set([
  'Nested Loop',
  'Result',
  'Subquery Scan',
  'ProjectSet',
  'LockRows',
  'Append',
  'Merge Append',
  'Gather Merge',
]);

const limited = (planned: number, removed: number, ms: number) =>
  exampleNode('Limit', { cost: 210, planned: 10, rows: 10, ms }, {}, [
    exampleNode(
      'Index Scan',
      { cost: 51210, planned, rows: 10, ms },
      {
        'Relation Name': 'orders',
        Alias: 'orders',
        'Index Name': 'orders_created_at_idx',
        'Scan Direction': 'Backward',
        Filter: '(customer_id = 4711)',
        'Rows Removed by Filter': removed,
      },
    ),
  ]);

export const limitWalksIndex: Rule = {
  id: 'limit-walks-index',
  severity: 'warning',
  title: 'LIMIT made the planner walk the wrong index',
  why: 'The index gives the rows in the order asked for, so the planner hopes to find a few that match soon. Where matches are rare or lie at the far end, it reads nearly everything.',
  remedy:
    'An index that begins with the columns of the filter and goes on with those of ORDER BY finds the rows at once and in order.',
  when: 'A scan of a whole index (no index condition) under a LIMIT, or for min() and max(), keeps at most 10 % of the rows it read, throws away at least 1,000, and takes at least 10 % of the time.',
  bad: {
    title: '482,000 orders are passed over for the last ten of one customer',
    explain: [{ Plan: limited(2300, 482110, 318), 'Execution Time': 318.4 }],
  },
  good: {
    title: 'Matches are frequent: 84 rows are passed over',
    explain: [{ Plan: limited(120000, 84, 0.4), 'Execution Time': 0.5 }],
  },
  insteadOf: ['index-filter-discards'],
  check: examined => examined.visits.flatMap(visit => judge(examined, visit) ?? []),
};

function judge(examined: ExaminedPlan, visit: Visit): RuleHit | undefined {
  const { node } = visit;
  if (node.type !== 'Index Scan' && node.type !== 'Index Only Scan') return undefined;
  if (!readsWholeIndex(examined, node) || !isLimited(visit)) return undefined;
  const { read, removed, kept } = rowsLookedAt(node);
  if (removed < leastRemoved || kept / read > mostKept) return undefined;
  const own = examined.share(node);
  const share = own === undefined ? undefined : (own * removed) / read;
  if (share !== undefined && share < leastShare) return undefined;
  const filter = examined.comparedColumns(node, 'Filter');
  const order = indexOf(examined.table(node), node.index)?.columns.flatMap(name => name ?? []) ?? [];
  const found = kept === 0 ? 'finds none' : `finds ${formatCount(kept)}`;
  return {
    message: `Walks ${node.index ?? 'an index'} because it gives the order, and throws ${formatCount(removed)} rows of ${tableName(node)} away by ${filterWords(examined, node)} before it ${found} (${formatPercent(kept / read)} match).`,
    nodeId: node.id,
    share,
    evidence: {
      rowsRead: read,
      rowsRemoved: removed,
      rowsKept: kept,
      estimatedMatches: node.estimatedRows,
      ownMs: node.ownMs,
      filterColumns: filter,
      orderColumns: order,
    },
    ...(filter.length > 0 && {
      remedy: `An index on ${listed(filter)}, then ${order.length > 0 ? listed(order) : 'the columns of ORDER BY'}, finds the rows at once and in order. To try how the plan does without this index, order by an expression such as ${order[0] ?? 'id'} + 0.`,
    }),
  };
}

/** The index is entered by nothing, or only by IS NOT NULL, as for min() and max(). */
function readsWholeIndex(examined: ExaminedPlan, node: PlanNode): boolean {
  if (node.conditions.every(({ label }) => label !== 'Index Cond' && label !== 'Order By')) return true;
  const condition = examined.condition(node, 'Index Cond');
  return condition !== undefined && conjuncts(condition).every(part => part.kind === 'null-test' && !part.isNull);
}

function isLimited(visit: Visit): boolean {
  for (let at = visit; at.parent !== undefined; at = at.parent) {
    const above = at.parent.node;
    if (above.type === 'Limit') return true;
    if (!passing.has(above.type) || at.node.parentRelationship === 'Inner') return false;
  }
  return false;
}
