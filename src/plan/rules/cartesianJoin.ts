import { partsOf } from '../../sql/expression';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import { walkPlan } from '../walk';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastRows = 10_000;
/** Joining with a handful of rows is often meant (settings, a calendar of a week). */
const leastSide = 10;
const leastShare = 0.1;

export const cartesianJoin: Rule = {
  id: 'cartesian-join',
  severity: 'warning',
  title: 'A join without a condition',
  why: 'Every row of one side is combined with every row of the other. Mostly a condition was forgotten, and a DISTINCT or GROUP BY further up hides what came of it.',
  remedy:
    'Join the two sides by the columns that belong together. If every combination is meant, reduce both sides first.',
  when: 'A nested loop (inner or left) has no condition, its inner side takes no value from the outer, both sides have at least 10 rows and together give at least 10,000, and the join with what it feeds takes at least 10 % of the time or cost. Sides that may depend on the other unseen (functions, foreign tables) are not judged.',
  bad: {
    title: '2,000 × 500 rows',
    explain: [
      {
        Plan: exampleNode(
          'Nested Loop',
          { cost: 12_540, planned: 1_000_000, rows: 1_000_000, ms: 214 },
          { 'Join Type': 'Inner' },
          [
            exampleNode(
              'Seq Scan',
              { cost: 35, planned: 2000, rows: 2000, ms: 0.4 },
              { 'Relation Name': 'orders', Alias: 'o' },
            ),
            exampleNode(
              'Materialize',
              { cost: 11, planned: 500, rows: 500, ms: 0.02, loops: 2000 },
              { 'Parent Relationship': 'Inner' },
              [
                exampleNode(
                  'Seq Scan',
                  { cost: 9, planned: 500, rows: 500, ms: 0.1 },
                  { 'Relation Name': 'products', Alias: 'p' },
                ),
              ],
            ),
          ],
        ),
        'Execution Time': 252,
      },
    ],
  },
  good: {
    title: 'The inner side is looked up by a column of the outer',
    explain: [
      {
        Plan: exampleNode(
          'Nested Loop',
          { cost: 12_540, planned: 100_000, rows: 100_000, ms: 64 },
          { 'Join Type': 'Inner' },
          [
            exampleNode(
              'Seq Scan',
              { cost: 35, planned: 2000, rows: 2000, ms: 0.4 },
              { 'Relation Name': 'orders', Alias: 'o' },
            ),
            exampleNode(
              'Index Scan',
              { cost: 6, planned: 50, rows: 50, ms: 0.02, loops: 2000 },
              {
                'Parent Relationship': 'Inner',
                'Relation Name': 'items',
                Alias: 'i',
                'Index Name': 'items_order_id_idx',
                'Index Cond': '(order_id = o.id)',
              },
            ),
          ],
        ),
        'Execution Time': 70,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const hit = node.type === 'Nested Loop' ? judge(examined, node) : undefined;
      return hit === undefined ? [] : [hit];
    }),
};

function judge(examined: ExaminedPlan, join: PlanNode): RuleHit | undefined {
  if (join.joinType !== undefined && join.joinType !== 'Inner' && join.joinType !== 'Left') return undefined;
  if (join.neverExecuted === true || join.conditions.some(({ label }) => label === 'Join Filter')) return undefined;
  const outer = join.children.find(({ parentRelationship }) => parentRelationship === 'Outer');
  const inner = join.children.find(({ parentRelationship }) => parentRelationship === 'Inner');
  if (outer === undefined || inner === undefined || dependsOn(examined, inner, outer)) return undefined;
  const measured = join.loops !== undefined;
  // A LIMIT may stop the loop in the midst of an inner pass; what came out counts.
  const outerRows = (measured ? outer.actualRows : outer.estimatedRows) ?? 0;
  const innerRows = (measured ? inner.actualRows : inner.estimatedRows) ?? 0;
  const rows = (measured ? join.ownRows : join.estimatedRows) ?? 0;
  const share = examined.shareWithin(join);
  if (rows < leastRows || outerRows < leastSide || innerRows < leastSide) return undefined;
  if (share === undefined || share < leastShare) return undefined;
  const sides = [tableNames(outer), tableNames(inner)] as const;
  return {
    message: `Combines ${formatCount(outerRows)} rows of ${sides[0]} with each of ${formatCount(innerRows)} rows of ${sides[1]}, without a condition: ${formatCount(rows)} rows, ${formatPercent(share)} of the ${examined.isTimed ? 'time' : "plan's cost"}.`,
    nodeId: join.id,
    share,
    evidence: { outerRows, innerRows, rows, share },
    remedy: `Say which row of ${sides[0]} belongs to which of ${sides[1]} (ON …). If every combination is meant, reduce both sides first.`,
  };
}

/** What such a step takes from outside stands in no field (or with VERBOSE alone). */
const opaque = new Set([
  'Function Scan',
  'Table Function Scan',
  'Values Scan',
  'Foreign Scan',
  'Custom Scan',
  'ProjectSet',
  'Result',
  'Memoize',
]);

function dependsOn(examined: ExaminedPlan, inner: PlanNode, outer: PlanNode): boolean {
  const outside = new Set(walkPlan(outer).flatMap(({ node }) => (node.alias === undefined ? [] : [node.alias])));
  return walkPlan(inner).some(({ node }) => {
    if (opaque.has(node.type) || node.parentRelationship === 'SubPlan') return true;
    return node.conditions.some(({ label }) => {
      const lists = label.endsWith(' Key');
      const expression = lists ? undefined : examined.condition(node, label);
      if (expression === undefined) return !lists;
      return partsOf(expression).some(
        part => part.kind === 'parameter' || (part.kind === 'column' && outside.has(part.qualifier ?? '')),
      );
    });
  });
}

/** The tables below, at most three by name. */
function tableNames(node: PlanNode): string {
  const names = [
    ...new Set(
      walkPlan(node).flatMap(visit =>
        (visit.node.relation ?? visit.node.alias) === undefined ? [] : [visit.node.relation ?? visit.node.alias ?? ''],
      ),
    ),
  ];
  if (names.length === 0) return 'the one side';
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
}
