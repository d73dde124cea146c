import { partsOf } from '../../sql/expression';
import { textsField } from '../fields';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import { walkPlan } from '../walk';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastRows = 10_000;
const leastFactor = 5;
const leastShare = 0.2;
/** The rows that remain are those of the table, not a few values of it. */
const leastOfTable = 0.2;

export const distinctHidesJoin: Rule = {
  id: 'distinct-hides-join',
  severity: 'warning',
  title: 'A join multiplies rows, and DISTINCT drops them again',
  why: 'The columns of the answer come from one table. The join repeats each of its rows as often as it finds a partner; all are built, then sorted or hashed, to drop the repetitions.',
  remedy:
    'Ask for existence instead of joining: WHERE EXISTS (SELECT … WHERE …) stops at the first partner and needs no DISTINCT. If the join lacks a condition, add it.',
  when: 'DISTINCT (or GROUP BY without aggregates) over columns of one table keeps at most a fifth of at least 10,000 rows of a join, what it keeps is at least a fifth of that table’s rows, and it takes with its input at least 20 % of the time. Aggregates are told apart by VERBOSE or the statement.',
  bad: {
    title: '2,000 customers become 60,000 rows, and 2,000 again',
    explain: [
      {
        Plan: exampleNode(
          'Aggregate',
          { cost: 3000, planned: 2000, rows: 2000, ms: 48 },
          { Strategy: 'Hashed', 'Group Key': ['c.id', 'c.name'], Output: ['c.id', 'c.name'] },
          [
            exampleNode(
              'Hash Join',
              { cost: 2800, planned: 60_000, rows: 60_000, ms: 30 },
              { 'Join Type': 'Inner', 'Hash Cond': '(o.customer_id = c.id)' },
              [
                exampleNode(
                  'Seq Scan',
                  { cost: 1300, planned: 60_000, rows: 60_000, ms: 9 },
                  { 'Relation Name': 'orders', Alias: 'o' },
                ),
                exampleNode(
                  'Hash',
                  { cost: 40, planned: 2000, rows: 2000, ms: 1 },
                  { 'Parent Relationship': 'Inner' },
                  [
                    exampleNode(
                      'Seq Scan',
                      { cost: 40, planned: 2000, rows: 2000, ms: 0.6 },
                      { 'Relation Name': 'customers', Alias: 'c' },
                    ),
                  ],
                ),
              ],
            ),
          ],
        ),
        'Execution Time': 49,
      },
    ],
  },
  good: {
    title: 'The same join grouped to count',
    explain: [
      {
        Plan: exampleNode(
          'Aggregate',
          { cost: 3000, planned: 2000, rows: 2000, ms: 48 },
          { Strategy: 'Hashed', 'Group Key': ['c.id', 'c.name'], Output: ['c.id', 'c.name', 'count(*)'] },
          [
            exampleNode(
              'Hash Join',
              { cost: 2800, planned: 60_000, rows: 60_000, ms: 30 },
              { 'Join Type': 'Inner', 'Hash Cond': '(o.customer_id = c.id)' },
              [
                exampleNode(
                  'Seq Scan',
                  { cost: 1300, planned: 60_000, rows: 60_000, ms: 9 },
                  { 'Relation Name': 'orders', Alias: 'o' },
                ),
                exampleNode(
                  'Hash',
                  { cost: 40, planned: 2000, rows: 2000, ms: 1 },
                  { 'Parent Relationship': 'Inner' },
                  [
                    exampleNode(
                      'Seq Scan',
                      { cost: 40, planned: 2000, rows: 2000, ms: 0.6 },
                      { 'Relation Name': 'customers', Alias: 'c' },
                    ),
                  ],
                ),
              ],
            ),
          ],
        ),
        'Execution Time': 49,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node, parent }) => {
      // A parallel DISTINCT has one such step in the workers and one above; the upper speaks.
      const repeated = parent !== undefined && between.has(parent.node.type) && dropsRepeats(examined, parent.node);
      const hit = !repeated && dropsRepeats(examined, node) ? judge(examined, node) : undefined;
      return hit === undefined ? [] : [hit];
    }),
};

const between = new Set(['Sort', 'Incremental Sort', 'Gather', 'Gather Merge', 'Aggregate', 'Unique']);
const joins = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);

function dropsRepeats(examined: ExaminedPlan, node: PlanNode): boolean {
  if (node.type === 'Unique') return true;
  if (node.type !== 'Aggregate') return false;
  const key = node.conditions.find(({ label }) => label === 'Group Key')?.text;
  const output = textsField(node.details, 'Output');
  if (key === undefined) return false;
  if (output !== undefined) return output.join(', ') === key;
  return examined.statement?.facts.functions.length === 0;
}

function judge(examined: ExaminedPlan, node: PlanNode): RuleHit | undefined {
  let join: PlanNode | undefined = node;
  while (join !== undefined && between.has(join.type)) join = join.children[0];
  const share = examined.shareWithin(node);
  const kept = node.ownRows;
  const joined = join?.ownRows;
  if (join === undefined || !joins.has(join.type) || kept === undefined || joined === undefined) return undefined;
  if (joined < leastRows || joined < kept * leastFactor || share === undefined || share < leastShare) return undefined;
  const alias = onlyTable(examined, node);
  const scan = walkPlan(join).find(visit => visit.node.alias === alias)?.node;
  // Looked up again and again, the rows of its loops are no rows of the table.
  if (alias === undefined || scan?.ownRows === undefined || (scan.loops ?? 1) > (scan.processes ?? 1)) return undefined;
  if (kept < scan.ownRows * leastOfTable || scan.ownRows * 2 > joined) return undefined;
  const table = scan.relation ?? alias;
  return {
    message: `The join makes ${formatCount(joined)} rows of ${formatCount(scan.ownRows)} of ${table}, DISTINCT drops all but ${formatCount(kept)}: ${formatPercent(share)} of the time.`,
    nodeId: node.id,
    share,
    evidence: { joinedRows: joined, keptRows: kept, tableRows: scan.ownRows, table, share },
    remedy: `Only columns of ${table} are asked for: write the joined tables as WHERE EXISTS (SELECT … ), which stops at the first match and needs no DISTINCT. If the join lacks a condition, add it.`,
  };
}

/** The one FROM item that all columns of the answer come from. */
function onlyTable(examined: ExaminedPlan, node: PlanNode): string | undefined {
  const key =
    node.conditions.find(({ label }) => label === 'Group Key')?.text ??
    textsField(node.details, 'Output')?.join(', ') ??
    node.children[0]?.conditions.find(({ label }) => label === 'Sort Key')?.text;
  const expression = key === undefined ? undefined : examined.expression(`ROW(${key})`);
  const columns = expression === undefined ? [] : partsOf(expression).filter(part => part.kind === 'column');
  const qualifiers = new Set(columns.map(({ qualifier }) => qualifier));
  return qualifiers.size === 1 ? [...qualifiers][0] : undefined;
}
