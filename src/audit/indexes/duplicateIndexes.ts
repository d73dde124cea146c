import { quoteQualified } from '../../sql/identifier';
import type { Catalog, Index, Table } from '../../catalog/model';
import type { Finding } from '../../plan/finding';
import { expressionsOf, keysOf } from './indexKeys';
import { ruleReference } from './ruleReference';

/**
 * Indexes that another index of the same table makes redundant: the same keys, or a prefix of them. Method, operator
 * classes, collations, sort options, INCLUDE columns, predicate and expressions must agree; an index that enforces
 * something (unique, a constraint, replica identity) is never the one to go, unless its twin enforces the same.
 */
export function findDuplicateIndexes(catalog: Catalog): readonly Finding[] {
  return catalog.tables.flatMap(table => {
    const gone = new Set<Index>();
    return table.indexes.flatMap(index => {
      const better = table.indexes.find(other => other !== index && !gone.has(other) && replaces(other, index));
      if (better === undefined) return [];
      gone.add(index);
      return [findingFor(table, index, better)];
    });
  });
}

/** Whether `index` can go because of `other`. Of two that replace each other, the younger goes. */
function replaces(other: Index, index: Index): boolean {
  if (!covers(other, index)) return false;
  if (!covers(index, other)) return true;
  if (other.constraint !== index.constraint) return other.constraint;
  return other.oid < index.oid;
}

function covers(other: Index, index: Index): boolean {
  if (!other.valid || other.method !== index.method || other.predicate !== index.predicate) return false;
  if (index.constraint || index.primary || index.attached === true) return false;
  const keys = keysOf(index);
  const others = keysOf(other);
  const same = keys.length === others.length && keys.every((key, at) => key === others[at]);
  // What is unique over fewer columns is a rule of its own; over the same ones, the other must be unique too.
  if (index.unique && !(same && other.unique)) return false;
  if (!index.included.every(column => other.included.includes(column) || other.columns.includes(column))) return false;
  const expressions = expressionsOf(index);
  if (same) return expressions === expressionsOf(other);
  // Only a B-tree answers by its leading keys alone; where expressions are printed together, a prefix cannot be told.
  return (
    index.method === 'btree' &&
    expressions === '' &&
    keys.length < others.length &&
    keys.every((key, at) => key !== undefined && key === others[at])
  );
}

function findingFor(table: Table, index: Index, better: Index): Finding {
  const same = keysOf(index).length === keysOf(better).length;
  const rule = same ? 'duplicate-index' : 'redundant-index';
  const name = quoteQualified(index.schema, index.name);
  // PostgreSQL has no CONCURRENTLY for a partitioned table.
  const ddl = `DROP INDEX ${table.kind === 'partitioned' ? '' : 'CONCURRENTLY '}${name}`;
  return {
    rule,
    severity: same ? 'warning' : 'info',
    message: same
      ? `Index ${index.name} of ${table.schema}.${table.name} is the same as ${better.name}.`
      : `Index ${index.name} of ${table.schema}.${table.name} (${index.columns.join(', ')}) serves nothing that ${better.name} (${better.columns.map(column => column ?? 'expression').join(', ')}) does not.`,
    evidence: {
      table: `${table.schema}.${table.name}`,
      index: `${index.schema}.${index.name}`,
      keptIndex: `${better.schema}.${better.name}`,
      definition: index.definition,
      keptDefinition: better.definition,
      sizeBytes: index.sizeBytes,
      ...(index.scans === undefined ? {} : { scans: index.scans }),
      ddl,
    },
    remedy: `${ddl};`,
    docs: `${ruleReference}#${rule}`,
  };
}
