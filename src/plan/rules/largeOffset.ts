import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import type { ExaminedPlan } from './examinedPlan';
import { exampleNode } from './exampleNode';
import type { Rule, RuleHit } from './rule';
import { listed } from './scannedIndex';

const leastSkipped = 1_000;
const leastShare = 0.1;

const page = (skipped: number, ms: number) =>
  exampleNode('Limit', { cost: 4210, planned: 20, rows: 20, ms }, {}, [
    exampleNode(
      'Index Scan',
      { cost: 84210, planned: 1000000, rows: skipped + 20, ms },
      { 'Relation Name': 'orders', Alias: 'orders', 'Index Name': 'orders_pkey' },
    ),
  ]);

export const largeOffset: Rule = {
  id: 'large-offset',
  severity: 'warning',
  title: 'OFFSET reads rows only to skip them',
  why: 'The server makes every row that OFFSET passes over. Each page costs more than the one before.',
  remedy:
    'Page by key: remember the sort columns of the last row, ask for what lies behind them (WHERE (a, id) > ($1, $2) ORDER BY a, id LIMIT n), with an index on those columns.',
  when: 'LIMIT took in at least 1,000 rows more than it gave, more than it gave, and the skipped rows are worth at least 10 % of the time (of the cost, where nothing was measured).',
  bad: { title: 'Page 5,000 of 20 rows', explain: [{ Plan: page(100000, 88), 'Execution Time': 88.3 }] },
  good: { title: 'Page 3', explain: [{ Plan: page(40, 0.2), 'Execution Time': 0.3 }] },
  check: examined =>
    examined.visits.flatMap(({ node }) => {
      if (node.type !== 'Limit' || node.neverExecuted === true) return [];
      const child = node.children.find(({ parentRelationship }) => parentRelationship !== 'InitPlan');
      if (child === undefined) return [];
      return (
        (node.actualRows === undefined ? judgeEstimate(examined, node, child) : judgeRows(examined, node, child)) ?? []
      );
    }),
};

function judgeRows(examined: ExaminedPlan, node: PlanNode, child: PlanNode): RuleHit | undefined {
  const given = node.actualRows ?? 0;
  const taken = child.actualRows ?? 0;
  const within = examined.shareWithin(node);
  return hit(examined, node, {
    given,
    skipped: taken - given,
    share: within === undefined ? undefined : (within * (taken - given)) / taken,
  });
}

/** pathnode.c, `adjust_limit_rows_costs`: the offset's part of the input's run cost becomes start-up cost of the Limit. */
function judgeEstimate(examined: ExaminedPlan, node: PlanNode, child: PlanNode): RuleHit | undefined {
  const { estimatedCost: cost, estimatedRows: given = 0 } = node;
  const input = child.estimatedCost;
  if (cost === undefined || input === undefined || input.total <= input.startup) return undefined;
  const part = (cost.startup - input.startup) / (input.total - input.startup);
  return hit(examined, node, {
    given,
    skipped: Math.round(part * (child.estimatedRows ?? 0)),
    share: examined.shareOfCost(cost.startup - input.startup),
  });
}

function hit(
  examined: ExaminedPlan,
  node: PlanNode,
  { given, skipped, share }: { readonly given: number; readonly skipped: number; readonly share: number | undefined },
): RuleHit | undefined {
  if (skipped < leastSkipped || skipped <= given || (share !== undefined && share < leastShare)) return undefined;
  const planned = node.actualRows === undefined ? 'About ' : '';
  const cost = share === undefined ? '' : `: ${formatPercent(share)} of the ${examined.isTimed ? 'time' : 'cost'}`;
  const order = orderColumns(examined);
  return {
    message: `${planned}${formatCount(skipped)} rows are made and skipped to give ${formatCount(given)}${cost}.`,
    nodeId: node.id,
    share,
    evidence: { rowsSkipped: skipped, rowsGiven: given, orderColumns: order },
    ...(order.length > 0 && {
      remedy: `Page by key: remember ${listed(order)} of the last row and ask for what lies behind (compare ${listed(order)} with ${order.length === 1 ? 'it' : 'them'} in WHERE, add a unique column as last), with an index in that order.`,
    }),
  };
}

function orderColumns({ statement }: ExaminedPlan): readonly string[] {
  const columns = statement?.facts.columns.filter(({ role }) => role === 'order').map(({ column }) => column) ?? [];
  return [...new Set(columns)];
}
