import { type Expression, partsOf } from '../../sql/expression';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import {
  type DiscardingScan,
  discardingScans,
  hasIndexOn,
  leastDiscarded,
  mostKept,
  ownColumns,
} from './discardingScan';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastShareOfJoin = 0.2;

export const orAcrossColumns: Rule = {
  id: 'or-across-columns',
  severity: 'warning',
  title: 'OR over different columns or tables',
  why: 'One index serves one branch of an OR. Where a single branch has none, or where the branches speak of different tables, PostgreSQL reads everything and tests afterwards; it does not turn the OR into a UNION.',
  remedy:
    'Ask each branch for itself and put the answers together: UNION (which drops rows that both branches give). Within one table indexes on every column of the OR serve too.',
  when: 'A scan throws at least 1,000 rows away, keeps at most 10 % and takes at least 10 % of the time or cost, and its filter holds an OR of different columns (with the catalogue: of which at least one has no index); or a join tests an OR over both of its sides, throws at least 1,000 pairs and 90 % away and takes, with its input, at least 20 % of the time.',
  insteadOf: ['seq-scan-discards', 'index-filter-discards'],
  bad: {
    title: 'An OR of two columns',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 527, planned: 2, rows: 2, ms: 14.9 },
          {
            'Relation Name': 'customers',
            Filter: "((email = 'ada@example.com'::text) OR (phone = '555'::text))",
            'Rows Removed by Filter': 19_998,
          },
        ),
        'Execution Time': 15,
      },
    ],
  },
  good: {
    title: 'An OR of one column',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 527, planned: 2, rows: 2, ms: 14.9 },
          {
            'Relation Name': 'customers',
            Filter: "((email = 'ada@example.com'::text) OR (email = 'bob@example.com'::text))",
            'Rows Removed by Filter': 19_998,
          },
        ),
        'Execution Time': 15,
      },
    ],
  },
  check: examined => [
    ...discardingScans(examined).flatMap(scan => listOf(judgeScan(scan))),
    ...examined.visits.flatMap(({ node }) => listOf(judgeJoin(examined, node))),
  ],
};

function listOf(hit: RuleHit | undefined): readonly RuleHit[] {
  return hit === undefined ? [] : [hit];
}

function judgeScan(scan: DiscardingScan): RuleHit | undefined {
  const { node, table } = scan;
  for (const condition of scan.conditions) {
    if (condition.kind !== 'or') continue;
    const columns = ownColumns(node, condition);
    // A branch without a column (a subquery, a parameter that switches) cannot be looked up at all.
    const branchesWithout = condition.operands.filter(branch => ownColumns(node, branch).length === 0).length;
    if (columns.length + branchesWithout < 2) continue;
    const missing = table === undefined ? undefined : columns.filter(column => !hasIndexOn(table, column));
    if (missing?.length === 0 && branchesWithout === 0) continue;
    return {
      message: `${scan.words}: it tests an OR over ${columns.join(', ')}${branchesWithout === 0 ? '' : ' and what is no column'}${missing === undefined || missing.length === 0 ? '' : `, and ${missing.join(', ')} ${missing.length === 1 ? 'has' : 'have'} no index`}.`,
      nodeId: node.id,
      share: scan.share,
      evidence: {
        columns,
        columnsWithoutIndex: missing,
        branchesWithoutColumn: branchesWithout,
        rowsRead: scan.rowsRead,
        rowsKept: scan.rowsKept,
        share: scan.share,
        ...(table === undefined && { needs: 'the catalogue: which of the columns have an index' }),
      },
    };
  }
  return undefined;
}

function judgeJoin(examined: ExaminedPlan, node: PlanNode): RuleHit | undefined {
  const label = node.conditions.find(item => item.label === 'Join Filter')?.label;
  if (label === undefined || node.neverExecuted === true || node.loops === undefined) return undefined;
  const condition = examined.condition(node, label);
  const tables = condition?.kind === 'or' ? qualifiers(condition) : [];
  const share = examined.shareWithin(node);
  const kept = node.ownRows ?? 0;
  const removed = Math.round((node.rowsRemoved ?? 0) * node.loops);
  if (tables.length < 2 || share === undefined || share < leastShareOfJoin) return undefined;
  if (removed < leastDiscarded || kept / (kept + removed) > mostKept) return undefined;
  return {
    message: `Tests ${formatCount(kept + removed)} pairs of rows of ${tables.join(' and ')} for an OR over both and keeps ${formatCount(kept)}: ${formatPercent(share)} of the ${examined.isTimed ? 'time' : "plan's cost"} with what feeds it.`,
    nodeId: node.id,
    share,
    evidence: { tables, pairsTested: kept + removed, pairsKept: kept, share },
    remedy: `Join ${tables.join(' and ')} once for each branch of the OR and put the answers together by UNION, or use two outer joins: each can then look up its rows.`,
  };
}

function qualifiers(condition: Expression): readonly string[] {
  return [
    ...new Set(
      partsOf(condition).flatMap(part =>
        part.kind === 'column' && part.qualifier !== undefined ? [part.qualifier] : [],
      ),
    ),
  ];
}
