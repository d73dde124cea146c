import type { Database, ExplainRequest, TrialOutcome } from '../catalog/database';
import type { Catalog, Table } from '../catalog/model';
import type { Plan } from '../plan/model';
import { readPostgresJson } from '../plan/readers/postgresJson';
import { walkPlan } from '../plan/walk';
import type { SqlAnalysis } from '../sql/postgresSql';
import { tokenize } from '../sql/postgres/lexer';
import type { ColumnPredicate } from '../sql/statement';
import { type Candidate, findCandidates } from './candidates';
import { quoteIdentifier, quoteQualified } from '../sql/identifier';
import type { CandidateIndex, IndexAdvice } from './index';
import { indexName } from './indexName';

/** An index that might help, before it was tried. */
export interface ProposedIndex {
  readonly index: CandidateIndex;
  readonly name: string;
  /** Plain `CREATE INDEX`, for the trial. */
  readonly ddl: string;
  /** Offset range in the SQL of the column that the index serves. */
  readonly range: { readonly start: number; readonly end: number };
}

/**
 * The share of the cost that must go before an index is advised. The planner's costs are off by tens of percent where
 * its constants (random_page_cost, effective_cache_size) do not fit the machine, and every index slows each write: a
 * smaller gain on paper may be none.
 */
const leastGain = 0.2;

/** No more trials than this for one statement: each builds an index and blocks writers meanwhile. */
const mostTrials = 3;

/** What the catalogue and the plan speak for, the most promising first. */
export function proposeIndexes(request: {
  readonly predicates: readonly ColumnPredicate[];
  readonly catalog: Catalog;
  readonly plan: Plan;
  /** The statement; without it the range covers the column's name where it is written plainly. */
  readonly sql?: string;
}): readonly ProposedIndex[] {
  return findCandidates(request).map(candidate => propose(candidate, request.catalog, request.sql));
}

/** The advice that a trial proves; `undefined` where it decided nothing, the planner passes the index by or gains too little. */
export function judgeTrial(proposal: ProposedIndex, trial: TrialOutcome, catalog: Catalog): IndexAdvice | undefined {
  const before = readPostgresJson(trial.before.raw).value?.totalCost;
  const after = readPostgresJson(trial.after.raw).value;
  const costAfter = after?.totalCost;
  if (!trial.conclusive || before === undefined || after === undefined || costAfter === undefined) return undefined;
  const used = [...walkPlan(after.root)].some(({ node }) => node.index === proposal.name);
  if (!used || costAfter > before * (1 - leastGain)) return undefined;
  const { index, name, ddl, range } = proposal;
  const table = catalog.tables.find(known => known.schema === index.schema && known.name === index.table);
  return {
    index,
    ddl,
    ddlOnline: createIndex(index, name, true),
    undoDdl: `DROP INDEX CONCURRENTLY ${quoteQualified(index.schema, name)}`,
    card: {
      costBefore: before,
      costAfter,
      sizeBytes: trial.indexBytes,
      buildMs: trial.buildMs,
      makesRedundant: table === undefined ? [] : madeRedundant(index, table),
    },
    range,
  };
}

/** Tries the candidates by really building each, and gives the one that lowers the cost most. @throws Failure */
export async function adviseIndex(
  request: {
    readonly analysis: SqlAnalysis;
    readonly catalog: Catalog;
    readonly plan: Plan;
    readonly database: Pick<Database, 'tryIndex'>;
    readonly request: ExplainRequest;
  },
  signal: AbortSignal,
): Promise<IndexAdvice | undefined> {
  const { catalog, plan, database } = request;
  const proposals = proposeIndexes({
    predicates: request.analysis.predicates,
    catalog,
    plan,
    sql: request.request.sql,
  });
  let best: IndexAdvice | undefined;
  for (const proposal of proposals.slice(0, mostTrials)) {
    const trial = await database.tryIndex(proposal.ddl, { ...request.request, analyze: false }, signal);
    const advice = judgeTrial(proposal, trial, catalog);
    if (advice !== undefined && (best === undefined || advice.card.costAfter < best.card.costAfter)) best = advice;
  }
  return best;
}

function propose({ index, predicate }: Candidate, catalog: Catalog, sql: string | undefined): ProposedIndex {
  const taken = new Set(
    catalog.tables.flatMap(table => [
      ...(table.schema === index.schema ? [table.name] : []),
      ...table.indexes.filter(known => known.schema === index.schema).map(known => known.name),
    ]),
  );
  const name = indexName(index.table, index.columns, taken);
  return { index, name, ddl: createIndex(index, name, false), range: rangeOf(predicate, sql) };
}

function createIndex(index: CandidateIndex, name: string, concurrently: boolean): string {
  const table = quoteQualified(index.schema, index.table);
  const columns = index.columns.map(quoteIdentifier).join(', ');
  return `CREATE INDEX ${concurrently ? 'CONCURRENTLY ' : ''}${quoteIdentifier(name)} ON ${table} (${columns})`;
}

/** From the qualifier to the end of the column's name, as written. */
function rangeOf(predicate: ColumnPredicate, sql: string | undefined): ProposedIndex['range'] {
  const start = predicate.offset;
  let end = start + predicate.column.length;
  if (sql === undefined) return { start, end };
  let wantsName = true;
  for (const token of tokenize(sql.slice(start))) {
    if (token.kind === 'comment') continue;
    const isName = token.kind === 'word' || token.kind === 'quoted-identifier';
    if (wantsName ? !isName : sql.slice(start + token.start, start + token.end) !== '.') break;
    if (isName) end = start + token.end;
    wantsName = !wantsName;
  }
  return { start, end };
}

/** Existing indexes that a B-tree over these columns serves for: those over a prefix of them, and hash indexes of the first. */
function madeRedundant(index: CandidateIndex, table: Table): readonly string[] {
  return table.indexes
    .filter(
      known =>
        known.valid &&
        !known.unique &&
        !known.constraint &&
        known.predicate === undefined &&
        known.included.length === 0 &&
        (known.method === 'hash' || (known.method === 'btree' && known.columns.length < index.columns.length)) &&
        known.columns.every((column, at) => column !== undefined && column === index.columns[at]),
    )
    .map(known => known.name);
}
