import type { PlanNode } from '../model';
import { formatCount, formatMs, formatPercent } from '../units';
import { walkPlan } from '../walk';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import { negatedMembership } from './negatedMembership';
import type { Rule, RuleHit } from './rule';

const leastRuns = 20;
const leastShare = 0.2;
const leastMs = 5;

export const subplanPerRow: Rule = {
  id: 'subplan-per-row',
  severity: 'warning',
  title: 'A subquery runs once for each row',
  why: 'A subquery that names columns of the query around it is run again for every row. The time grows with both sides.',
  remedy:
    'Compute it once: join a grouped subquery (LEFT JOIN … GROUP BY), or a LATERAL join, which can remember results (Memoize); else give its filter an index.',
  when: 'A SubPlan that is not hashed ran at least 20 times and takes at least 20 % of the time and 5 ms (on estimates: is reckoned to run 20 times for 20 % of the cost). NOT IN has a rule of its own.',
  bad: {
    title: 'The last order is looked for 2,000 times',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 862_050, planned: 2000, rows: 2000, ms: 1961.4 },
          { 'Relation Name': 'customers', Alias: 'c' },
          [
            exampleNode(
              'Aggregate',
              { cost: 431, planned: 1, rows: 1, ms: 0.98, loops: 2000 },
              { Strategy: 'Plain', 'Parent Relationship': 'SubPlan', 'Subplan Name': 'SubPlan 1' },
              [
                exampleNode(
                  'Seq Scan',
                  { cost: 431, planned: 10, rows: 10, ms: 0.97, loops: 2000 },
                  {
                    'Relation Name': 'orders',
                    Alias: 'o',
                    Filter: '(customer_id = c.id)',
                    'Rows Removed by Filter': 19_990,
                  },
                ),
              ],
            ),
          ],
        ),
        'Execution Time': 1963.2,
      },
    ],
  },
  good: {
    title: 'The same 2,000 runs through an index take a tenth of the time of what stands around them',
    explain: [
      {
        Plan: exampleNode('Sort', { cost: 9000, planned: 2000, rows: 2000, ms: 48.1 }, { 'Sort Key': ['c.name'] }, [
          exampleNode(
            'Seq Scan',
            { cost: 8900, planned: 2000, rows: 2000, ms: 6.2 },
            { 'Relation Name': 'customers', Alias: 'c' },
            [
              exampleNode(
                'Index Only Scan',
                { cost: 4.4, planned: 10, rows: 10, ms: 0.002, loops: 2000 },
                {
                  'Parent Relationship': 'SubPlan',
                  'Subplan Name': 'SubPlan 1',
                  'Index Name': 'orders_customer_id_idx',
                  'Relation Name': 'orders',
                  Alias: 'o',
                  'Index Cond': '(customer_id = c.id)',
                },
              ),
            ],
          ),
        ]),
        'Execution Time': 48.9,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node, parent }) => {
      if (parent === undefined || node.parentRelationship !== 'SubPlan') return [];
      if (negatedMembership(examined, parent.node, node) !== undefined) return [];
      const hit = judge(examined, node, parent.node);
      return hit === undefined ? [] : [hit];
    }),
};

function judge(examined: ExaminedPlan, node: PlanNode, parent: PlanNode): RuleHit | undefined {
  if (node.neverExecuted === true) return undefined;
  const runs = node.loops === undefined ? parent.estimatedRows : node.loops / (node.processes ?? 1);
  const share = examined.isTimed ? examined.shareWithin(node) : examined.shareOfCost(costWithin(node));
  const ms = node.actualMs?.total;
  if (runs === undefined || share === undefined || runs < leastRuns || share < leastShare) return undefined;
  if (ms !== undefined && ms < leastMs) return undefined;
  const name = node.subplanName ?? 'A subquery';
  const times =
    node.loops === undefined ? `would run about ${formatCount(runs)} times` : `ran ${formatCount(runs)} times`;
  const spent =
    ms === undefined
      ? `${formatPercent(share)} of the plan's cost`
      : `${formatMs(ms)} together, ${formatPercent(share)} of the time`;
  const scans = unindexed(examined, node);
  return {
    message: `${name} ${times}, once for each row: ${spent}.${scans.length === 0 ? '' : ` Each run reads all of ${scans.map(scan => scan.table).join(' and ')}.`}`,
    nodeId: node.id,
    share,
    evidence: { runs, totalMs: ms, share, fullScans: scans.map(({ table, columns }) => ({ table, columns })) },
    ...(scans[0] !== undefined && {
      remedy: `Compute it once for all rows: a LEFT JOIN on a subquery grouped by ${listed(scans[0].columns, 'the column that it is looked up by')}. If it must run for each row, it needs an index on ${scans.map(({ table, columns }) => `${table} (${listed(columns, 'the columns of its filter')})`).join(' and ')}.`,
    }),
  };
}

/** What the plan pays for all runs: own costs count repeats (metrics.ts). */
function costWithin(node: PlanNode): number {
  return walkPlan(node).reduce((sum, visit) => sum + (visit.node.ownCost ?? 0), 0);
}

/** Tables that every run reads as a whole, with the columns that their filters compare. */
function unindexed(
  examined: ExaminedPlan,
  subplan: PlanNode,
): readonly { table: string; columns: readonly string[] }[] {
  return walkPlan(subplan).flatMap(({ node }) => {
    if (node.type !== 'Seq Scan' || node.relation === undefined || (node.loops ?? 2) < 2) return [];
    if (!node.conditions.some(({ label }) => label === 'Filter')) return [];
    return [{ table: node.relation, columns: examined.comparedColumns(node, 'Filter') }];
  });
}

function listed(columns: readonly string[], otherwise: string): string {
  return columns.length === 0 ? otherwise : columns.join(', ');
}
