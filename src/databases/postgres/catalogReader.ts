import type { Catalog, Column, ForeignKey, Index, Table } from '../../catalog/model';
import distinctQuery from './catalogDistinct.sql';
import foreignKeysQuery from './catalogForeignKeys.sql';
import indexesQuery from './catalogIndexes.sql';
import tablesQuery from './catalogTables.sql';
import type { PostgresConnection } from './connection';

interface TableRow {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  readonly bytes: string;
  readonly columns: readonly Pick<Column, 'name' | 'type' | 'notNull'>[];
}

interface DistinctRow {
  readonly table_oid: string;
  readonly counts: Readonly<Record<string, number>>;
}

interface IndexRow {
  readonly oid: string;
  readonly table_oid: string;
  readonly schema: string;
  readonly name: string;
  readonly method: string;
  readonly keys: readonly (string | null)[];
  readonly included: readonly string[];
  readonly is_unique: boolean;
  readonly is_primary: boolean;
  readonly backs_constraint: boolean;
  readonly is_valid: boolean;
  readonly attached: boolean;
  readonly predicate: string | null;
  readonly definition: string;
  readonly expressions: string | null;
  readonly operator_classes: string;
  readonly collations: string;
  readonly options: string;
  readonly bytes: string;
  readonly scans: string | null;
}

interface ForeignKeyRow {
  readonly table_oid: string;
  readonly name: string;
  readonly referenced_schema: string;
  readonly referenced_table: string;
  readonly columns: readonly string[];
  readonly referenced_columns: readonly string[];
}

const kinds: Readonly<Record<string, Table['kind']>> = {
  r: 'table',
  p: 'partitioned',
  m: 'materialized view',
  f: 'foreign table',
};

/** Reads all user schemas at once, in one snapshot. A role without rights on the tables sees their shape all the same. @throws Failure */
export function readCatalog(connection: PostgresConnection, signal: AbortSignal): Promise<Catalog> {
  return connection.rolledBack(
    { readOnly: true },
    async session => {
      await session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const read = async <Row>(query: string) =>
        (await session.query(query)).rows as readonly unknown[] as readonly Row[];
      const tables = await read<TableRow>(tablesQuery);
      const indexes = byTable(await read<IndexRow>(indexesQuery), indexOf);
      const foreignKeys = byTable(await read<ForeignKeyRow>(foreignKeysQuery), foreignKeyOf);
      // A role may have lost its right to the view; a refusal would end the transaction.
      const { rows } = await session.query(
        "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_stats', 'select') AS allowed",
      );
      const distinct = rows[0]?.['allowed'] === true ? await read<DistinctRow>(distinctQuery) : [];
      const counts = new Map(distinct.map(row => [row.table_oid, row.counts]));
      const since = await session.query(
        'SELECT stats_reset FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()',
      );
      const reset: unknown = since.rows[0]?.['stats_reset'];
      return {
        tables: tables.map(row => ({
          ...tableOf(row, counts.get(row.oid) ?? {}),
          indexes: indexes.get(row.oid) ?? [],
          foreignKeys: foreignKeys.get(row.oid) ?? [],
        })),
        ...(reset instanceof Date ? { statisticsSince: reset.toISOString() } : {}),
      };
    },
    signal,
  );
}

function tableOf(row: TableRow, counts: DistinctRow['counts']): Omit<Table, 'indexes' | 'foreignKeys'> {
  return {
    oid: Number(row.oid),
    schema: row.schema,
    name: row.name,
    kind: kinds[row.kind] ?? 'table',
    // Before 14, 0 rows on 0 pages is "never analyzed" too; then the size says the same.
    ...(row.rows < 0 || (row.rows === 0 && Number(row.bytes) > 0) ? {} : { estimatedRows: row.rows }),
    sizeBytes: Number(row.bytes),
    columns: row.columns.map(column => ({ ...column, ...distinctOf(counts[column.name], row.rows) })),
  };
}

/** `n_distinct` is negative where it is a share of the rows (PostgreSQL manual, pg_stats). */
function distinctOf(distinct: number | undefined, rows: number): Pick<Column, 'distinctValues'> {
  if (distinct === undefined) return {};
  return { distinctValues: distinct > 0 ? distinct : Math.round(-distinct * Math.max(0, rows)) };
}

function indexOf(row: IndexRow): Index {
  return {
    oid: Number(row.oid),
    schema: row.schema,
    name: row.name,
    method: row.method,
    columns: row.keys.map(key => key ?? undefined),
    included: row.included,
    unique: row.is_unique,
    primary: row.is_primary,
    constraint: row.backs_constraint,
    valid: row.is_valid,
    ...(row.attached ? { attached: true } : {}),
    ...(row.predicate === null ? {} : { predicate: row.predicate }),
    definition: row.definition,
    keySignature: keySignature(row),
    sizeBytes: Number(row.bytes),
    ...(row.scans === null ? {} : { scans: Number(row.scans) }),
  };
}

/** `opclass/collation/option` of each key, parted by commas, then the expressions: keys compare one by one from the left. */
function keySignature(row: IndexRow): string {
  const parts = [row.operator_classes, row.collations, row.options].map(list => list.split(' '));
  const keys = row.keys.map((_, at) => parts.map(part => part[at] ?? '').join('/'));
  return row.expressions === null ? keys.join(',') : `${keys.join(',')};${row.expressions}`;
}

function foreignKeyOf(row: ForeignKeyRow): ForeignKey {
  return {
    name: row.name,
    columns: row.columns,
    referencedSchema: row.referenced_schema,
    referencedTable: row.referenced_table,
    referencedColumns: row.referenced_columns,
  };
}

function byTable<Row extends { readonly table_oid: string }, T>(
  rows: readonly Row[],
  make: (row: Row) => T,
): ReadonlyMap<string, readonly T[]> {
  const grouped = new Map<string, T[]>();
  for (const row of rows) {
    const list = grouped.get(row.table_oid);
    if (list === undefined) grouped.set(row.table_oid, [make(row)]);
    else list.push(make(row));
  }
  return grouped;
}
