import { exampleNode } from './exampleNode';
import { type DiscardingScan, discardingScans } from './discardingScan';
import { type HiddenColumn, hiddenColumns } from './hiddenColumn';
import type { Rule } from './rule';

export const castOnColumn: Rule = {
  id: 'cast-on-column',
  severity: 'warning',
  title: 'The column is cast, not the value',
  why: 'Where the types of a comparison differ, PostgreSQL converts the narrower to the wider: an integer column to numeric or double precision, a date to timestamptz. An index on the column is then of no use. Nobody need have written the cast; a driver that sends the value as numeric does it.',
  remedy: 'Send the value in the type of the column, or cast the value: column = $1::integer.',
  when: 'A scan throws at least 1,000 rows away, keeps at most 10 % and takes at least 10 % of the time or cost, and its filter compares a column under a cast that converts. Casts between text and varchar do not. With the catalogue only where an index begins with that column; without it only where no other comparison of the filter could use an index.',
  insteadOf: ['seq-scan-discards', 'index-filter-discards'],
  bad: {
    title: 'An integer compared with 4711.0',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 527, planned: 100, rows: 1, ms: 11.9 },
          { 'Relation Name': 'orders', Filter: '((id)::numeric = 4711.0)', 'Rows Removed by Filter': 59_999 },
        ),
        'Execution Time': 12,
      },
    ],
  },
  good: {
    title: 'A varchar shown as text: the same bytes, the index serves',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 527, planned: 100, rows: 1, ms: 11.9 },
          { 'Relation Name': 'orders', Filter: "((city)::text = 'Bergen'::text)", 'Rows Removed by Filter': 59_999 },
        ),
        'Execution Time': 12,
      },
    ],
  },
  check: examined =>
    discardingScans(examined).flatMap(scan => {
      const hidden = hiddenColumns(scan).find(({ cast }) => cast !== undefined);
      return hidden === undefined ? [] : [hit(scan, hidden)];
    }),
};

function hit(scan: DiscardingScan, { column, text, cast = '', indexed }: HiddenColumn) {
  const table = scan.node.relation ?? 'the table';
  const type = scan.table?.columns.find(({ name }) => name === column)?.type;
  const why =
    indexed === true ? `so that the index on ${column} cannot be used` : 'so that no index on it could be used';
  return {
    message: `${scan.words}: ${type === undefined ? column : `${column} (${type})`} is cast to ${cast} for each row, ${why}.`,
    nodeId: scan.node.id,
    share: scan.share,
    evidence: {
      column,
      castTo: cast,
      columnType: type,
      expression: text,
      rowsRead: scan.rowsRead,
      rowsKept: scan.rowsKept,
      share: scan.share,
      ...(indexed === undefined && {
        needs: `the catalogue: type of ${column}, and whether ${table} has an index on it`,
      }),
    },
    remedy:
      cast === 'date'
        ? `Ask for a range of ${column}: ${column} >= day AND ${column} < day + 1.`
        : `Send the value in the type of ${column}${type === undefined ? '' : `, ${type}`}: the driver, or a literal such as 1.0, made it ${cast}.${
            indexed === undefined ? ` Whether ${column} has an index is not known here.` : ''
          }`,
  };
}
