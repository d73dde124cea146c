import { groupField, numberField } from '../fields';
import { formatCount, formatMs } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastMs = 10;
/** With as few tables a long planning is that of a connection's first statement, if it read the catalogue. */
const fewTables = 4;
/** Blocks of the catalogue for each table beyond which its descriptions were read afresh. */
const blocksOfKnownTable = 10;
const manyJoins = 8;
const manyParts = 50;

export const planningDominates: Rule = {
  id: 'planning-dominates',
  severity: 'info',
  title: 'Planning takes longer than running',
  why: 'The planner weighs every order of the joins and every partition. For a statement that is quick to run and sent often, that is most of its time.',
  remedy:
    'Prepare the statement once and execute it many times, so that a generic plan is kept. Let the partition key be in the condition; leave joins out that the answer does not need.',
  when: 'Planning took at least 10 ms and longer than the execution. Not said of up to 4 tables where the planning read more than 10 blocks of the catalogue for each: so does the first statement of every connection.',
  bad: {
    title: '84 ms for 3 ms',
    explain: [
      {
        Plan: exampleNode(
          'Append',
          { cost: 980, planned: 12, rows: 12, ms: 2.7 },
          {},
          Array.from({ length: 3 }, (_, i) =>
            exampleNode(
              'Seq Scan',
              { cost: 320, planned: 4, rows: 4, ms: 0.9 },
              { 'Parent Relationship': 'Member', 'Relation Name': `orders_${i + 1}` },
            ),
          ),
        ),
        'Planning Time': 84,
        'Execution Time': 3,
      },
    ],
  },
  good: {
    title: 'The first statement of a connection, which reads the catalogue',
    explain: [
      {
        Plan: exampleNode('Seq Scan', { cost: 320, planned: 4, rows: 4, ms: 0.9 }, { 'Relation Name': 'orders' }),
        Planning: { 'Shared Hit Blocks': 68, 'Shared Read Blocks': 9 },
        'Planning Time': 13,
        'Execution Time': 0.9,
      },
    ],
  },
  check: examined => {
    const hit = judge(examined);
    return hit === undefined ? [] : [hit];
  },
};

function judge({ plan, visits }: ExaminedPlan): RuleHit | undefined {
  const { planningMs, executionMs } = plan;
  if (planningMs === undefined || executionMs === undefined) return undefined;
  if (planningMs < leastMs || planningMs <= executionMs) return undefined;
  const tables = visits.filter(({ node }) => node.relation !== undefined).length;
  const planning = groupField(plan.details, 'Planning');
  const hit = numberField(planning, 'Shared Hit Blocks');
  const read = numberField(planning, 'Shared Read Blocks');
  const blocks = hit === undefined ? undefined : hit + (read ?? 0);
  const catalogueRead = blocks !== undefined && blocks > blocksOfKnownTable * Math.max(1, tables);
  if (tables <= fewTables && catalogueRead) return undefined;
  const joins = visits.filter(({ node }) => joinTypes.has(node.type)).length;
  const parts = visits
    .filter(({ node }) => node.type === 'Append' || node.type === 'Merge Append')
    .reduce((sum, { node }) => sum + node.children.length + (numberField(node.details, 'Subplans Removed') ?? 0), 0);
  const reasons = [
    ...(parts >= manyParts ? [`${formatCount(parts)} parts of partitioned tables are planned one by one`] : []),
    ...(joins >= manyJoins ? [`${joins} joins are put in order`] : []),
    ...(catalogueRead
      ? [`${formatCount(blocks)} blocks of the catalogue were read, as a connection's first plan does`]
      : []),
  ];
  return {
    message: `Planning took ${formatMs(planningMs)}, running ${formatMs(executionMs)}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}.`,
    share: planningMs / (planningMs + executionMs),
    evidence: { planningMs, executionMs, tables, joins, parts, catalogueBlocks: blocks },
    ...(parts >= manyParts && {
      remedy:
        'Let the condition name the partition key by a constant, so that the planner drops the other parts early, or keep fewer, larger partitions. A prepared statement with a generic plan is planned once.',
    }),
  };
}

const joinTypes = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);
