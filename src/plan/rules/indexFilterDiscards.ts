import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import type { ExaminedPlan } from './examinedPlan';
import { exampleNode } from './exampleNode';
import { amountIn, tableName } from './nodeDetails';
import type { Rule, RuleHit } from './rule';
import { filterWords, indexesOf, indexOf, listed, rowsLookedAt } from './scannedIndex';

/** Each of them is a visit to the table, mostly to a block of its own. */
const leastRemoved = 500;
const mostKept = 0.25;
const leastShare = 0.1;
const scans = new Set(['Index Scan', 'Index Only Scan', 'Bitmap Heap Scan']);

const scan = (rows: number, removed: number, ms: number) =>
  exampleNode(
    'Index Scan',
    { cost: 8120, planned: 90, rows, ms },
    {
      'Relation Name': 'orders',
      Alias: 'orders',
      'Index Name': 'orders_customer_id_idx',
      'Index Cond': '(customer_id = 42)',
      Filter: "(status = 'open'::text)",
      'Rows Removed by Filter': removed,
    },
  );

export const indexFilterDiscards: Rule = {
  id: 'index-filter-discards',
  severity: 'warning',
  title: 'An index finds far more rows than are kept',
  why: 'The index leads to rows that a second condition then throws away. Each was fetched from the table in vain.',
  remedy: 'An index that has the columns of the filter as well leads to the rows that are kept, and to no others.',
  when: 'A scan by an index keeps at most 25 % of the rows it found, throws away at least 500, and the rows thrown away are worth at least 10 % of the time. Speaks of measured plans alone: an estimate does not say how many rows the index finds.',
  bad: {
    title: '31 of 18,400 orders of a customer are open',
    explain: [{ Plan: scan(31, 18369, 46), 'Execution Time': 47 }],
  },
  good: {
    title: 'The filter keeps most of what the index finds',
    explain: [{ Plan: scan(15200, 3200, 41), 'Execution Time': 44 }],
  },
  check: examined => examined.visits.flatMap(({ node }) => judge(examined, node) ?? []),
};

function judge(examined: ExaminedPlan, node: PlanNode): RuleHit | undefined {
  if (!scans.has(node.type)) return undefined;
  const { read, removed, kept } = rowsLookedAt(node);
  if (removed < leastRemoved || kept / read > mostKept) return undefined;
  const own = examined.share(node);
  const rechecked = (amountIn(node.details, 'Rows Removed by Index Recheck') ?? 0) * (node.loops ?? 1);
  const share = own === undefined ? undefined : (own * removed) / (read + rechecked);
  if (share !== undefined && share < leastShare) return undefined;
  const columns = examined.comparedColumns(node, 'Filter');
  // A filter over subqueries and parameters alone is no business of an index.
  if (examined.condition(node, 'Filter') !== undefined && columns.length === 0) return undefined;
  const indexes = indexesOf(node);
  const again = (node.loops ?? 1) > (node.processes ?? 1) ? ` in ${formatCount(node.loops ?? 1)} runs` : '';
  return {
    message: `${listed(indexes) || 'The index'} led to ${formatCount(read)} rows of ${tableName(node)}${again}, of which ${filterWords(examined, node)} threw ${formatCount(removed)} away (${formatPercent(removed / read)}).`,
    nodeId: node.id,
    share,
    evidence: {
      rowsFound: read,
      rowsRemoved: removed,
      rowsKept: kept,
      loops: node.loops,
      ownMs: node.ownMs,
      filterColumns: columns,
      indexes,
    },
    ...remedyFor(examined, node, columns, indexes),
  };
}

function remedyFor(examined: ExaminedPlan, node: PlanNode, columns: readonly string[], indexes: readonly string[]) {
  const index = indexes.length === 1 ? indexOf(examined.table(node), indexes[0]) : undefined;
  if (columns.length === 0) return {};
  if (index === undefined) {
    return {
      remedy: `An index that holds ${listed(columns)} beside the columns it is entered by leads to the kept rows alone.`,
    };
  }
  const missing = columns.filter(name => !index.columns.includes(name) && !index.included.includes(name));
  return missing.length === 0
    ? {
        remedy: `${index.name} holds ${listed(columns)}, but cannot be entered by this condition: compare the bare column by =, <, > or IN, or move it before columns that are compared as ranges.`,
      }
    : {
        remedy: `${index.name} holds ${listed(index.columns.map(name => name ?? 'an expression'))}, not ${listed(missing)}: with ${missing.length === 1 ? 'it' : 'them'} as further key the index leads to the kept rows alone.`,
      };
}
