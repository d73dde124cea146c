import type { Node } from 'libpg-query';

import type { SqlAnalysis } from '../postgresSql';
import type { StatementFacts, StatementKind } from '../statement';
import { ColumnReader } from './columnReader';
import { utilityCommand } from './command';
import { tokenize } from './lexer';
import type { Parser } from './parser';
import { TreeReader } from './treeReader';

export function analyze(sql: string, parser: Parser): SqlAnalysis {
  const parsing = parser.parse(sql);
  if (!parsing.tree) return { statements: 0, predicates: [], error: parsing.error };
  const statements = parsing.tree.stmts ?? [];
  const first = statements[0];
  if (!first?.stmt) return { statements: 0, predicates: [] };
  const start = parsing.offsets.fromByte(first.stmt_location ?? 0);
  const text = sql.slice(
    start,
    first.stmt_len ? parsing.offsets.fromByte((first.stmt_location ?? 0) + first.stmt_len) : sql.length,
  );
  const reader = new TreeReader(parsing.offsets);
  const columns = new ColumnReader();
  try {
    reader.read(first.stmt);
    columns.statement(first.stmt);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return {
      statements: statements.length,
      predicates: [],
      error: { message: 'statement is nested too deeply', offset: 0 },
    };
  }
  return {
    statements: statements.length,
    facts: factsOf(first.stmt, text, reader, columns, start),
    predicates: reader.predicates,
  };
}

function factsOf(node: Node, text: string, reader: TreeReader, columns: ColumnReader, start: number): StatementFacts {
  const kind = kindOf(node);
  const inner = 'ExplainStmt' in node ? explainedAt(text) : undefined;
  return {
    kind,
    command: commandOf(node, kind, text),
    explainable: kind !== 'utility',
    writes: kind === 'utility' ? utilityWrites(node, reader) : reader.writes,
    locksRows: reader.locksRows,
    functions: [...reader.functions],
    tables: reader.tables,
    columns: columns.columns,
    parameters: columns.parameters,
    parameterTypes: columns.parameterTypes,
    wholeRows: [...columns.wholeRows],
    limited: columns.limited,
    ...(inner === undefined ? {} : { explains: { offset: start + inner } }),
  };
}

function kindOf(node: Node): StatementKind {
  if ('SelectStmt' in node) return node.SelectStmt.valuesLists ? 'values' : 'select';
  if ('InsertStmt' in node) return 'insert';
  if ('UpdateStmt' in node) return 'update';
  if ('DeleteStmt' in node) return 'delete';
  return 'MergeStmt' in node ? 'merge' : 'utility';
}

function commandOf(node: Node, kind: StatementKind, text: string): string {
  if ('SelectStmt' in node && node.SelectStmt.intoClause) return 'SELECT INTO';
  if ('CreateTableAsStmt' in node) {
    return node.CreateTableAsStmt.objtype === 'OBJECT_MATVIEW' ? 'CREATE MATERIALIZED VIEW' : 'CREATE TABLE AS';
  }
  return kind === 'utility' ? utilityCommand(text) : kind.toUpperCase();
}

/** What changes nothing in a table when it runs; every other utility statement may. */
const readingUtilities = new Set([
  ...['VariableShowStmt', 'VariableSetStmt', 'TransactionStmt', 'DeclareCursorStmt', 'FetchStmt', 'ClosePortalStmt'],
  ...['PrepareStmt', 'DeallocateStmt', 'ListenStmt', 'UnlistenStmt', 'DiscardStmt', 'LoadStmt', 'CheckPointStmt'],
]);

function utilityWrites(node: Node, reader: TreeReader): boolean {
  if ('ExplainStmt' in node) {
    const analyzes = (node.ExplainStmt.options ?? []).some(option => 'DefElem' in option && isOn(option.DefElem));
    return analyzes && reader.writes;
  }
  if ('CopyStmt' in node) return node.CopyStmt.is_from === true || reader.writes;
  return !readingUtilities.has(Object.keys(node)[0] ?? '');
}

function isOn(option: { readonly defname?: string; readonly arg?: Node }): boolean {
  if (option.defname !== 'analyze') return false;
  const value = option.arg;
  if (!value) return true;
  if ('Boolean' in value) return value.Boolean.boolval === true;
  if ('Integer' in value) return (value.Integer.ival ?? 0) !== 0;
  return !('String' in value) || !['false', 'off'].includes(value.String.sval ?? '');
}

/** Where the statement begins that an EXPLAIN explains: behind its options. */
function explainedAt(text: string): number | undefined {
  const tokens = tokenize(text).filter(token => token.kind !== 'comment');
  const wordAt = (i: number) => {
    const token = tokens[i];
    return token ? text.slice(token.start, token.end).toLowerCase() : '';
  };
  let i = 1;
  // EXPLAIN (SELECT …) explains a statement in parentheses.
  if (wordAt(i) === '(' && !['select', 'with', 'values', 'table', '('].includes(wordAt(i + 1))) {
    while (i < tokens.length && wordAt(i) !== ')') i++;
    i++;
  } else while (['analyze', 'analyse', 'verbose'].includes(wordAt(i))) i++;
  return tokens[i]?.start;
}
