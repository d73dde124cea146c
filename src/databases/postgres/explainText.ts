import type { ParameterValue } from '../../catalog/database';

/** A literal that means the same whatever `standard_conforming_strings` says. */
export function quoteLiteral(value: ParameterValue): string {
  if (value === null) return 'NULL';
  const doubled = value.replaceAll("'", "''");
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}
