import { quoteIdentifier, quoteQualified } from '../../sql/identifier';
import { indexName } from '../../advisor/indexName';
import type { Catalog, ForeignKey, Index, Table } from '../../catalog/model';
import type { Finding } from '../../plan/finding';
import { ruleReference } from './ruleReference';

const rule = 'foreign-key-without-index';

/**
 * Foreign keys whose referencing columns no index begins with. PostgreSQL makes none by itself; without it each DELETE
 * and each change of a key in the referenced table reads the referencing table from end to end, under a lock, and so do
 * joins from there.
 */
export function findForeignKeysWithoutIndex(catalog: Catalog): readonly Finding[] {
  const names = namesBySchema(catalog);
  return catalog.tables.flatMap(table => {
    if (table.kind !== 'table' && table.kind !== 'partitioned') return [];
    const taken = names.get(table.schema) ?? new Set();
    // Two constraints on the same columns need one index.
    const seen = new Set<string>();
    return table.foreignKeys.flatMap(key => {
      const columns = [...key.columns].sort().join('\0');
      if (seen.has(columns) || table.indexes.some(index => serves(index, key))) return [];
      seen.add(columns);
      return [findingFor(table, key, taken)];
    });
  });
}

/** The first columns of the index, in any order, are those of the key; a partial one serves only where it holds every row in question. */
export function serves(index: Index, key: ForeignKey): boolean {
  if (!index.valid || (index.method !== 'btree' && index.method !== 'hash')) return false;
  if (index.method === 'hash' && key.columns.length > 1) return false;
  if (index.predicate !== undefined && !holdsEveryKey(index.predicate, key)) return false;
  const leading = new Set(index.columns.slice(0, key.columns.length));
  return leading.size === key.columns.length && key.columns.every(column => leading.has(column));
}

/** `WHERE column IS NOT NULL` leaves out only rows that reference nothing. pg_get_expr prints it so and no other way. */
function holdsEveryKey(predicate: string, key: ForeignKey): boolean {
  return key.columns.some(column => predicate === `(${quoteIdentifier(column)} IS NOT NULL)`);
}

function findingFor(table: Table, key: ForeignKey, taken: Set<string>): Finding {
  const name = indexName(table.name, key.columns, taken);
  taken.add(name);
  const on = `${quoteQualified(table.schema, table.name)} (${key.columns.map(quoteIdentifier).join(', ')})`;
  // PostgreSQL has no CONCURRENTLY for a partitioned table.
  const online = table.kind === 'partitioned' ? '' : 'CONCURRENTLY ';
  const ddl = `CREATE INDEX ${online}${quoteIdentifier(name)} ON ${on}`;
  const referenced = `${key.referencedSchema}.${key.referencedTable}`;
  return {
    rule,
    severity: 'warning',
    message: `Foreign key ${key.name} of ${table.schema}.${table.name} (${key.columns.join(', ')}) has no index: every delete in ${referenced} reads ${table.name} from end to end.`,
    evidence: {
      table: `${table.schema}.${table.name}`,
      constraint: key.name,
      columns: key.columns,
      references: referenced,
      ...(table.estimatedRows === undefined ? {} : { estimatedRows: table.estimatedRows }),
      sizeBytes: table.sizeBytes,
      ddl,
    },
    remedy: `${ddl};`,
    docs: `${ruleReference}#${rule}`,
  };
}

function namesBySchema(catalog: Catalog): ReadonlyMap<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const table of catalog.tables) {
    for (const { schema, name } of [table, ...table.indexes]) {
      const taken = names.get(schema);
      if (taken === undefined) names.set(schema, new Set([name]));
      else taken.add(name);
    }
  }
  return names;
}
