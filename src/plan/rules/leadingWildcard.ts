import { type Expression, withoutCasts } from '../../sql/expression';
import { exampleNode } from './exampleNode';
import { type DiscardingScan, discardingScans, ownColumns } from './discardingScan';
import type { Rule } from './rule';

export const leadingWildcard: Rule = {
  id: 'leading-wildcard',
  severity: 'warning',
  title: 'A pattern with an open beginning',
  why: 'A B-tree index is ordered by the beginning of the text. A pattern that begins with a wildcard, a regular expression without ^, or one that ignores case gives it no place to begin, so every row is read and matched.',
  remedy:
    'Anchor the pattern where the application allows it. Else use trigrams (extension pg_trgm, a GIN index with gin_trgm_ops on the column), or full text search for words.',
  when: 'A scan throws at least 1,000 rows away, keeps at most 10 % and takes at least 10 % of the time or cost, and its filter matches a column with a constant pattern that has no fixed beginning. Parameters are not judged: the pattern is not known.',
  insteadOf: ['seq-scan-discards', 'index-filter-discards'],
  bad: {
    title: "LIKE '%son'",
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 477, planned: 200, rows: 12, ms: 14.9 },
          { 'Relation Name': 'customers', Filter: "(name ~~ '%son'::text)", 'Rows Removed by Filter': 19_988 },
        ),
        'Execution Time': 15,
      },
    ],
  },
  good: {
    title: "LIKE 'Ada%' begins with something",
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 477, planned: 200, rows: 12, ms: 14.9 },
          { 'Relation Name': 'customers', Filter: "(name ~~ 'Ada%'::text)", 'Rows Removed by Filter': 19_988 },
        ),
        'Execution Time': 15,
      },
    ],
  },
  check: examined =>
    discardingScans(examined).flatMap(scan => {
      const found = scan.conditions.map(condition => openPattern(scan, condition)).find(match => match !== undefined);
      return found === undefined ? [] : [hit(scan, found)];
    }),
};

interface OpenPattern {
  readonly column: string;
  readonly operator: string;
  readonly pattern: string;
  readonly because: string;
}

function openPattern({ node }: DiscardingScan, condition: Expression): OpenPattern | undefined {
  if (condition.kind !== 'operator') return undefined;
  const [left, right] = condition.operands;
  const operator = operators.get(condition.name);
  if (left === undefined || right === undefined || operator === undefined) return undefined;
  const [column] = ownColumns(node, left);
  const constant = withoutCasts(right);
  if (column === undefined || constant.kind !== 'constant' || constant.value === undefined) return undefined;
  const because = openness(condition.name, constant.value);
  return because === undefined ? undefined : { column, operator, pattern: constant.value, because };
}

/** Names that the plan shows, and SQL's own. */
const operators: ReadonlyMap<string, string> = new Map([
  ['~~', 'LIKE'],
  ['~~*', 'ILIKE'],
  ['~', '~'],
  ['~*', '~*'],
]);

/** As like_support.c tells a fixed prefix: of a pattern that ignores case only what has no case is fixed. */
function openness(operator: string, pattern: string): string | undefined {
  const first = pattern.charAt(0);
  if (operator === '~' || operator === '~*') {
    if (first !== '^') return 'has no ^ at its beginning';
    return operator === '~*' && hasCase(pattern.charAt(1)) ? 'ignores case' : undefined;
  }
  if (first === '%' || first === '_') return 'begins with a wildcard';
  return operator === '~~*' && hasCase(first) ? 'ignores case' : undefined;
}

function hasCase(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase();
}

function hit(scan: DiscardingScan, { column, operator, pattern, because }: OpenPattern) {
  const table = scan.node.relation ?? 'the table';
  const shown = pattern.length > 40 ? `${pattern.slice(0, 39)}…` : pattern;
  return {
    message: `${scan.words}: the pattern of ${column} ${operator} '${shown}' ${because}.`,
    nodeId: scan.node.id,
    share: scan.share,
    evidence: { column, operator, pattern: shown, rowsRead: scan.rowsRead, rowsKept: scan.rowsKept, share: scan.share },
    remedy: `Anchor the pattern if that is what is meant. Else trigrams serve: extension pg_trgm, GIN with gin_trgm_ops on ${table} (${column}); patterns need three letters in a row. For words, full text search.`,
  };
}
