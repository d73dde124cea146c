import type { Parser } from '../../sql/postgres/parser';
import type { Session } from './connection';
import { notAnIndex } from './explainFailures';
import { readIndexStatement } from './trialIndexStatement';

export interface BuiltIndex {
  readonly name: string;
  /** Of all partitions together. */
  readonly bytes: number;
  readonly buildMs: number;
  /** False: older row versions keep the planner from using it in this transaction (`pg_index.indcheckxmin`). */
  readonly usable: boolean;
}

/** A CREATE INDEX that may run in a transaction, with the table it is for. */
export interface PlainCreateIndex {
  readonly ddl: string;
  readonly schema?: string;
  readonly table: string;
}

/** @throws Failure for anything but one CREATE INDEX without CONCURRENTLY */
export function readCreateIndex(parser: Parser, ddl: string): PlainCreateIndex {
  const statement = readIndexStatement(parser, ddl);
  if (statement?.kind !== 'create' || statement.concurrently || statement.ifNotExists) throw notAnIndex();
  const { schema, table } = statement;
  return { ddl, table, ...(schema === undefined ? {} : { schema }) };
}

const indexesOf = `
  SELECT i.indexrelid::text AS oid, i.indexrelid::regclass::text AS name
    FROM pg_catalog.pg_index i
   WHERE i.indrelid = pg_catalog.to_regclass(
     coalesce(pg_catalog.quote_ident($1) || '.', '') || pg_catalog.quote_ident($2))`;

/** pg_partition_tree has no rows for an index that is not partitioned. */
const sizeOf = `
  SELECT pg_catalog.sum(pg_catalog.pg_relation_size(i.indexrelid))::text AS bytes, pg_catalog.bool_or(i.indcheckxmin) AS waits
    FROM pg_catalog.pg_index i
   WHERE i.indexrelid = $1::oid
      OR i.indexrelid IN (SELECT relid FROM pg_catalog.pg_partition_tree($1::oid))`;

/**
 * Builds the index in the caller's transaction. Writers of the table wait from here until the transaction, or the
 * savepoint before it, is rolled back.
 * @throws Failure
 */
export async function buildIndex(session: Session, index: PlainCreateIndex): Promise<BuiltIndex> {
  const table = [index.schema ?? null, index.table];
  const existing = new Set((await session.query(indexesOf, table)).rows.map(row => row['oid']));
  const started = performance.now();
  await session.query(index.ddl);
  const buildMs = performance.now() - started;
  const built = (await session.query(indexesOf, table)).rows.find(row => !existing.has(row['oid']));
  if (built === undefined) throw new Error('CREATE INDEX made no index');
  const size = (await session.query(sizeOf, [String(built['oid'])])).rows[0];
  return { name: String(built['name']), bytes: Number(size?.['bytes']), buildMs, usable: size?.['waits'] !== true };
}
