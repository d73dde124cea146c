import { textField } from '../fields';
import type { PlanNode } from '../model';
import { rowRatio } from '../rowRatio';
import { formatCount, formatPercent } from '../units';
import type { Visit } from '../walk';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

/** `prorows` of a set-returning function where nothing else is declared: 1000; of json_array_elements and its like 100 (pg_proc.dat). */
const guesses = new Set([1000, 100]);
const leastRatio = 10;
const leastRows = 100;
const leastShare = 0.1;

export const functionRowGuess: Rule = {
  id: 'function-row-guess',
  severity: 'info',
  title: 'The rows of a function were guessed',
  why: 'The planner cannot look into a function. Unless ROWS or a support function says otherwise it takes 1,000 rows (100 for the JSON functions), and orders the joins around it for that number.',
  remedy:
    'Declare the usual number: ALTER FUNCTION … ROWS n. For functions of the system put their rows into a temporary table and ANALYZE it, or limit them.',
  when: 'A function scan planned for exactly 1,000 or 100 rows gave 10 times more or fewer, one of both at least 100, and feeds a join that takes at least 10 % of the time.',
  insteadOf: ['row-misestimate'],
  bad: {
    title: 'Planned 1,000, got 3',
    explain: [
      {
        Plan: exampleNode(
          'Hash Join',
          { cost: 1900, planned: 1000, rows: 3, ms: 21 },
          { 'Join Type': 'Inner', 'Hash Cond': '(o.id = f.id)' },
          [
            exampleNode(
              'Seq Scan',
              { cost: 1300, planned: 60_000, rows: 60_000, ms: 9 },
              { 'Relation Name': 'orders', Alias: 'o' },
            ),
            exampleNode('Hash', { cost: 10, planned: 1000, rows: 3, ms: 0.2 }, { 'Parent Relationship': 'Inner' }, [
              exampleNode(
                'Function Scan',
                { cost: 10, planned: 1000, rows: 3, ms: 0.2 },
                { 'Function Name': 'recent_ids', Alias: 'f' },
              ),
            ]),
          ],
        ),
        'Execution Time': 22,
      },
    ],
  },
  good: {
    title: 'Nothing is joined to it',
    explain: [
      {
        Plan: exampleNode(
          'Function Scan',
          { cost: 10, planned: 1000, rows: 3, ms: 0.2 },
          { 'Function Name': 'recent_ids', Alias: 'f' },
        ),
        'Execution Time': 0.3,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(visit => {
      const hit = visit.node.type === 'Function Scan' ? judge(examined, visit) : undefined;
      return hit === undefined ? [] : [hit];
    }),
};

const joins = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);

function judge(examined: ExaminedPlan, visit: Visit): RuleHit | undefined {
  const { node } = visit;
  const ratio = rowRatio(visit);
  const { estimatedRows: planned, actualRows: real } = node;
  if (ratio === undefined || planned === undefined || real === undefined || !guesses.has(planned)) return undefined;
  if (ratio.factor < leastRatio || Math.max(planned, real) < leastRows) return undefined;
  const join = joinAbove(visit);
  const share = join === undefined ? undefined : examined.shareWithin(join);
  if (share === undefined || share < leastShare) return undefined;
  const name = textField(node.details, 'Function Name') ?? 'the function';
  const builtIn = node.schema === 'pg_catalog';
  return {
    message: `The planner guessed ${formatCount(planned)} rows of ${name}(), it gave ${formatCount(real)}; the joins around it (${formatPercent(share)} of the time) were chosen for the guess.`,
    nodeId: node.id,
    evidence: { function: name, estimatedRows: planned, actualRows: real, ratio: ratio.factor, shareOfJoin: share },
    remedy: builtIn
      ? `${name}() is the system's own and cannot be declared otherwise: put its rows into a temporary table and ANALYZE it, or bound them by LIMIT.`
      : `ALTER FUNCTION ${name}(…) ROWS ${Math.max(1, Math.round(real))}; where the number varies much, put the rows into a temporary table and ANALYZE it.`,
  };
}

function joinAbove(visit: Visit): PlanNode | undefined {
  let top: PlanNode | undefined;
  for (let at = visit.parent; at !== undefined; at = at.parent) if (joins.has(at.node.type)) top = at.node;
  return top;
}
