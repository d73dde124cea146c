/** What is told of a query beyond the editor: to the command line, to the index of a workspace. Plain data. */
import { LineIndex, type Position } from '../base/text';
import { tokenize } from '../sql/postgres/lexer';
import type { PostgresSql } from '../sql/postgresSql';
import type { ColumnRole, ParameterKind } from '../sql/statement';
import type { Dialect, RecognisedBy, SourceQuery } from './sourceQuery';

export interface FoundQuery {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly startOffset: number;
  readonly endOffset: number;
  /** VS Code's language id of the file. */
  readonly language: string;
  readonly recognisedBy: RecognisedBy;
  readonly dialect: Dialect;
  /** As sent, `$n` for every value; an assumed name stands in quotes, a piece of SQL with its number in a comment. */
  readonly sql: string;
  /** One line for lists, constants as `?`. */
  readonly normalised: string;
  readonly parameters: readonly FoundParameter[];
  readonly complete: boolean;
  /** Names of tables without schema, in order of appearance. */
  readonly tables: readonly string[];
  readonly columns: readonly { readonly table?: string; readonly column: string; readonly role: ColumnRole }[];
  readonly writes: boolean;
  /** Hex fingerprint: equal for statements that differ in constants, list length, case, spacing and comments. */
  readonly shape: string;
  readonly problems: readonly FoundProblem[];
  /** What was taken for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** A name given in a comment or attribute. */
  readonly name?: string;
}

export interface FoundParameter {
  readonly name?: string;
  readonly kind: ParameterKind;
  /** As PostgreSQL names it, where the statement casts it. */
  readonly type?: string;
  /** `table.column` that it is compared with or written to. */
  readonly column?: string;
  readonly startOffset: number;
}

export interface FoundProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Meaning of a statement that PostgreSQL's parser does not read. */
export type OtherMeaning = (
  sql: string,
  dialect: Exclude<Dialect, 'postgresql'>,
) => Promise<
  | (Pick<FoundQuery, 'tables' | 'columns' | 'writes' | 'shape'> & {
      readonly error?: { readonly message: string; readonly offset: number };
    })
  | undefined
>;

export async function describeQueries(
  queries: readonly SourceQuery[],
  text: string,
  sql: PostgresSql,
  other: OtherMeaning,
): Promise<readonly FoundQuery[]> {
  const lines = new LineIndex(text);
  const found: FoundQuery[] = [];
  for (const query of queries) found.push(await describe(query, lines, sql, other));
  return found;
}

async function describe(
  query: SourceQuery,
  lines: LineIndex,
  sql: PostgresSql,
  other: OtherMeaning,
): Promise<FoundQuery> {
  const { startOffset, endOffset, dialect } = query;
  const analysis = sql.analyze(query.sql);
  const { facts } = analysis;
  const meaning = facts || dialect === 'postgresql' ? undefined : await other(inOwnQuotes(query.sql, dialect), dialect);
  const uses = new Map(facts?.parameters.map(use => [use.number, use]));
  const error = query.error ?? (facts ? undefined : meaning?.error);
  const complete = query.complete && (facts !== undefined || meaning?.error === undefined);
  const problems = error ? [problemAt(lines, error.message, query.toSource(error.offset))] : [];
  return {
    range: { start: lines.positionAt(startOffset), end: lines.positionAt(endOffset) },
    startOffset,
    endOffset,
    language: query.languageId,
    recognisedBy: query.recognisedBy,
    dialect,
    sql: query.sql,
    normalised: sql.normalise(query.sql),
    parameters: query.parameters.map(({ name, kind, number, startOffset: at }): FoundParameter => {
      const use = uses.get(number);
      const type = facts?.parameterTypes.get(number);
      return {
        ...(name === undefined ? {} : { name }),
        kind,
        ...(type === undefined ? {} : { type }),
        ...(use === undefined ? {} : { column: use.table === undefined ? use.column : `${use.table}.${use.column}` }),
        startOffset: at,
      };
    }),
    complete,
    tables: facts ? tableNames(facts.tables.map(({ name }) => name)) : (meaning?.tables ?? []),
    columns: (facts?.columns ?? meaning?.columns ?? []).filter(({ column }) => !isPlaceholder(column)),
    writes: facts?.writes ?? meaning?.writes ?? writesByWord(query.sql),
    shape: meaning?.shape ?? sql.shape(query.sql),
    problems,
    assumptions: query.assumptions,
    ...(query.name === undefined ? {} : { name: query.name }),
  };
}

/** Without placeholders: `$2` is none, `$1posts` is `posts`. */
function tableNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(name => name.replace(/\$\d+/g, '')).filter(name => /\w/.test(name)))];
}

function isPlaceholder(column: string): boolean {
  return /^\$\d+$/.test(column);
}

/** MySQL takes a double quote for a string's: names get their backticks back. */
function inOwnQuotes(sql: string, dialect: Dialect): string {
  if (dialect !== 'mysql') return sql;
  let out = sql;
  for (const { kind, start, end } of tokenize(sql)) {
    if (kind !== 'quoted-identifier' || end - start < 2) continue;
    out = `${out.slice(0, start)}\`${out.slice(start + 1, end - 1)}\`${out.slice(end)}`;
  }
  return out;
}

/** Of a statement that no parser reads the first word tells. */
function writesByWord(sql: string): boolean {
  return /^\s*(?:insert|update|delete|merge|replace|create|alter|drop|truncate|grant|revoke)\b/i.test(sql);
}

function problemAt(lines: LineIndex, message: string, offset: number): FoundProblem {
  const { line, character } = lines.positionAt(offset);
  return { message, line, column: character, offset };
}
