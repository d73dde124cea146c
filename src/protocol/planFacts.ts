import type { Plan, PlanAccount } from '../plan/model';
import { formatBytes, formatCost, formatCount, formatMs, formatPercent, formatTimes } from '../plan/units';
import type { PlanRow } from './planRows';

type Facts = readonly (readonly [label: string, value: string])[];

/** What EXPLAIN says beside the tree: times, JIT, triggers, settings, and whatever else a server adds. */
export function planFacts(plan: Plan): Facts {
  const facts: [string, string][] = [];
  if (plan.planningMs !== undefined) facts.push(['Planning time', formatMs(plan.planningMs)]);
  if (plan.executionMs !== undefined) facts.push(['Execution time', formatMs(plan.executionMs)]);
  for (const { what, ms } of plan.accounts ?? []) {
    const label = accountLabels[what];
    if (label !== undefined) facts.push([label, formatMs(ms)]);
  }
  for (const { name, relation, timeMs, calls } of plan.triggers ?? []) {
    const where = relation === undefined ? '' : ` on ${relation}`;
    const time = timeMs === undefined ? '' : `${formatMs(timeMs)}, `;
    facts.push([`Trigger ${name}${where}`, `${time}${calls === undefined ? '' : formatTimes(calls)}`]);
  }
  for (const [name, value] of Object.entries(plan.settings ?? {})) facts.push([name, value]);
  if (plan.jit !== undefined) facts.push(['JIT', fieldText(plan.jit)]);
  for (const [name, value] of Object.entries(plan.details ?? {})) facts.push([name, fieldText(value)]);
  return facts;
}

/** What the execution time holds beside the steps' own times (docs/plan-arithmetic.md); triggers are listed by name. */
const accountLabels: Readonly<Partial<Record<PlanAccount['what'], string>>> = {
  nodes: 'Of it in the steps',
  serialization: 'Rows made ready to send',
  jit: 'JIT before the steps',
  executor: 'Start and end of the executor',
  overlap: 'Workers beside the leader',
  rounding: 'Rounding of short runs',
  contradiction: 'Times that contradict each other',
};

/** The selected step's numbers, for the aside: label and value. */
export function rowFacts(row: PlanRow, measure: 'time' | 'cost'): Facts {
  const { node } = row;
  const facts: [string, string][] = [];
  const add = (label: string, value: string | undefined) => {
    if (value !== undefined && value !== '') facts.push([label, value]);
  };
  const share = row.share > 0 ? ` (${formatPercent(row.share)})` : '';
  add(measure === 'time' ? 'Own time' : 'Own cost', row.own === '' ? undefined : `${row.own}${share}`);
  if (measure === 'time') add('Total time', row.total);
  if (node.estimatedCost !== undefined) {
    add('Cost, first row → all', `${formatCost(node.estimatedCost.startup)} → ${formatCost(node.estimatedCost.total)}`);
  }
  add('Rows planned', node.estimatedRows === undefined ? undefined : formatCount(node.estimatedRows));
  if (row.neverRan) add('Runs', 'never');
  else {
    add(
      (node.loops ?? 1) > 1 ? 'Rows, one run' : 'Rows',
      node.actualRows === undefined ? undefined : formatCount(node.actualRows),
    );
    add('Runs', node.loops === undefined ? undefined : formatTimes(node.loops));
    if ((node.loops ?? 1) > 1)
      add('Rows, all runs', node.ownRows === undefined ? undefined : formatCount(node.ownRows));
  }
  add('Row width', node.estimatedWidth === undefined ? undefined : formatBytes(node.estimatedWidth));
  add('Schema', node.schema);
  add('Table', node.relation);
  add('Alias', node.alias === node.relation ? undefined : node.alias);
  add('Index', node.index);
  return facts;
}

/** Every further field of the node as PostgreSQL gave it, as text. */
export function rowFields(row: PlanRow): Facts {
  return Object.entries(row.node.details)
    .filter(([, value]) => value !== 0 && value !== false && value !== null)
    .map(([label, value]) => [label, fieldText(value)]);
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatCount(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return 'none';
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value.join(', ');
  if (isFlat(value)) {
    return Object.entries(value)
      .filter(([, field]) => field !== 0)
      .map(([name, field]) => `${name}: ${fieldText(field)}`)
      .join('\n');
  }
  return JSON.stringify(value, undefined, 1);
}

function isFlat(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(field => typeof field !== 'object' || field === null);
}
