import type { CandidateIndex, IndexAdvice } from '../../advisor/index';
import type { TrialOutcome } from '../../catalog/database';
import type { Catalog, Table } from '../../catalog/model';
import type { Plan } from '../../plan/model';
import { readPostgresJson } from '../../plan/readers/postgresJson';
import { walkPlan } from '../../plan/walk';
import type { ColumnPredicate } from '../../sql/statement';

export interface ProposedIndex {
  readonly index: CandidateIndex;
  readonly ddl: string;
  readonly range: { readonly start: number; readonly end: number };
}

export function proposeIndexes(query: {
  readonly predicates: readonly ColumnPredicate[];
  readonly catalog: Catalog;
  readonly plan: Plan;
}): readonly ProposedIndex[] {
  const scanned = new Set(
    walkPlan(query.plan.root)
      .filter(({ node }) => node.type.endsWith('Seq Scan'))
      .map(({ node }) => node.relation),
  );
  return query.predicates.flatMap(predicate => {
    const table = query.catalog.tables.find(
      t => t.name === predicate.table.name && (predicate.table.schema ?? t.schema) === t.schema,
    );
    if (table === undefined || !scanned.has(table.name) || served(table, predicate.column)) return [];
    const index: CandidateIndex = {
      schema: table.schema,
      table: table.name,
      columns: [predicate.column],
      method: 'btree',
    };
    return [
      {
        index,
        ddl: ddlOf(index, ''),
        range: { start: predicate.offset, end: predicate.offset + predicate.column.length },
      },
    ];
  });
}

export function judgeTrial(proposal: ProposedIndex, trial: TrialOutcome, _catalog: Catalog): IndexAdvice | undefined {
  const costBefore = readPostgresJson(trial.before.raw).value?.totalCost;
  const costAfter = readPostgresJson(trial.after.raw).value?.totalCost;
  if (!trial.conclusive || costBefore === undefined || costAfter === undefined || costAfter > costBefore * 0.9)
    return undefined;
  const { index } = proposal;
  return {
    index,
    ddl: proposal.ddl,
    ddlOnline: ddlOf(index, ' CONCURRENTLY'),
    undoDdl: `DROP INDEX CONCURRENTLY ${quote(index.schema)}.${quote(nameOf(index))}`,
    card: { costBefore, costAfter, sizeBytes: trial.indexBytes, buildMs: trial.buildMs, makesRedundant: [] },
    range: proposal.range,
  };
}

function served(table: Table, column: string): boolean {
  return table.indexes.some(index => index.valid && index.predicate === undefined && index.columns[0] === column);
}

function nameOf(index: CandidateIndex): string {
  return `${index.table}_${index.columns.join('_')}_idx`;
}

function ddlOf(index: CandidateIndex, how: string): string {
  return `CREATE INDEX${how} ${quote(nameOf(index))} ON ${quote(index.schema)}.${quote(index.table)} (${index.columns.map(quote).join(', ')})`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
