import { formatCount, formatRows } from '../units';
import { rowRatio } from '../rowRatio';
import type { Visit } from '../walk';
import { cureOf } from './estimateCure';
import type { ExaminedPlan } from './examinedPlan';
import { isWrong, originOf } from './misestimates';
import type { Rule, RuleHit } from './rule';

export const rowMisestimate: Rule = {
  id: 'row-misestimate',
  severity: 'info',
  title: 'The planner was wrong about the rows',
  why: 'The plan was chosen for another number of rows. Join methods, join order and memory follow from it.',
  remedy:
    'ANALYZE the table; if it stays wrong, raise the statistics target of the columns, or create extended statistics for columns that depend on each other.',
  when: 'Planned and real rows of a loop differ by 10 times or more, the larger is at least 100, and the error does not come from below: the finding stands where it starts. The cure follows from the conditions there and from the catalogue (never analyzed, old statistics, columns that depend on each other, expressions, patterns, unknown values, joins). Steps that were stopped early (by LIMIT, a semi join, a merge join) are not judged for having fewer rows.',
  bad: {
    title: 'Planned 12 rows, got 48,210',
    explain: [
      {
        Plan: {
          'Node Type': 'Seq Scan',
          'Relation Name': 'addresses',
          'Startup Cost': 0,
          'Total Cost': 2041,
          'Plan Rows': 12,
          'Plan Width': 64,
          'Actual Startup Time': 0.1,
          'Actual Total Time': 19.2,
          'Actual Rows': 48210,
          'Actual Loops': 1,
          Filter: "((city = 'Bergen'::text) AND (country = 'NO'::text))",
          'Rows Removed by Filter': 51790,
        },
        'Execution Time': 21.3,
      },
    ],
  },
  good: {
    title: 'Fewer rows than planned, because LIMIT stopped the scan',
    explain: [
      {
        Plan: {
          'Node Type': 'Limit',
          'Startup Cost': 0,
          'Total Cost': 0.4,
          'Plan Rows': 20,
          'Plan Width': 64,
          'Actual Startup Time': 0.01,
          'Actual Total Time': 0.02,
          'Actual Rows': 20,
          'Actual Loops': 1,
          Plans: [
            {
              'Node Type': 'Seq Scan',
              'Parent Relationship': 'Outer',
              'Relation Name': 'addresses',
              'Startup Cost': 0,
              'Total Cost': 2041,
              'Plan Rows': 100000,
              'Plan Width': 64,
              'Actual Startup Time': 0.01,
              'Actual Total Time': 0.02,
              'Actual Rows': 20,
              'Actual Loops': 1,
            },
          ],
        },
        'Execution Time': 0.05,
      },
    ],
  },
  check: examined => {
    const wrong = new Set(examined.visits.filter(isWrong).map(({ node }) => node));
    return examined.visits
      .filter(({ node }) => wrong.has(node) && originOf(node, wrong) === node)
      .map(visit => describeHit(examined, visit));
  },
};

function describeHit(examined: ExaminedPlan, visit: Visit): RuleHit {
  const { node } = visit;
  const planned = node.estimatedRows ?? 0;
  const real = node.actualRows ?? 0;
  const where = node.relation === undefined ? '' : ` from ${node.relation}`;
  const loop = (node.loops ?? 1) > (node.processes ?? 1) ? ' in a loop' : '';
  const { cause, remedy, columns, needs } = cureOf(examined, node);
  const why = cause === 'unknown' || cause === 'join' ? '' : ` Likely cause: ${cause}.`;
  return {
    message: `Planned ${formatRows(planned)}${where}${loop}, got ${formatCount(real)}.${why}`,
    nodeId: node.id,
    evidence: {
      estimatedRows: planned,
      actualRows: real,
      ratio: rowRatio(visit)?.factor,
      loops: node.loops,
      cause,
      columns,
      needs,
    },
    remedy,
  };
}
