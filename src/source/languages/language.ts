import type { Node } from 'web-tree-sitter';

/** A host language whose programs hold SQL in string literals. To add one: a file here, its grammar, its tests. */
export interface HostLanguage {
  /** VS Code's language ids. */
  readonly ids: readonly string[];
  /** Grammar file for one of the ids. */
  grammar(languageId: string): string;
  /** Node types of single string literals. */
  readonly stringTypes: readonly string[];
  /** The whole that a literal is part of: concatenations and parentheses around it, else itself. */
  whole(literal: Node): Node;
  /** Pieces of a whole in reading order, escapes decoded; empty where it is no text, such as bytes. */
  pieces(whole: Node, source: string): readonly LiteralPiece[];
  /** What says, beside the text itself, that a whole is SQL. */
  evidence(whole: Node, source: string): Evidence | undefined;
}

export type Evidence = 'call' | 'tag' | 'hint';

export type LiteralPiece =
  /** `verbatim`: the text stands in the file as it is; otherwise one escape stands for all of it. */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly verbatim: boolean;
    }
  /** An expression among the text. */
  | { readonly kind: 'hole'; readonly source: string; readonly start: number; readonly end: number };

/** Text of a node; offsets of web-tree-sitter are UTF-16 code units. */
export function sourceOf(node: Node, source: string): string {
  return source.slice(node.startIndex, node.endIndex);
}

/** A verbatim piece for a stretch of the file; nothing for an empty one. */
export function verbatim(source: string, start: number, end: number): readonly LiteralPiece[] {
  return start < end ? [{ kind: 'text', text: source.slice(start, end), start, end, verbatim: true }] : [];
}

export function escaped(node: Node, text: string): LiteralPiece {
  return { kind: 'text', text, start: node.startIndex, end: node.endIndex, verbatim: false };
}

/** Names under which SQL is handed to a database, in any of the languages. The last part of a dotted name counts. */
export const sqlCalls: ReadonlySet<string> = new Set([
  // node-postgres, mysql2, better-sqlite3, TypeORM, Sequelize, Knex, Prisma, postgres.js, slonik, pg-promise
  ...['query', 'queryArray', 'queryObject', 'execute', 'exec', 'prepare', 'raw', 'unsafe', 'literal', 'queryStream'],
  ...['$queryRaw', '$executeRaw', '$queryRawUnsafe', '$executeRawUnsafe', '$queryRawTyped', 'executeSql', 'runSql'],
  ...['one', 'oneOrNone', 'many', 'manyOrNone', 'any', 'none', 'result', 'each', 'multi', 'maybeOne', 'oneFirst'],
  // DB-API, SQLAlchemy, asyncpg, databases, Django, pandas
  ...['executemany', 'execute_values', 'execute_batch', 'mogrify', 'copy_expert', 'executescript', 'exec_driver_sql'],
  ...[
    'text',
    'fetch',
    'fetchrow',
    'fetchval',
    'fetch_all',
    'fetch_one',
    'fetch_val',
    'fetchmany',
    'fetchall',
    'fetchone',
  ],
  ...['iterate', 'cursor', 'scalar', 'scalars', 'RawSQL', 'read_sql', 'read_sql_query', 'read_database', 'stream'],
]);

export const sqlTags: ReadonlySet<string> = new Set([
  ...['sql', 'SQL', 'pgsql', 'postgres', '$queryRaw', '$executeRaw', 'queryRaw', 'executeRaw', 'pgSql', 'plpgsql'],
]);

/** Keys and keyword arguments under which a call takes SQL. */
export const sqlKeys: ReadonlySet<string> = new Set(['text', 'sql', 'query', 'statement', 'operation', 'stmt']);
