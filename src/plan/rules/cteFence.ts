import { findCteScans } from '../cteScans';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastRows = 1_000;
const mostKept = 0.1;
const leastShare = 0.2;

export const cteFence: Rule = {
  id: 'cte-fence',
  severity: 'warning',
  title: 'A WITH query is computed in full and then mostly thrown away',
  why: 'A materialized WITH query is a fence: conditions of the query around it do not reach its tables, so that their indexes cannot be used for them. Until PostgreSQL 11 every WITH query is one; since 12 those that are read more than once, written MATERIALIZED, or call volatile functions.',
  remedy: 'Write the condition inside, or AS NOT MATERIALIZED (from 12), or a subquery in FROM.',
  when: 'A WITH query that neither writes, recurses nor is cut by LIMIT or a window gives at least 1,000 rows, every reader filters it, together they keep at most 10 % of the rows, and computing and reading it takes at least 20 % of the time or cost.',
  bad: {
    title: 'All orders are read to keep those of one customer',
    explain: [
      {
        Plan: exampleNode(
          'CTE Scan',
          { cost: 2541, planned: 300, rows: 3, ms: 38 },
          { 'CTE Name': 'recent', Alias: 'recent', Filter: '(customer_id = 42)', 'Rows Removed by Filter': 59_997 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 1341, planned: 60_000, rows: 60_000, ms: 12 },
              { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE recent', 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 40,
      },
    ],
  },
  good: {
    title: 'The readers keep a third of it',
    explain: [
      {
        Plan: exampleNode(
          'CTE Scan',
          { cost: 2541, planned: 20_000, rows: 20_000, ms: 38 },
          { 'CTE Name': 'recent', Alias: 'recent', Filter: '(total > 400)', 'Rows Removed by Filter': 40_000 },
          [
            exampleNode(
              'Seq Scan',
              { cost: 1341, planned: 60_000, rows: 60_000, ms: 12 },
              { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE recent', 'Relation Name': 'orders' },
            ),
          ],
        ),
        'Execution Time': 40,
      },
    ],
  },
  check: examined =>
    [...findCteScans(examined.visits)].flatMap(([cte, scans]) => {
      const hit = judge(examined, cte, scans);
      return hit === undefined ? [] : [hit];
    }),
};

/** What no condition may be moved into, or what runs for another reason than its rows. */
const closed = new Set(['Recursive Union', 'ModifyTable', 'Limit', 'WindowAgg', 'LockRows']);

function judge(examined: ExaminedPlan, cte: PlanNode, scans: readonly PlanNode[]): RuleHit | undefined {
  if (closed.has(cte.type) || cte.neverExecuted === true) return undefined;
  if (!scans.every(scan => scan.conditions.some(({ label }) => label === 'Filter'))) return undefined;
  const measured = cte.loops !== undefined;
  const rows = (measured ? cte.actualRows : cte.estimatedRows) ?? 0;
  const kept = scans.reduce((sum, scan) => sum + ((measured ? scan.actualRows : scan.estimatedRows) ?? 0), 0);
  const computing = examined.shareWithin(cte);
  const reading = scans.reduce((sum, scan) => sum + (examined.share(scan) ?? 0), 0);
  const within = computing === undefined ? undefined : Math.min(1, computing + reading);
  if (rows < leastRows || kept / rows > mostKept || within === undefined || within < leastShare) return undefined;
  const name = cte.subplanName?.slice('CTE '.length) ?? 'the WITH query';
  const readers = scans.length === 1 ? 'its reader keeps' : `its ${scans.length} readers keep`;
  return {
    message: `${name} is computed in full, ${formatCount(rows)} rows; ${readers} ${formatCount(kept)}. Both together: ${formatPercent(within)} of the ${examined.isTimed ? 'time' : "plan's cost"}.`,
    nodeId: cte.id,
    share: within * (1 - kept / rows),
    evidence: { cteRows: rows, keptRows: kept, readers: scans.length, shareOfCteAndReaders: within },
    remedy:
      scans.length === 1
        ? `Put the condition on ${name} inside it, or write WITH ${name} AS NOT MATERIALIZED (…) from PostgreSQL 12 on.`
        : `Put what the readers of ${name} ask for inside it, or write WITH ${name} AS NOT MATERIALIZED (…): it is then computed for each of the ${scans.length} readers, with that reader's condition.`,
  };
}
