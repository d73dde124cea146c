import type { PanelState } from '../../../src/protocol/messages';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { findFindings } from '../../../src/plan/findings';
import { viewOf } from './states';

type Fields = Record<string, unknown>;

/** A plan as a server could make it: joins over partitions, one of which takes most of the time. */
export function largePlan(nodes: number): Fields {
  let left = nodes - 1;
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const node = (type: string, ms: number, rows: number, more: Fields = {}, plans: readonly Fields[] = []): Fields => ({
    'Node Type': type,
    'Parent Relationship': 'Outer',
    'Startup Cost': 0,
    'Total Cost':
      Math.round(ms * 90 * (0.5 + random())) / 10 + plans.reduce((sum, plan) => sum + Number(plan['Total Cost']), 0),
    'Plan Rows': Math.ceil(rows * 10 ** (random() * 2 - 1)),
    'Plan Width': 64,
    'Actual Startup Time': 0,
    'Actual Total Time': ms + plans.reduce((sum, plan) => sum + Number(plan['Actual Total Time']), 0),
    'Actual Rows': rows,
    'Actual Loops': 1,
    'Shared Hit Blocks': Math.ceil(ms * 11),
    ...more,
    ...(plans.length > 0 && { Plans: plans }),
  });
  const parts: Fields[] = [];
  for (let part = 0; left >= 4; part++) {
    left -= 4;
    const name = `events_${2000 + part}`;
    const slow = part === 3 ? 900 : random() * 4;
    parts.push(
      node(
        'Hash Join',
        0.3 + random(),
        400,
        { 'Join Type': 'Inner', 'Hash Cond': `(${name}.account_id = accounts.id)` },
        [
          node('Seq Scan', slow, 12_000, {
            'Relation Name': name,
            Alias: name,
            Filter: `(kind = 'click'::text)`,
            'Rows Removed by Filter': 90_000,
          }),
          node('Hash', 0.2, 900, { 'Parent Relationship': 'Inner' }, [
            node('Index Scan', 0.5, 900, {
              'Relation Name': 'accounts',
              Alias: 'accounts',
              'Index Name': 'accounts_pkey',
              'Index Cond': '(id = 4)',
            }),
          ]),
        ],
      ),
    );
  }
  const rest = Array.from({ length: left }, (_, i) =>
    node('Seq Scan', 0.2, 3, { 'Relation Name': `rest_${i}`, Alias: `rest_${i}` }),
  );
  return node('Append', 1.5, 40_000, {}, [...parts, ...rest]);
}

/** Each step above the next. */
export function deepPlan(levels: number): Fields {
  let plan: Fields = {
    'Node Type': 'Seq Scan',
    'Relation Name': 'orders',
    'Actual Total Time': 1,
    'Actual Loops': 1,
    'Actual Rows': 9,
  };
  for (let i = 1; i < levels; i++) {
    plan = {
      'Node Type': 'Subquery Scan',
      Alias: `q${i}`,
      'Parent Relationship': 'Outer',
      'Actual Total Time': 1 + i / 100,
      'Actual Loops': 1,
      'Actual Rows': 9,
      Plans: [plan],
    };
  }
  return plan;
}

export function stateOf(explain: Fields): PanelState {
  const { value } = readPostgresJson([{ Plan: explain, 'Execution Time': Number(explain['Actual Total Time']) + 1 }]);
  if (value === undefined) throw new Error('no plan');
  return {
    ...viewOf('seq-scan'),
    statement: 'SELECT * FROM events JOIN accounts ON accounts.id = events.account_id',
    plan: value,
    rawJson: '[]',
    findings: findFindings(value),
  };
}
