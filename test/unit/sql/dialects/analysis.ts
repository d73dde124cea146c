import type { DialectAnalysis } from '../../../../src/sql/dialects/dialect';

/**
 * `kind tables: columns`, `!` behind the kind of what writes. A column is `table.column role`, with `+` or `-` behind
 * `order`; `?` stands for a table that only the catalogue knows.
 */
export function told({ kind, writes, tables, columns, error }: DialectAnalysis): string {
  const uses = columns.map(({ schema, table = '?', column, role, direction }) => {
    const sign = direction === undefined ? '' : direction === 'descending' ? '-' : '+';
    return `${schema === undefined ? '' : `${schema}.`}${table}.${column} ${role}${sign}`;
  });
  const head = [`${kind}${writes ? '!' : ''}`, ...(tables.length > 0 ? [tables.join(' ')] : [])].join(' ');
  const failed = error ? ` @${error.offset} ${error.message}` : '';
  return `${head}${uses.length > 0 ? `: ${uses.join(', ')}` : ''}${failed}`;
}
