import type { Catalog, ForeignKey, Table } from '../../catalog/model';
import type { PlanTrigger } from '../model';
import { formatCount, formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastMs = 10;
const leastShare = 0.3;
/** A look-up through an index takes some hundredths of a millisecond; far more is a scan. */
const msOfScan = 0.3;

export const foreignKeyDominates: Rule = {
  id: 'foreign-key-dominates',
  severity: 'warning',
  title: 'A foreign key takes most of the time',
  why: 'Each row that is deleted, or whose key changes, is looked for in the table that refers to it; each row inserted there is looked up in the table referred to. PostgreSQL indexes the latter by itself, not the former: without an index the whole referring table is read for each row.',
  remedy:
    'Index the referring columns. For loads in bulk, check once at the end: drop the constraint and add it again.',
  when: 'The trigger of a foreign key took at least 10 ms and 30 % of the time.',
  bad: {
    title: 'Deleting 40 customers reads their orders 40 times',
    explain: [
      {
        Plan: exampleNode(
          'ModifyTable',
          { cost: 12, planned: 0, rows: 0, ms: 0.4 },
          { Operation: 'Delete', 'Relation Name': 'customers' },
          [exampleNode('Index Scan', { cost: 12, planned: 40, rows: 40, ms: 0.2 }, { 'Relation Name': 'customers' })],
        ),
        Triggers: [
          {
            'Trigger Name': 'RI_ConstraintTrigger_a_16418',
            'Constraint Name': 'orders_customer_id_fkey',
            Relation: 'customers',
            Time: 362,
            Calls: 40,
          },
        ],
        'Execution Time': 364,
      },
    ],
  },
  good: {
    title: 'The same key, with an index behind it',
    explain: [
      {
        Plan: exampleNode(
          'ModifyTable',
          { cost: 12, planned: 0, rows: 0, ms: 0.4 },
          { Operation: 'Delete', 'Relation Name': 'customers' },
          [exampleNode('Index Scan', { cost: 12, planned: 40, rows: 40, ms: 0.2 }, { 'Relation Name': 'customers' })],
        ),
        Triggers: [
          {
            'Trigger Name': 'RI_ConstraintTrigger_a_16418',
            'Constraint Name': 'orders_customer_id_fkey',
            Relation: 'customers',
            Time: 1.8,
            Calls: 40,
          },
        ],
        'Execution Time': 2.4,
      },
    ],
  },
  check: examined =>
    (examined.plan.triggers ?? []).flatMap(trigger => {
      const hit = judge(examined, trigger);
      return hit === undefined ? [] : [hit];
    }),
};

function judge(examined: ExaminedPlan, trigger: PlanTrigger): RuleHit | undefined {
  const { totalMs, catalog } = examined;
  const { timeMs, constraint, calls } = trigger;
  const side = sideOf(examined, trigger);
  if (constraint === undefined || side === undefined || timeMs === undefined || totalMs === undefined) return undefined;
  const share = totalMs > 0 ? Math.min(1, timeMs / totalMs) : 0;
  if (timeMs < leastMs || share < leastShare) return undefined;
  const callMs = calls === undefined ? undefined : timeMs / Math.max(1, calls);
  const key = catalog === undefined ? undefined : findKey(catalog, constraint, trigger.relation, side);
  const indexed = key === undefined ? undefined : isIndexed(key);
  const runs =
    calls === undefined || callMs === undefined ? '' : `, ${formatCount(calls)} calls of ${formatMs(callMs)}`;
  const referring = key === undefined ? undefined : `${key.table.name} (${key.foreignKey.columns.join(', ')})`;
  const missing = side === 'referred' && indexed === false ? ` ${referring ?? ''} has no index.` : '';
  return {
    message: `Foreign key ${constraint} took ${formatMs(timeMs)}, ${formatPercent(share)} of the time${runs}.${missing}`,
    share,
    evidence: {
      constraint,
      side,
      foreignKeyMs: timeMs,
      calls,
      callMs,
      share,
      referringColumns: key?.foreignKey.columns,
      referringTable: key?.table.name,
      indexed,
      ...(side === 'referred' && key === undefined && { needs: `the catalogue: columns and indexes of ${constraint}` }),
    },
    remedy: remedyFor(side, referring, indexed, callMs, constraint),
  };
}

function remedyFor(
  side: Side,
  referring: string | undefined,
  indexed: boolean | undefined,
  callMs: number | undefined,
  constraint: string,
): string {
  if (side === 'referring') {
    return `Each row is looked up in the table that it refers to, which has an index for it. For a load in bulk, drop ${constraint} and add it again at the end (NOT VALID, then VALIDATE): one join checks all rows.`;
  }
  if (indexed === false) return `An index on ${referring ?? 'the referring columns'} lets each look-up find its rows.`;
  if (indexed === true) {
    return `The look-up in ${referring ?? 'the referring table'} has an index: the time goes to what is done to the rows there (CASCADE, SET NULL) and their own triggers. Delete in smaller steps, or remove those rows first in one statement.`;
  }
  const likely = callMs !== undefined && callMs >= msOfScan ? ', which their time for each call suggests' : '';
  return `See whether the referring columns of ${constraint} lack an index${likely}; the plan does not name them.`;
}

/** Which table of the key the trigger stands on: `referred` acts on DELETE and UPDATE of the key, `referring` checks new rows. */
type Side = 'referred' | 'referring';

/** The server's own names (trigger.c, `CreateTriggerFiringOn`, and tablecmds.c): `RI_ConstraintTrigger_a_16418` acts, `…_c_…` checks. */
function sideOf({ visits }: ExaminedPlan, { trigger, constraint, relation }: PlanTrigger): Side | undefined {
  if (constraint === undefined) return undefined;
  if (trigger !== undefined) {
    if (trigger.startsWith('RI_ConstraintTrigger_a_')) return 'referred';
    return trigger.startsWith('RI_ConstraintTrigger_c_') ? 'referring' : undefined;
  }
  // Text without VERBOSE names the constraint alone; which may be UNIQUE DEFERRABLE, where rows are inserted or updated.
  const changes = visits.filter(({ node }) => node.type === 'ModifyTable');
  const [change] = changes.filter(({ node }) => relation === undefined || node.relation === relation);
  return change?.node.details['Operation'] === 'Delete' ? 'referred' : undefined;
}

interface FoundKey {
  readonly table: Table;
  readonly foreignKey: ForeignKey;
}

function findKey(catalog: Catalog, name: string, relation: string | undefined, side: Side): FoundKey | undefined {
  const found = catalog.tables.flatMap(table =>
    table.foreignKeys
      .filter(
        key =>
          key.name === name &&
          (relation === undefined || relation === (side === 'referred' ? key.referencedTable : table.name)),
      )
      .map(foreignKey => ({ table, foreignKey })),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The referring columns are the first keys of an index, in whatever order. */
function isIndexed({ table, foreignKey }: FoundKey): boolean {
  const wanted = new Set(foreignKey.columns);
  return table.indexes.some(({ valid, predicate, columns }) => {
    const first = columns.slice(0, wanted.size);
    return valid && predicate === undefined && first.every(column => column !== undefined && wanted.has(column));
  });
}
