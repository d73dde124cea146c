import { groupField, numberField } from '../fields';
import { formatCost, formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastMs = 20;
const leastShare = 0.25;

export const jitOverhead: Rule = {
  id: 'jit-overhead',
  severity: 'warning',
  title: 'Compiling the query takes longer than it can save',
  why: 'Above jit_above_cost PostgreSQL compiles expressions to machine code before it runs them. That pays for long computations over many rows, not for a query whose cost was overestimated or which runs for a second.',
  remedy:
    'Raise jit_above_cost (and jit_optimize_above_cost, jit_inline_above_cost), or SET LOCAL jit = off for this query. Mend an overestimate, if that is what made the plan look expensive.',
  when: 'Just-in-time compilation took at least 20 ms and 25 % of the execution: it would have to make the rest a third faster to pay. The plan gives the sum over all processes; it is divided by their number.',
  bad: {
    title: '310 of 380 ms',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 154_050, planned: 9_000_000, rows: 20_000, ms: 369 },
          { 'Relation Name': 'orders' },
        ),
        JIT: {
          Functions: 12,
          Options: { Inlining: false, Optimization: false, Expressions: true, Deforming: true },
          Timing: { Generation: 4, Inlining: 0, Optimization: 12, Emission: 294, Total: 310 },
        },
        'Execution Time': 380,
      },
    ],
  },
  good: {
    title: '310 ms of a query that runs for 12 s',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 154_050, planned: 9_000_000, rows: 9_000_000, ms: 11_600 },
          { 'Relation Name': 'orders' },
        ),
        JIT: {
          Functions: 12,
          Options: { Inlining: false, Optimization: false, Expressions: true, Deforming: true },
          Timing: { Generation: 4, Inlining: 0, Optimization: 12, Emission: 294, Total: 310 },
        },
        'Execution Time': 12_000,
      },
    ],
  },
  check: examined => {
    const hit = judge(examined);
    return hit === undefined ? [] : [hit];
  },
};

/** explain.c (`ExplainPrintJITSummary`) adds the workers' times to the leader's. */
function judge({ plan, visits, totalMs }: ExaminedPlan): RuleHit | undefined {
  const timing = groupField(plan.jit, 'Timing');
  const summedMs = numberField(timing, 'Total');
  if (summedMs === undefined || totalMs === undefined || totalMs <= 0) return undefined;
  const processes = visits.reduce((most, { node }) => Math.max(most, node.processes ?? 1), 1);
  const jitMs = summedMs / processes;
  const share = Math.min(1, jitMs / totalMs);
  if (jitMs < leastMs || share < leastShare) return undefined;
  const cost = plan.totalCost;
  const functions = numberField(plan.jit, 'Functions');
  const together = processes > 1 ? ` (${formatMs(summedMs)} in ${processes} processes together)` : '';
  return {
    message: `Just-in-time compilation took ${formatMs(jitMs)}${together} of ${formatMs(totalMs)}, ${formatPercent(share)}.`,
    share,
    evidence: {
      jitMs,
      summedMs,
      processes,
      executionMs: totalMs,
      functions,
      share,
      inliningMs: numberField(timing, 'Inlining'),
      optimizationMs: numberField(timing, 'Optimization'),
      emissionMs: numberField(timing, 'Emission'),
      plannerCost: cost,
    },
    remedy: `SET LOCAL jit = off for this query, or raise jit_above_cost${cost === undefined ? '' : ` above its cost of ${formatCost(cost)}`}. If that cost comes from wrong row counts, mend those first.`,
  };
}
