import type { Catalog } from '../../catalog/model';
import type { Finding } from '../../plan/finding';
import { findDuplicateIndexes } from './duplicateIndexes';
import { findForeignKeysWithoutIndex } from './foreignKeysWithoutIndex';
import { findUnusedIndexes } from './unusedIndexes';

/** What is wrong with the indexes of a schema, warnings first. Pure: the catalogue says it all. */
export function auditIndexes(catalog: Catalog): readonly Finding[] {
  const redundant = findDuplicateIndexes(catalog);
  const dropped = new Set(redundant.map(finding => finding.evidence['index']));
  // One remedy for each index: what is dropped as a duplicate is not dropped again as unused.
  const unused = findUnusedIndexes(catalog).filter(finding => !dropped.has(finding.evidence['index']));
  const findings = [...findForeignKeysWithoutIndex(catalog), ...redundant, ...unused];
  const ranks = { error: 0, warning: 1, info: 2 };
  return findings.sort((one, other) => ranks[one.severity] - ranks[other.severity]);
}
