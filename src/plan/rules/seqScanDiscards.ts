import type { PlanNode } from '../model';
import { formatCount, formatPercent, formatRows } from '../units';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

/** Fewer rows than these are read faster from the table than through an index. */
const leastDiscarded = 1_000;
const mostKept = 0.1;
/** Of the plan's time or cost; below it, mending the scan would not be felt. */
const leastShare = 0.1;
/** `cpu_tuple_cost` + one `cpu_operator_cost` (0.0125) and the row's part of a page at 50 rows a page (0.02). */
const costOfRow = 0.0325;

export const seqScanDiscards: Rule = {
  id: 'seq-scan-discards',
  severity: 'warning',
  title: 'A sequential scan throws most rows away',
  why: 'PostgreSQL reads every row of the table and drops nearly all of them. The time grows with the table, not with the answer.',
  remedy: 'An index on the columns of the filter lets the server read only the rows that it keeps.',
  when: 'A sequential scan with a filter keeps at most 10 % of at least 1,000 rows and takes at least 10 % of the time (of the cost, where nothing was measured; the rows read are then reckoned from the cost).',
  bad: {
    title: '37 of 1,200,000 rows are kept',
    explain: [
      {
        Plan: {
          'Node Type': 'Seq Scan',
          'Relation Name': 'orders',
          'Startup Cost': 0,
          'Total Cost': 20412,
          'Plan Rows': 1184,
          'Plan Width': 64,
          'Actual Startup Time': 0.4,
          'Actual Total Time': 1194.2,
          'Actual Rows': 37,
          'Actual Loops': 1,
          Filter: '(customer_id = 4711)',
          'Rows Removed by Filter': 1199963,
        },
        'Execution Time': 1194.6,
      },
    ],
  },
  good: {
    title: 'Most rows are kept, so that reading the whole table is right',
    explain: [
      {
        Plan: {
          'Node Type': 'Seq Scan',
          'Relation Name': 'orders',
          'Startup Cost': 0,
          'Total Cost': 20412,
          'Plan Rows': 1100000,
          'Plan Width': 64,
          'Actual Startup Time': 0.4,
          'Actual Total Time': 812.9,
          'Actual Rows': 1100000,
          'Actual Loops': 1,
          Filter: '(total > 0)',
          'Rows Removed by Filter': 100000,
        },
        'Execution Time': 840.1,
      },
    ],
  },
  check: examined =>
    examined.visits
      .filter(({ node }) => node.type === 'Seq Scan' && node.conditions.some(({ label }) => label === 'Filter'))
      .map(({ node }) => (node.loops === undefined ? judgeEstimate(examined, node) : judgeMeasured(examined, node)))
      .filter(hit => hit !== undefined),
};

function judgeMeasured(examined: ExaminedPlan, node: PlanNode): RuleHit | undefined {
  const loops = node.loops ?? 1;
  const discarded = Math.round((node.rowsRemoved ?? 0) * loops);
  const kept = node.ownRows ?? 0;
  const read = discarded + kept;
  if (discarded < leastDiscarded || kept / read > mostKept) return undefined;
  const share = examined.shareOfMs(node.ownMs);
  if (share !== undefined && share < leastShare) return undefined;
  const again = loops > (node.processes ?? 1) ? ` in ${formatCount(loops)} runs` : '';
  const what = kept === 0 ? 'and keeps none' : `to keep ${formatCount(kept)}, ${formatPercent(kept / read)}`;
  const time = share === undefined ? '' : `: ${formatPercent(share)} of the time`;
  return {
    message: `Reads ${formatCount(read)} rows of ${node.relation ?? 'a table'}${again} ${what}${time}.`,
    nodeId: node.id,
    share: share ?? examined.share(node),
    evidence: { rowsRead: read, rowsKept: kept, loops, ownMs: node.ownMs, share },
  };
}

function judgeEstimate({ plan }: ExaminedPlan, node: PlanNode): RuleHit | undefined {
  const cost = node.ownCost;
  const kept = node.estimatedRows;
  if (cost === undefined || kept === undefined || plan.totalCost === undefined || plan.totalCost <= 0) return undefined;
  const scanCost = node.estimatedCost?.total ?? cost;
  const read = scanCost / costOfRow;
  const share = cost / plan.totalCost;
  if (read - kept < leastDiscarded || kept / read > mostKept || share < leastShare) return undefined;
  return {
    message: `Reads all of ${node.relation ?? 'a table'} to keep about ${formatRows(kept)}: ${formatPercent(share)} of the plan's cost.`,
    nodeId: node.id,
    share,
    evidence: { estimatedRows: kept, ownCost: cost, share },
  };
}
