import { formatCount, formatPercent, formatTimes } from '../units';
import { cureOf } from './estimateCure';
import { exampleNode } from './exampleNode';
import { isWrong, leastRatio, leastRows, originOf } from './misestimates';
import { tableName } from './nodeDetails';
import type { Rule } from './rule';

const leastShare = 0.2;

const loop = (planned: number, rows: number, ms: number) =>
  exampleNode('Nested Loop', { cost: 910, planned, rows, ms }, { 'Join Type': 'Inner' }, [
    exampleNode(
      'Seq Scan',
      { cost: 812, planned, rows, ms: 9 },
      {
        'Relation Name': 'addresses',
        Alias: 'a',
        Filter: "((city = 'Bergen'::text) AND (country = 'NO'::text))",
        'Rows Removed by Filter': 51790,
      },
    ),
    {
      ...exampleNode(
        'Index Scan',
        { cost: 8, planned: 3, rows: 1, ms: 0.018, loops: rows },
        {
          'Relation Name': 'orders',
          Alias: 'o',
          'Index Name': 'orders_address_idx',
          'Index Cond': '(address_id = a.id)',
        },
      ),
      'Parent Relationship': 'Inner',
    },
  ]);

export const nestedLoopMisestimate: Rule = {
  id: 'nested-loop-misestimate',
  severity: 'warning',
  title: 'A nested loop runs far more often than planned',
  why: 'The planner expected few rows on the outer side, for which looking up each is cheapest. With as many as there are, a hash or merge join reads the inner side once.',
  remedy: 'Mend the estimate of the outer side; SET LOCAL enable_nestloop = off shows what the planner does instead.',
  when: 'The outer side of a nested loop gives at least 100 rows and at least ten times as many as planned, and the inner side takes at least 20 % of the time.',
  bad: { title: 'Planned 12 look-ups, made 48,210', explain: [{ Plan: loop(12, 48210, 920), 'Execution Time': 931 }] },
  good: { title: 'As many look-ups as planned', explain: [{ Plan: loop(41000, 48210, 920), 'Execution Time': 931 }] },
  check: examined => {
    const wrong = new Set(examined.visits.filter(isWrong).map(({ node }) => node));
    return examined.visits.flatMap(({ node }) => {
      if (node.type !== 'Nested Loop') return [];
      const inner = node.children.find(({ parentRelationship }) => parentRelationship === 'Inner');
      const outer = node.children.find(({ parentRelationship }) => parentRelationship === 'Outer');
      const planned = outer?.estimatedRows;
      const real = outer?.actualRows;
      if (inner === undefined || outer === undefined || planned === undefined || real === undefined) return [];
      const share = examined.shareOfMs(inner.actualMs?.total);
      if (real < leastRows || real < Math.max(1, planned) * leastRatio || share === undefined || share < leastShare)
        return [];
      const origin = originOf(outer, wrong);
      const { remedy, cause } = cureOf(examined, origin);
      const started =
        origin === outer
          ? ''
          : ` The error starts at ${origin.type}${origin.relation === undefined ? '' : ` on ${origin.relation}`}.`;
      return [
        {
          message: `Looks ${tableName(inner)} up ${formatTimes(real)} where ${formatCount(planned)} were planned: ${formatPercent(share)} of the time.${started}`,
          nodeId: node.id,
          share,
          evidence: {
            plannedLoops: planned,
            loops: real,
            innerMs: inner.actualMs?.total,
            originNodeId: origin.id,
            cause,
          },
          remedy: `${remedy} SET LOCAL enable_nestloop = off shows what the planner does instead.`,
        },
      ];
    });
  },
};
