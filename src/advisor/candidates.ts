import type { Catalog, Column, Table } from '../catalog/model';
import type { Plan, PlanNode } from '../plan/model';
import { walkPlan } from '../plan/walk';
import type { ColumnPredicate } from '../sql/statement';
import type { CandidateIndex } from './index';

/** A column that an index might serve, with the table and the predicate that speak for it. */
export interface Candidate {
  readonly index: CandidateIndex;
  readonly table: Table;
  readonly predicate: ColumnPredicate;
}

/** Smaller tables are read whole in less time than it takes to say so: 16 pages, 1,000 rows. */
const smallestTableBytes = 128 * 1024;
const fewestRows = 1_000;

/** Types without a default B-tree operator class (pg_opclass of 18). */
const unorderedTypes = new Set([
  'json',
  'xml',
  'point',
  'lseg',
  'path',
  'box',
  'polygon',
  'line',
  'circle',
  'jsonpath',
]);

const roleRanks: Readonly<Record<ColumnPredicate['role'], number>> = { equality: 0, in: 1, range: 2 };

/**
 * Single columns worth a trial, the most promising first: the plan reads the table from end to end and throws rows away
 * by a filter, the statement compares the column with a value, and no index begins with the column.
 */
export function findCandidates(request: {
  readonly predicates: readonly ColumnPredicate[];
  readonly catalog: Catalog;
  readonly plan: Plan;
}): readonly Candidate[] {
  const scans = [...walkPlan(request.plan.root)].map(({ node }) => node).filter(isFilteringScan);
  const candidates = new Map<string, Candidate>();
  for (const predicate of request.predicates) {
    const { name, alias, schema } = predicate.table;
    const scan = scans.find(
      node =>
        node.relation === name &&
        (node.alias ?? name) === (alias ?? name) &&
        (schema === undefined || node.schema === schema),
    );
    const table = request.catalog.tables.find(
      known => known.name === name && known.schema === (scan?.schema ?? schema ?? known.schema),
    );
    if (scan === undefined || table === undefined || !isWorthIt(table)) continue;
    const column = table.columns.find(known => known.name === predicate.column);
    if (column === undefined || !isOrdered(column) || hasIndexOn(table, column)) continue;
    const key = `${String(table.oid)} ${column.name}`;
    const earlier = candidates.get(key);
    if (earlier !== undefined && roleRanks[earlier.predicate.role] <= roleRanks[predicate.role]) continue;
    const index = { schema: table.schema, table: table.name, columns: [column.name], method: 'btree' as const };
    candidates.set(key, { index, table, predicate });
  }
  return [...candidates.values()].sort(
    (one, other) =>
      roleRanks[one.predicate.role] - roleRanks[other.predicate.role] || distinctOf(other) - distinctOf(one),
  );
}

function isFilteringScan(node: PlanNode): boolean {
  return node.type === 'Seq Scan' && node.conditions.some(condition => condition.label === 'Filter');
}

function isWorthIt(table: Table): boolean {
  const known = table.kind === 'table' || table.kind === 'materialized view';
  return known && table.sizeBytes >= smallestTableBytes && (table.estimatedRows ?? fewestRows) >= fewestRows;
}

function isOrdered(column: Column): boolean {
  return !unorderedTypes.has(column.type);
}

/** A partial index serves only some of the rows, an invalid one none: both leave the column without. */
function hasIndexOn(table: Table, column: Column): boolean {
  return table.indexes.some(
    index =>
      index.valid && index.method === 'btree' && index.predicate === undefined && index.columns[0] === column.name,
  );
}

function distinctOf(candidate: Candidate): number {
  const column = candidate.table.columns.find(known => known.name === candidate.predicate.column);
  return column?.distinctValues ?? 0;
}
