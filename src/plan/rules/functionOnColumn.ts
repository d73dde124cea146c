import { exampleNode } from './exampleNode';
import { type DiscardingScan, discardingScans } from './discardingScan';
import { type HiddenColumn, hiddenColumns } from './hiddenColumn';
import type { Rule } from './rule';

export const functionOnColumn: Rule = {
  id: 'function-on-column',
  severity: 'warning',
  title: 'A function around a column keeps its index out',
  why: 'An index holds the values of the column, not those of the function. So every row is read and the function called for it.',
  remedy:
    'Compare the bare column: turn the function around and put it on the other side (a range instead of date_trunc or extract). Where that is not possible, an index on the very expression serves.',
  when: 'A scan throws at least 1,000 rows away, keeps at most 10 % and takes at least 10 % of the time or cost, and its filter compares a function or operator on one column with something of outside. With the catalogue only where an index begins with that column; without it only where no other comparison of the filter could use an index.',
  insteadOf: ['seq-scan-discards', 'index-filter-discards'],
  bad: {
    title: 'lower(email)',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 527, planned: 100, rows: 1, ms: 11.9 },
          {
            'Relation Name': 'customers',
            Filter: "(lower(email) = 'ada@example.com'::text)",
            'Rows Removed by Filter': 19_999,
          },
        ),
        'Execution Time': 12,
      },
    ],
  },
  good: {
    title: 'The function stands on the other side',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 527, planned: 100, rows: 1, ms: 11.9 },
          {
            'Relation Name': 'customers',
            Filter: "(email = lower('Ada@Example.com'::text))",
            'Rows Removed by Filter': 19_999,
          },
        ),
        'Execution Time': 12,
      },
    ],
  },
  check: examined =>
    discardingScans(examined).flatMap(scan => {
      const hidden = hiddenColumns(scan).filter(({ call }) => call !== undefined);
      return hidden[0] === undefined ? [] : [hit(scan, hidden[0])];
    }),
};

function hit(scan: DiscardingScan, { column, text, call, indexed }: HiddenColumn) {
  const table = scan.node.relation ?? 'the table';
  const remedy = remedyFor(call ?? '', column);
  return {
    message:
      indexed === true
        ? `${scan.words}: the index on ${column} cannot be used for ${text}.`
        : `${scan.words}: no index on ${column} could be used for ${text}.`,
    nodeId: scan.node.id,
    share: scan.share,
    evidence: {
      column,
      expression: text,
      rowsRead: scan.rowsRead,
      rowsKept: scan.rowsKept,
      share: scan.share,
      ...(indexed === undefined && { needs: `the catalogue: whether ${table} has an index on ${column}` }),
    },
    remedy: `${remedy}An index on the expression ${text} of ${table} ${remedy === '' ? 'serves' : 'serves too'}.${
      indexed === undefined ? ` Whether ${column} has an index is not known here.` : ''
    }`,
  };
}

const ofTime = new Set(['extract', 'date_part', 'date_trunc', 'to_char', 'date', 'timezone', 'date_bin', 'age']);

const reversible = new Set(['+', '-', '*', '/']);

function remedyFor(call: string, column: string): string {
  if (ofTime.has(call)) return `Ask for a range of ${column} itself: ${column} >= … AND ${column} < …. `;
  if (call === 'lower' || call === 'upper') {
    return `Store ${column} in one case, or give it a case-insensitive type or collation (citext, ICU). `;
  }
  if (reversible.has(call)) return 'Move the arithmetic to the other side of the comparison. ';
  if (call === 'expression') return `Compare ${column} itself; a default for NULL is asked as OR ${column} IS NULL. `;
  return '';
}
