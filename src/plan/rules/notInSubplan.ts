import { expressionText } from '../../sql/expressionText';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import { negatedMembership } from './negatedMembership';
import type { Rule, RuleHit } from './rule';

const leastShare = 0.2;
/** A hash table is quick; an anti join is worth the rewriting only where the subquery is large. */
const leastHashedRows = 10_000;
const leastHashedShare = 0.4;

export const notInSubplan: Rule = {
  id: 'not-in-subplan',
  severity: 'warning',
  title: 'NOT IN with a subquery',
  why: 'Because of NULL, PostgreSQL cannot turn NOT IN into an anti join. It keeps the whole result of the subquery in a hash table, or, where that exceeds work_mem, reads all of it again for each row.',
  remedy:
    'Write NOT EXISTS (SELECT … WHERE inner.column = outer.column). It differs where NULLs are among the values: NOT IN then gives no row at all, which is hardly ever meant.',
  when: 'NOT IN or <> ALL of a subquery that is not hashed and takes at least 20 % of the time (of the cost, where nothing was measured), or that is hashed, gives at least 10,000 rows and takes at least 40 %.',
  insteadOf: ['subplan-per-row'],
  bad: {
    title: 'The subquery was too large for work_mem and is read again for each row',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 20_260_477, planned: 10_000, rows: 12, ms: 41_201.9 },
          {
            'Relation Name': 'customers',
            Filter: '(NOT (ANY (id = (SubPlan 1).col1)))',
            'Rows Removed by Filter': 19_988,
          },
          [
            exampleNode(
              'Materialize',
              { cost: 1876, planned: 60_000, rows: 30_000, ms: 1.8, loops: 20_000 },
              { 'Parent Relationship': 'SubPlan', 'Subplan Name': 'SubPlan 1' },
              [
                exampleNode(
                  'Seq Scan',
                  { cost: 1341, planned: 60_000, rows: 60_000, ms: 9.1 },
                  { 'Relation Name': 'orders' },
                ),
              ],
            ),
          ],
        ),
        'Execution Time': 41_203.4,
      },
    ],
  },
  good: {
    title: 'NOT EXISTS, an anti join',
    explain: [
      {
        Plan: exampleNode(
          'Hash Join',
          { cost: 2477, planned: 10_000, rows: 12, ms: 31.9 },
          { 'Join Type': 'Right Anti', 'Hash Cond': '(o.customer_id = c.id)' },
          [
            exampleNode(
              'Seq Scan',
              { cost: 1341, planned: 60_000, rows: 60_000, ms: 9.1 },
              { 'Relation Name': 'orders', Alias: 'o' },
            ),
            exampleNode(
              'Hash',
              { cost: 427, planned: 20_000, rows: 20_000, ms: 8 },
              { 'Parent Relationship': 'Inner' },
              [
                exampleNode(
                  'Seq Scan',
                  { cost: 427, planned: 20_000, rows: 20_000, ms: 4.1 },
                  { 'Relation Name': 'customers', Alias: 'c' },
                ),
              ],
            ),
          ],
        ),
        'Execution Time': 33.4,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node, parent }) => {
      if (parent === undefined || node.parentRelationship !== 'SubPlan' || node.neverExecuted === true) return [];
      const negated = negatedMembership(examined, parent.node, node);
      const hit = negated === undefined ? undefined : judge(examined, node, parent.node, negated);
      return hit === undefined ? [] : [hit];
    }),
};

function judge(
  examined: ExaminedPlan,
  subplan: PlanNode,
  user: PlanNode,
  { hashed, operand }: NonNullable<ReturnType<typeof negatedMembership>>,
): RuleHit | undefined {
  // What the comparison itself takes is the user's own; a scan's own time holds its reading too, which stays.
  const within = examined.isTimed ? examined.shareWithin(subplan) : undefined;
  const share =
    within ?? Math.min(1, (examined.shareOfCost(user.ownCost) ?? 0) + (examined.shareOfCost(subplan.ownCost) ?? 0));
  const all = rowsOf(subplan);
  if (hashed ? all < leastHashedRows || share < leastHashedShare : share < leastShare) return undefined;
  const value = operand === undefined ? 'the value' : expressionText(operand);
  const runs = subplan.loops === undefined ? user.estimatedRows : subplan.loops / (subplan.processes ?? 1);
  const source = examined.isTimed ? 'of the time' : "of the plan's cost";
  return {
    message: hashed
      ? `NOT IN puts all ${formatCount(all)} rows of ${subplan.subplanName ?? 'the subquery'} into a hash table: ${formatPercent(share)} ${source}. An anti join could do with less.`
      : `NOT IN compares ${value} with the ${formatCount(all)} rows of ${subplan.subplanName ?? 'the subquery'} one by one${runs === undefined ? '' : `, for ${formatCount(runs)} rows`}: ${formatPercent(share)} ${source}.`,
    nodeId: subplan.id,
    share,
    evidence: { hashed, subqueryRows: all, runs, share },
  };
}

/** Of the whole subquery: a Materialize gives fewer where the comparison stopped at a match. */
function rowsOf(subplan: PlanNode): number {
  const [input] = subplan.children;
  const node = subplan.type === 'Materialize' && input !== undefined ? input : subplan;
  return node.actualRows ?? node.estimatedRows ?? 0;
}
