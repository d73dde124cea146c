import type { SqlSyntaxError } from '../postgresSql';
import type { ColumnUse } from '../statement';
import { coreQuery, mostWords } from './coreQuery';
import { CoreText } from './coreWords';
import type { DialectAnalysis, DialectSql, OtherDialect } from './dialect';
import type { Query } from './queryMaker';
import { QueryReader } from './queryReader';
import { refusal } from './refusal';
import { partsOf } from './statementParts';
import { loadGrammar, type Parse } from './syntaxTree';
import { tableNames } from './tableNames';
import { is } from './tokenList';
import { type Token, tokenize, type Tokens } from './tokens';
import { verbOf } from './verb';

/** Of longer statements the beginning alone is looked at. */
export const longestStatement = 64 * 1024;
/** Of brackets; the parser would run out of stack. */
const deepestNesting = 200;
/** Of SELECTs times names: for each of the former the parser goes through all of the latter. */
const mostNamesSeen = 25_000;

/** One dialect's grammar of node-sql-parser, loaded on first call: some 50 ms and 0.3 MB. */
export async function loadDialect(dialect: OtherDialect): Promise<DialectSql> {
  const parse = await loadGrammar(dialect);
  return { analyze: sql => analyze(sql, dialect, parse) };
}

function analyze(sql: string, dialect: OtherDialect, parse: Parse): DialectAnalysis {
  const { tokens: all, error: unterminated }: Tokens = tokenize(sql.slice(0, longestStatement), dialect);
  const { tokens, error: second } = oneStatement(all);
  const verb = verbOf(tokens, dialect);
  const facts = { kind: verb.kind, writes: verb.writes, tables: tableNames(tokens, dialect) };
  const failed = (error: SqlSyntaxError): DialectAnalysis => ({ ...facts, columns: [], error });
  if (sql.length > longestStatement) {
    return failed({ message: `statement is longer than ${longestStatement} characters and is not read`, offset: 0 });
  }
  if (tokens.length === 0) return failed({ message: 'no statement', offset: 0 });
  const error = unterminated ?? nestingError(tokens);
  if (error) return failed(error);
  const more = second ? { error: second } : {};
  if (!verb.known) return failed(refusal(tokens[verb.at], sql.length));
  if (verb.kind === 'utility') return { ...facts, columns: [], ...more };
  const parts = partsOf(tokens, verb, dialect);
  if (parts.error) return failed(parts.error);
  const columns: ColumnUse[] = [];
  for (const query of parts.queries) {
    const read = columnsOf(query, dialect, parse, tokens.at(-1)?.end ?? 0);
    if ('error' in read) return failed(read.error);
    columns.push(...read.columns);
  }
  return { ...facts, columns: distinct(columns), ...more };
}

function columnsOf(
  query: Query,
  dialect: OtherDialect,
  parse: Parse,
  end: number,
): { readonly columns: readonly ColumnUse[] } | { readonly error: SqlSyntaxError } {
  const words = coreQuery(query.tokens, dialect);
  const text = new CoreText(words);
  const selects = words.filter(word => word.text === 'select').length;
  if (words.length > mostWords || selects * text.distinctNames > mostNamesSeen) {
    return { error: { message: 'statement is too large to be read', offset: 0 } };
  }
  const { tree, failed } = parse(text.text);
  if (!tree) {
    if (failed.tooDeep) return { error: { message: 'statement is nested too deeply', offset: 0 } };
    if (failed.offset === undefined) return { error: refusal(query.tokens[0], end) };
    const offset = text.toOriginal(failed.offset);
    return {
      error: refusal(offset === undefined ? undefined : query.tokens.find(({ start }) => start >= offset), end),
    };
  }
  const reader = new QueryReader(text, dialect === 'transactsql');
  try {
    reader.read(tree, query.roles, query.target);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return { error: { message: 'statement is nested too deeply', offset: 0 } };
  }
  return { columns: reader.columns };
}

/** The first statement, and that there is a second. */
function oneStatement(all: readonly Token[]): Tokens {
  const start = all.findIndex(token => !is(token, ';'));
  const length = all.slice(start).findIndex(token => is(token, ';'));
  if (start < 0) return { tokens: [] };
  if (length < 0) return { tokens: all.slice(start) };
  const second = all.slice(start + length).find(token => !is(token, ';'));
  const tokens = all.slice(start, start + length);
  // IF … BEGIN …; … END and triggers hold statements of their own.
  const first = tokens[0];
  if (!second) return { tokens };
  if (is(first, 'create', 'alter', 'if', 'while', 'begin', 'declare')) return { tokens: all.slice(start) };
  return { tokens, error: { message: 'more than one statement', offset: second.start } };
}

function nestingError(tokens: readonly Token[]): SqlSyntaxError | undefined {
  const open: Token[] = [];
  for (const token of tokens) {
    if (is(token, '(')) open.push(token);
    else if (is(token, ')') && !open.pop()) return refusal(token, 0);
    if (open.length > deepestNesting) return { message: 'statement is nested too deeply', offset: token.start };
  }
  const [first] = open;
  return first && { message: 'bracket is not closed', offset: first.start };
}

function distinct(columns: readonly ColumnUse[]): readonly ColumnUse[] {
  const seen = new Map<string, ColumnUse>();
  for (const use of columns) {
    const key = JSON.stringify([use.schema, use.table, use.column, use.role]).toLowerCase();
    if (!seen.has(key)) seen.set(key, use);
  }
  return [...seen.values()];
}
