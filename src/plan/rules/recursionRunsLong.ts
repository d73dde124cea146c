import type { PlanNode } from '../model';
import { formatCount, formatPercent, formatTimes } from '../units';
import { walkPlan } from '../walk';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastShare = 0.3;
const leastMs = 10;
const leastRepeats = 10;
const leastRowsOfScan = 1_000;
const manyIterations = 1_000;
const manyRows = 100_000;

export const recursionRunsLong: Rule = {
  id: 'recursion-runs-long',
  severity: 'warning',
  title: 'A recursive query reads or grows too much',
  why: 'The recursive part of WITH RECURSIVE runs once for each level. If it reads a whole table each time, the time is levels times table; if rows come back by several ways (UNION ALL over a graph), they multiply from level to level.',
  remedy:
    'Give the column that the recursion joins by an index. UNION instead of UNION ALL drops rows seen before; CYCLE (from PostgreSQL 14) or a depth in the WHERE ends what goes round.',
  when: 'A recursive union takes at least 30 % of the time and 10 ms, and its recursive part reads a table of at least 1,000 rows in full in at least 10 iterations, or it goes through at least 1,000 iterations, or gives at least 100,000 rows and 10 times those planned.',
  bad: {
    title: 'The whole table for each of 40 levels',
    explain: [
      {
        Plan: exampleNode('Recursive Union', { cost: 29_000, planned: 500, rows: 800, ms: 212 }, {}, [
          exampleNode('Index Scan', { cost: 8, planned: 1, rows: 1, ms: 0.1 }, { 'Relation Name': 'parts' }),
          exampleNode(
            'Hash Join',
            { cost: 2900, planned: 50, rows: 20, ms: 5.2, loops: 40 },
            { 'Parent Relationship': 'Inner', 'Hash Cond': '(p.parent_id = t.id)' },
            [
              exampleNode(
                'Seq Scan',
                { cost: 430, planned: 20_000, rows: 20_000, ms: 2.6, loops: 40 },
                { 'Relation Name': 'parts', Alias: 'p' },
              ),
              exampleNode(
                'Hash',
                { cost: 1, planned: 10, rows: 20, ms: 0.1, loops: 40 },
                { 'Parent Relationship': 'Inner' },
                [
                  exampleNode(
                    'WorkTable Scan',
                    { cost: 1, planned: 10, rows: 20, ms: 0.1, loops: 40 },
                    { 'CTE Name': 't' },
                  ),
                ],
              ),
            ],
          ),
        ]),
        'Execution Time': 213,
      },
    ],
  },
  good: {
    title: 'An index look-up for each of 40 levels',
    explain: [
      {
        Plan: exampleNode('Recursive Union', { cost: 2900, planned: 500, rows: 800, ms: 12 }, {}, [
          exampleNode('Index Scan', { cost: 8, planned: 1, rows: 1, ms: 0.1 }, { 'Relation Name': 'parts' }),
          exampleNode(
            'Nested Loop',
            { cost: 290, planned: 50, rows: 20, ms: 0.2, loops: 40 },
            { 'Parent Relationship': 'Inner' },
            [
              exampleNode(
                'WorkTable Scan',
                { cost: 1, planned: 10, rows: 20, ms: 0.01, loops: 40 },
                { 'CTE Name': 't' },
              ),
              exampleNode(
                'Index Scan',
                { cost: 8, planned: 5, rows: 1, ms: 0.01, loops: 800 },
                { 'Parent Relationship': 'Inner', 'Relation Name': 'parts', 'Index Cond': '(parent_id = t.id)' },
              ),
            ],
          ),
        ]),
        'Execution Time': 13,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const hit = node.type === 'Recursive Union' ? judge(examined, node) : undefined;
      return hit === undefined ? [] : [hit];
    }),
};

function judge(examined: ExaminedPlan, union: PlanNode): RuleHit | undefined {
  const share = examined.shareWithin(union);
  const ms = union.actualMs?.total;
  const rows = union.ownRows ?? 0;
  if (share === undefined || ms === undefined || share < leastShare || ms < leastMs) return undefined;
  const steps = union.children.slice(1).flatMap(step => walkPlan(step).map(({ node }) => node));
  const iterations = steps.find(({ type }) => type === 'WorkTable Scan')?.loops ?? 0;
  const scan = steps.find(
    ({ type, loops = 0, actualRows = 0, rowsRemoved = 0 }) =>
      type === 'Seq Scan' &&
      loops >= leastRepeats &&
      loops >= iterations &&
      actualRows + rowsRemoved >= leastRowsOfScan,
  );
  const grew = rows >= manyRows && rows >= 10 * (union.estimatedRows ?? rows);
  const evidence = { iterations, rows, estimatedRows: union.estimatedRows, totalMs: ms, share };
  if (scan !== undefined) {
    const read = Math.round((scan.actualRows ?? 0) + (scan.rowsRemoved ?? 0));
    const columns = joinedColumns(examined, steps, scan);
    return {
      message: `The recursion reads all ${formatCount(read)} rows of ${scan.relation ?? 'a table'} ${formatTimes(scan.loops ?? 1)}, for each level anew: ${formatPercent(share)} of the time.`,
      nodeId: union.id,
      share,
      evidence: { ...evidence, table: scan.relation, rowsOfScan: read, scans: scan.loops, columns },
      remedy: `An index on ${scan.relation ?? 'the table'} (${columns.length === 0 ? 'the column that the recursion joins by' : columns.join(', ')}) lets each level look up its own rows.`,
    };
  }
  if (iterations < manyIterations && !grew) return undefined;
  return {
    message: `The recursion went through ${formatCount(iterations)} iterations and gave ${formatCount(rows)} rows${union.estimatedRows === undefined ? '' : `, planned were ${formatCount(union.estimatedRows)}`}: ${formatPercent(share)} of the time.`,
    nodeId: union.id,
    share,
    evidence,
    remedy:
      'See whether rows are reached by several ways or go round: UNION instead of UNION ALL, CYCLE (from PostgreSQL 14), or a limit of depth. A series of numbers or days is cheaper by generate_series.',
  };
}

/** Columns of the scanned table in the joins of the recursive part. */
function joinedColumns(examined: ExaminedPlan, steps: readonly PlanNode[], scan: PlanNode): readonly string[] {
  const named = steps.flatMap(step =>
    ['Hash Cond', 'Merge Cond', 'Join Filter'].flatMap(label => examined.columnsOf(step, label, scan.alias)),
  );
  return [...new Set(named)];
}
