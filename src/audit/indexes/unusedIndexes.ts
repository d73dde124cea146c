import { quoteQualified } from '../../sql/identifier';
import type { Catalog } from '../../catalog/model';
import type { Finding } from '../../plan/finding';
import { serves } from './foreignKeysWithoutIndex';
import { ruleReference } from './ruleReference';

const rule = 'unused-index';

/**
 * Indexes that no scan has used since the server counts, that enforce nothing and that no
 * foreign key needs. "Unused" holds for this server only:
 * a standby counts its own scans, so the finding is information, not a verdict.
 */
export function findUnusedIndexes(catalog: Catalog): readonly Finding[] {
  const since = catalog.statisticsSince;
  return catalog.tables.flatMap(table =>
    table.indexes
      .filter(
        index =>
          index.valid &&
          index.scans === 0 &&
          !index.unique &&
          !index.constraint &&
          index.attached !== true &&
          !table.foreignKeys.some(key => serves(index, key)) &&
          table.kind !== 'partitioned',
      )
      .map((index): Finding => {
        const ddl = `DROP INDEX CONCURRENTLY ${quoteQualified(index.schema, index.name)}`;
        return {
          rule,
          severity: 'info',
          message: `Index ${index.name} of ${table.schema}.${table.name} was not used on this server since ${since ?? 'its statistics began'}.`,
          evidence: {
            table: `${table.schema}.${table.name}`,
            index: `${index.schema}.${index.name}`,
            definition: index.definition,
            sizeBytes: index.sizeBytes,
            scans: 0,
            ...(since === undefined ? {} : { statisticsSince: since }),
            ddl,
          },
          remedy: `If no standby and no rare job needs it: ${ddl};`,
          docs: `${ruleReference}#${rule}`,
        };
      }),
  );
}
