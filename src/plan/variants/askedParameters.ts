import type { AskedParameter, Comparison } from '../../catalog/typicalValues';
import type { ParameterUse, StatementFacts } from '../../sql/statement';
import { comparisonsIn } from './comparisonOf';

/**
 * What to ask the database about a statement's parameters: the column of each by the parse tree, its type by the server.
 * A column whose table only the catalogue can tell is looked for in all tables of the statement. `pinned` has the numbers
 * of parameters that keep a value of the user's.
 */
export function askedParameters(
  statement: { readonly sql: string; readonly facts: Pick<StatementFacts, 'parameters' | 'tables'> },
  types: readonly string[],
  pinned: ReadonlyMap<number, unknown> = new Map(),
): readonly AskedParameter[] {
  const { sql, facts } = statement;
  const uses = new Map(facts.parameters.map(use => [use.number, use]));
  const written = comparisonsIn(sql);
  const all = facts.tables.map(({ schema, name }) => ({ name, ...(schema === undefined ? {} : { schema }) }));
  return types.map((type, i) => {
    const number = i + 1;
    const use = uses.get(number);
    const beside = written.get(number);
    if (use === undefined) return { number, type, comparison: withoutColumn(beside) };
    const { schema, table, column } = use;
    const tables = table === undefined ? all : [{ name: table, ...(schema === undefined ? {} : { schema }) }];
    return {
      number,
      type,
      comparison: comparisonOf(use, beside),
      column: { name: column, tables },
      ...(pinned.has(number) ? { fixed: true } : {}),
    };
  });
}

function comparisonOf({ role }: ParameterUse, beside: Comparison | undefined): Comparison {
  switch (role) {
    case 'equality':
      return '=';
    case 'in':
      return 'in';
    case 'prefix':
      return 'like';
    case 'range':
      return beside ?? 'other';
    default:
      return beside === 'like' || beside === '~' || beside === '@>' ? beside : 'other';
  }
}

function withoutColumn(beside: Comparison | undefined): Comparison {
  return beside === 'limit' || beside === 'offset' || beside === 'like' ? beside : 'other';
}
