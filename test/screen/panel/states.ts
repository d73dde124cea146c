import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IndexAdvice } from '../../../src/advisor/index';
import { findFindings } from '../../../src/plan/findings';
import type { Plan } from '../../../src/plan/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import type { MeasuredSide, PanelState, PlanView } from '../../../src/protocol/messages';

/** From the project's folder, where npm scripts run. */
const corpus = join(process.cwd(), 'test/corpus/plans');

interface Recorded {
  readonly sql: string;
  readonly explain: unknown;
}

function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(join(corpus, `${name}.json`), 'utf8')) as Recorded;
}

export function planOf(name: string): Plan {
  const { value } = readPostgresJson(recorded(name).explain);
  if (value === undefined) throw new Error(`${name} is no plan`);
  return value;
}

/** What the panel gets for a plan of the corpus. */
export function viewOf(name: string, more: Partial<PlanView> = {}): { readonly kind: 'plan' } & PlanView {
  const { sql, explain } = recorded(name);
  const plan = planOf(name);
  return {
    kind: 'plan',
    statement: sql,
    plan,
    rawJson: JSON.stringify(explain, undefined, 2),
    explainSql: `EXPLAIN (FORMAT JSON) ${sql}`,
    findings: findFindings(plan),
    source: plan.root.ownMs === undefined ? 'estimated' : 'measured',
    connection: { name: 'shop @ localhost', serverVersion: '18.4', production: false },
    parameters: [],
    time: '14:02:31',
    origin: 'src/orders/list.ts:48',
    notes: [],
    ...more,
  };
}

/** A plan from a file: nobody can be asked again. */
function openedOf(name: string): { readonly kind: 'plan' } & PlanView {
  const {
    connection: _connection,
    explainSql: _explainSql,
    statement: _statement,
    ...view
  } = viewOf(name, {
    origin: 'plans/slow.json',
    notes: ['Line 1: Text around the JSON was passed over.'],
  });
  return view;
}

const advice: IndexAdvice = {
  index: { schema: 'public', table: 'orders', columns: ['customer_id'], method: 'btree' },
  ddl: 'CREATE INDEX orders_customer_id_idx ON orders (customer_id)',
  ddlOnline: 'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id)',
  undoDdl: 'DROP INDEX CONCURRENTLY orders_customer_id_idx',
  card: { costBefore: 5412.1, costAfter: 24.6, sizeBytes: 1_474_560, buildMs: 112, makesRedundant: [] },
  range: { start: 0, end: 10 },
};

const statement = "SELECT * FROM orders WHERE customer_id = $1 AND status = 'pending'";
const parameters = [{ name: '$1', type: 'integer', value: '4711' }];
const side = (medianMs: number, runsMs: readonly number[], plan: Plan): MeasuredSide => ({
  medianMs,
  runsMs,
  plan,
  findings: findFindings(plan),
});
const measurement: NonNullable<PlanView['measurement']> = {
  before: side(14.2, [13.9, 14.1, 14.2, 14.0, 15.9, 14.3, 14.8], planOf('seq-scan')),
  after: side(0.041, [0.041, 0.039, 0.044, 0.04, 0.062, 0.041, 0.043], planOf('index-only')),
  sameResult: true,
};
const flip = 'Index Scan using orders_status_placed_at_idx on orders instead of Seq Scan on orders';
const shown = (name: string, value: string, note?: string) => ({
  name,
  value,
  title: `${name} = ${value}`,
  ...(note === undefined ? {} : { note }),
});
const valuesWith = (status: string, share: string, since: string, kept: string) => [
  shown(':status', status, share),
  shown(':since', since, kept),
  shown(':limit', '10', 'neutral'),
];
const variants: NonNullable<PlanView['variants']> = {
  selected: 'generic',
  summary: `The plan flips for rare (:status = on-hold, :since = 2025-11-03 18:21:00+00) values: ${flip}.`,
  flips: true,
  measured: false,
  cards: [
    { kind: 'generic', figure: 'cost 5,412', values: [] },
    {
      kind: 'common',
      figure: 'cost 5,412',
      values: valuesWith('shipped', '95 %', '2024-01-03 01:42:00+00', '90 %'),
    },
    {
      kind: 'rare',
      figure: 'cost 12.4',
      values: valuesWith('on-hold', '0.4 %', '2025-11-03 18:21:00+00', '1 %'),
      difference: { short: 'Index Scan instead of Seq Scan', text: flip },
    },
    {
      kind: 'median',
      figure: 'cost 5,380',
      values: valuesWith('shipped', '95 %', '2024-12-01 05:57:00+00', '50 %'),
    },
    {
      kind: 'given',
      figure: 'cost 5,412',
      values: [shown(':status', 'shipped'), shown(':since', 'yesterday'), shown(':limit', '500')],
    },
  ],
};
const redundant = { ...advice, card: { ...advice.card, makesRedundant: ['orders_customer_idx'] } };
const hostile = '</script><img src=x onerror="window.hacked=1"><b>bold</b>${1+1}<style>*{display:none}</style>';

/** Every state worth a picture. */
export const panelStates: Readonly<Record<string, PanelState>> = {
  empty: { kind: 'empty' },
  loading: { kind: 'loading', statement: recorded('unread-per-customer').sql, what: 'Running the query…' },
  error: {
    kind: 'error',
    statement: 'SELECT * FROM oders WHERE customer_id = 4711',
    title: 'The server refused the statement: relation "oders" does not exist.',
    remedy: 'Mend the marked place in the query, or choose the database that has the table.',
    detail:
      'ERROR:  42P01: relation "oders" does not exist\nLINE 1: SELECT * FROM oders WHERE customer_id = 4711\nPOSITION:  15',
    actions: ['openSource', 'selectConnection', 'showLog'],
  },
  estimated: viewOf('seq-scan-estimated', { statement, parameters: [{ name: '$1', type: 'integer' }], advice }),
  plan: viewOf('unread-per-customer', {
    notes: ['The statement ran in a transaction that was rolled back; sequences that it advanced stay advanced.'],
  }),
  measured: viewOf('seq-scan', { statement, parameters, advice: redundant, measurement }),
  compared: viewOf('index-backward', {
    statement,
    parameters,
    comparison: { plan: planOf('seq-scan'), title: '24 Nov, 13:58:02', notes: ['The values were others: $1 = 12.'] },
  }),
  'compared-joins': viewOf('merge-join', {
    comparison: {
      plan: planOf('parallel-hash-join'),
      title: 'plan.json',
      notes: ['The other plan is of another query.'],
    },
  }),
  opened: openedOf('parallel-hash-join'),
  applied: viewOf('seq-scan', { statement, parameters, advice, measurement, applied: true }),
  candidate: viewOf('seq-scan', { statement, parameters, candidate: { title: 'Try an index on orders(customer_id)' } }),
  variants: viewOf('seq-scan-estimated', {
    statement: 'SELECT * FROM orders WHERE status = $1 AND placed_at >= $2 LIMIT $3',
    parameters: [
      { name: ':status', type: 'text' },
      { name: ':since', type: 'timestamp with time zone' },
      { name: ':limit', type: 'bigint' },
    ],
    variants,
    notes: ['Compared with no column, and chosen by the type alone: :limit = 10.'],
  }),
  'variants-measured': viewOf('index-only', {
    statement: 'SELECT id FROM orders WHERE status = $1',
    parameters: [{ name: '${status}', type: 'text', value: 'shipped' }],
    variants: {
      selected: 'given',
      summary: 'The plan is the same for unknown, common, rare, median and your values.',
      flips: false,
      measured: true,
      cards: variants.cards.map(({ kind, values }, i) => ({
        kind,
        figure: ['cost 412', '122 ms', '0.78 ms', '95 ms', '3.1 ms'][i] ?? '',
        values: values.slice(0, 1).map(value => ({ ...value, name: '${status}' })),
      })),
    },
  }),
  parallel: viewOf('parallel-hash-join'),
  cte: viewOf('cte-twice'),
  hostile: hostileState(),
};

/** Markup in every place that a plan, a server or a file name can fill. */
function hostileState(): PanelState {
  const { value } = readPostgresJson([
    {
      Plan: {
        'Node Type': hostile,
        'Relation Name': hostile,
        Alias: hostile,
        'Index Name': hostile,
        'Subplan Name': hostile,
        Filter: hostile,
        [hostile]: hostile,
        'Total Cost': 1,
        Plans: [{ 'Node Type': 'Seq Scan', 'Relation Name': hostile, Filter: hostile, 'Sort Method': hostile }],
      },
      Settings: { [hostile]: hostile },
      Triggers: [{ 'Trigger Name': hostile, Relation: hostile, Time: 1, Calls: 1 }],
    },
  ]);
  if (value === undefined) throw new Error('no plan');
  return {
    ...viewOf('seq-scan'),
    statement: `SELECT '${hostile}'`,
    plan: value,
    rawJson: hostile,
    findings: [
      {
        rule: hostile,
        severity: 'error',
        message: hostile,
        nodeId: '0',
        evidence: {},
        remedy: hostile,
        docs: 'https://example.invalid/',
      },
    ],
    connection: { name: hostile, serverVersion: hostile, production: true },
    parameters: [{ name: hostile, type: hostile, value: hostile }],
    origin: hostile,
    notes: [hostile],
    variants: {
      selected: 'generic',
      summary: hostile,
      flips: true,
      measured: false,
      cards: [
        { kind: 'generic', figure: hostile, values: [] },
        {
          kind: 'rare',
          figure: hostile,
          values: [{ name: hostile, value: hostile, note: hostile, title: hostile }],
          difference: { short: hostile, text: hostile },
        },
      ],
    },
  };
}
