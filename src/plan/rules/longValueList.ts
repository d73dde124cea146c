import { type Expression, partsOf, withoutCasts } from '../../sql/expression';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastValues = 1_000;
const leastShare = 0.05;

export const longValueList: Rule = {
  id: 'long-value-list',
  severity: 'info',
  title: 'A list of thousands of values in the condition',
  why: 'Each value is parsed, estimated for (against the statistics of the column) and, with an index, looked up by itself. The statement text differs each time, so that no plan is ever used twice.',
  remedy:
    'Send one array parameter and join it: JOIN unnest($1::integer[]) AS wanted (id) USING (id). Above some ten thousand values COPY them into a temporary table and ANALYZE it. Where the list came out of another query, join that query.',
  when: 'A condition compares with a list of at least 1,000 constants, at a step that takes, with its input, at least 5 % of the time or cost.',
  bad: {
    title: '1,000 values',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 4200, planned: 1000, rows: 1000, ms: 31 },
          {
            'Relation Name': 'orders',
            Filter: `(id = ANY ('{${Array.from({ length: 1000 }, (_, i) => i).join(',')}}'::integer[]))`,
            'Rows Removed by Filter': 59_000,
          },
        ),
        'Execution Time': 32,
      },
    ],
  },
  good: {
    title: '5 values',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 4200, planned: 5, rows: 5, ms: 31 },
          {
            'Relation Name': 'orders',
            Filter: "(id = ANY ('{1,2,3,4,5}'::integer[]))",
            'Rows Removed by Filter': 59_995,
          },
        ),
        'Execution Time': 32,
      },
    ],
  },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      const hit = judge(examined, node);
      return hit === undefined ? [] : [hit];
    }),
};

/** A bitmap's condition is checked again above it and would be told twice. */
const labels = ['Filter', 'Index Cond', 'Join Filter', 'TID Cond'];

function judge(examined: ExaminedPlan, node: PlanNode): RuleHit | undefined {
  const share = examined.shareWithin(node);
  if (share === undefined || share < leastShare || node.neverExecuted === true) return undefined;
  for (const label of labels) {
    const condition = examined.condition(node, label);
    const lists =
      condition === undefined
        ? []
        : partsOf(condition)
            .map(listOf)
            .filter(list => list !== undefined);
    const longest = lists.reduce<List | undefined>(
      (top, one) => (one.values > (top?.values ?? 0) ? one : top),
      undefined,
    );
    if (longest === undefined || longest.values < leastValues) continue;
    const column = longest.column ?? 'a value';
    return {
      message: `${label === 'Index Cond' ? 'Looks' : 'Compares'} ${column} ${label === 'Index Cond' ? 'up by' : 'with'} a list of ${formatCount(longest.values)} constants (${formatPercent(share)} of the ${examined.isTimed ? 'time' : "plan's cost"}).`,
      nodeId: node.id,
      share,
      evidence: {
        values: longest.values,
        column: longest.column,
        condition: label,
        share,
        planningMs: examined.plan.planningMs,
      },
      ...(longest.column !== undefined && {
        remedy: `Send the values as one array parameter and join it: JOIN unnest($1) AS wanted (${longest.column}) USING (${longest.column}). For tens of thousands COPY them into a temporary table and ANALYZE it; where they came out of another query, join that.`,
      }),
    };
  }
  return undefined;
}

interface List {
  readonly values: number;
  readonly column: string | undefined;
}

function listOf(part: Expression): List | undefined {
  if (part.kind !== 'any' && part.kind !== 'all' && part.kind !== 'in') return undefined;
  const [left, right] = part.operands;
  const inner = left === undefined ? undefined : withoutCasts(left);
  const column = inner?.kind === 'column' ? inner.name : undefined;
  if (part.kind === 'in') return { values: part.operands.length - 1, column };
  const list = right === undefined ? undefined : withoutCasts(right);
  if (list?.kind === 'array') return { values: list.operands.length, column };
  if (list?.kind !== 'constant' || list.value === undefined) return undefined;
  return { values: elementsIn(list.value), column };
}

/** Elements of an array in its text form, `{1,"a,b",NULL}` (PostgreSQL manual, "Array Input and Output Syntax"). */
function elementsIn(text: string): number {
  if (text.length <= 2) return 0;
  let elements = 1;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) elements++;
  }
  return elements;
}
