import type { Index } from '../../catalog/model';

/** One key of an index as text: its column with operator class, collation and sort option; `undefined` for an expression. */
export type Key = string | undefined;

export function keysOf(index: Index): readonly Key[] {
  const [perKey = ''] = index.keySignature.split(';', 1);
  const signatures = perKey.split(',');
  return index.columns.map((column, at) => (column === undefined ? undefined : `${signatures[at] ?? ''} ${column}`));
}

/** The expressions of an index, all together, as the catalogue prints them. */
export function expressionsOf(index: Index): string {
  const semicolon = index.keySignature.indexOf(';');
  return semicolon < 0 ? '' : index.keySignature.slice(semicolon + 1);
}
