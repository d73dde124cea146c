import { Failure } from '../../base/failure';
import type { AskedParameter, MissingStatistics, TypicalParameter } from '../../catalog/typicalValues';
import { type ColumnRow, fitOf } from './columnFit';
import type { ColumnStatistics } from './columnStatistics';
import { chooseForColumn, type FittingParameter } from './chooseForColumn';
import type { PostgresConnection, Session } from './connection';
import { neutralValue } from './neutralValue';
import columnsQuery from './typicalColumns.sql';
import statisticsQuery from './typicalStatistics.sql';

interface StatisticsRow {
  readonly relation: string;
  readonly column: string;
  readonly analyzed: boolean;
  readonly partition: string | null;
  readonly rows: number | null;
  /** NULL: there are none of this column. */
  readonly null_share: number | null;
  readonly distinct_values: number | null;
  readonly common_values: readonly string[] | null;
  readonly common_shares: readonly number[] | null;
  readonly bounds: readonly string[] | null;
  readonly elements: readonly string[] | null;
  readonly element_shares: readonly number[] | null;
}

/**
 * Reads `pg_stats` for the columns that the parameters are compared with, in one read-only transaction, and chooses.
 * @throws Failure
 */
export function typicalValues(
  connection: PostgresConnection,
  asked: readonly AskedParameter[],
  signal: AbortSignal,
): Promise<readonly TypicalParameter[]> {
  if (asked.length === 0) return Promise.resolve([]);
  return connection.rolledBack({ readOnly: true }, session => typicalIn(session, asked), signal);
}

async function typicalIn(session: Session, asked: readonly AskedParameter[]): Promise<readonly TypicalParameter[]> {
  const rows = (await session.query(columnsQuery, [askedJson(asked)])).rows as readonly unknown[] as ColumnRow[];
  const columns = new Map(rows.map(row => [row.number, row]));
  // A refusal would end the transaction.
  const { rows: rights } = await session.query(
    "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_stats', 'select') AS allowed",
  );
  const allowed = rights[0]?.['allowed'] === true;
  const statistics = allowed ? await readStatistics(session, rows) : new Map<string, StatisticsRow>();
  const chosen = new Map<number, Pick<TypicalParameter, 'values' | 'partition'>>();
  for (const group of groupByColumn(asked, columns)) {
    const read = statistics.get(group.key);
    if (read === undefined || read.null_share === null) continue;
    const values = await chooseForColumn(group.parameters, columnStatistics(read), elementStatistics(read), list =>
      sortValues(session, group.row, list),
    );
    const from = read.partition === null ? {} : { partition: read.partition };
    for (const [number, choice] of values) chosen.set(number, { values: choice, ...from });
  }
  return asked.map(parameter => {
    const { number, type, comparison } = parameter;
    const row = columns.get(number);
    const column =
      row === undefined || row.schema === null || row.table === null || row.name === null
        ? {}
        : { column: { schema: row.schema, table: row.table, name: row.name } };
    const found = chosen.get(number);
    if (found !== undefined) return { number, type, ...column, ...found };
    const missing = whyMissing(parameter, row, allowed, row && statistics.get(keyOf(row)));
    return { number, type, ...column, neutral: neutralValue(type, comparison, row?.label ?? null), missing };
  });
}

function askedJson(asked: readonly AskedParameter[]): string {
  return JSON.stringify(
    asked.map(({ number, type, column }) => ({
      number,
      type,
      ...(column === undefined ? { tables: [] } : { column: column.name, tables: column.tables }),
    })),
  );
}

/** Parameters on one column, which are chosen together. */
function groupByColumn(asked: readonly AskedParameter[], columns: ReadonlyMap<number, ColumnRow>) {
  const groups = new Map<string, { key: string; row: ColumnRow; parameters: FittingParameter[] }>();
  for (const parameter of asked) {
    const row = columns.get(parameter.number);
    const fit = row === undefined ? 'none' : fitOf(parameter, row);
    if (row === undefined || row.relation === null || fit === 'none') continue;
    const key = keyOf(row);
    const group = groups.get(key) ?? { key, row, parameters: [] };
    group.parameters.push({ ...parameter, fit });
    groups.set(key, group);
  }
  return groups.values();
}

function keyOf({ relation, name }: { readonly relation: string | null; readonly name: string | null }): string {
  return JSON.stringify([relation, name]);
}

async function readStatistics(
  session: Session,
  rows: readonly ColumnRow[],
): Promise<ReadonlyMap<string, StatisticsRow>> {
  const wanted = new Map(
    rows.filter(row => row.relation !== null).map(row => [keyOf(row), { relation: row.relation, column: row.name }]),
  );
  if (wanted.size === 0) return new Map();
  const read = (await session.query(statisticsQuery, [JSON.stringify([...wanted.values()])]))
    .rows as readonly unknown[] as readonly StatisticsRow[];
  return new Map(read.map(row => [keyOf({ relation: row.relation, name: row.column }), row]));
}

function columnStatistics(row: StatisticsRow): ColumnStatistics {
  const rows = Math.max(0, row.rows ?? 0);
  const distinct = row.distinct_values ?? 0;
  const shares = row.common_shares ?? [];
  return {
    nullShare: row.null_share ?? 0,
    // Negative where it is a share of the rows, 0 where it is not known (PostgreSQL manual, pg_stats).
    ...(distinct === 0 ? {} : { distinct: distinct > 0 ? distinct : -distinct * rows }),
    common: (row.common_values ?? []).map((value, at) => ({ value, share: shares[at] ?? 0 })),
    bounds: row.bounds ?? [],
  };
}

/** Elements of arrays, the most frequent first; behind their shares the least and the greatest share stand once more. */
function elementStatistics(row: StatisticsRow): ColumnStatistics | undefined {
  if (row.elements === null) return undefined;
  const common = row.elements
    .map((value, at) => ({ value, share: row.element_shares?.[at] ?? 0 }))
    .sort((one, other) => other.share - one.share);
  return { nullShare: row.null_share ?? 0, common, bounds: [] };
}

/** By the column's own order. @returns the values as they are where the type has none */
async function sortValues(session: Session, row: ColumnRow, values: readonly string[]): Promise<readonly string[]> {
  const collate = row.collation === null ? '' : ` COLLATE ${row.collation}`;
  const list = `{${values.map(value => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
  await session.query('SAVEPOINT backend_optimizer_order');
  try {
    const { rows } = await session.query(
      `SELECT ARRAY(SELECT place::int FROM pg_catalog.unnest($1::text[]::${row.type ?? 'text'}[]) WITH ORDINALITY AS v (value, place) ORDER BY value${collate}, place) AS places`,
      [list],
    );
    const places = (rows[0]?.['places'] ?? []) as readonly number[];
    return places.flatMap(place => values[place - 1] ?? []);
  } catch (error) {
    // The type has no order, or a value cannot be read back: both are no reason to give up the others.
    if (!(error instanceof Failure) || error.kind !== 'input') throw error;
    await session.query('ROLLBACK TO SAVEPOINT backend_optimizer_order');
    return values;
  }
}

function whyMissing(
  parameter: AskedParameter,
  row: ColumnRow | undefined,
  allowed: boolean,
  statistics: StatisticsRow | undefined,
): MissingStatistics {
  if (parameter.column === undefined) return 'no column';
  if (row === undefined || row.relation === null) return 'unknown column';
  if (!['r', 'p', 'm', 'f'].includes(row.kind ?? '')) return 'not a table';
  if (row.may_read !== true) return 'no right';
  if (!allowed) return 'no view';
  if (row.row_security === true) return 'row security';
  if (fitOf(parameter, row) === 'none') return 'other type';
  if (statistics === undefined || statistics.null_share === null) {
    if (statistics?.analyzed === true) return 'not kept';
    return row.rows === 0 ? 'empty' : 'never analyzed';
  }
  return statistics.null_share >= 1 ? 'only nulls' : 'not kept';
}
