import { loadParser } from '../../sql/postgres/parser';
import type { ExplainRequest } from '../../catalog/database';
import type { PostgresSql } from '../../sql/postgresSql';
import type { PostgresConnection, Session } from './connection';
import functionsQuery from './explainFunctions.sql';
import { effectOf, isHarmless, locksSession } from './explainKnownFunctions';
import relationsQuery from './explainRelations.sql';
import { type ExplainableStatement, readStatement } from './explainStatement';
import { writtenRelations } from './explainTargets';

/** What running a statement does that the rollback behind it does not undo. */
export interface Effects {
  readonly sentences: readonly string[];
  readonly callsVolatile: boolean;
  /** It may take advisory locks that the session keeps. */
  readonly locksSession: boolean;
}

interface RelationRow {
  readonly name: string;
  readonly kind: string;
  readonly server: string | null;
  readonly definition: string | null;
  readonly target: boolean;
  readonly defaults: readonly (string | null)[];
  readonly identity: boolean;
  readonly policies: readonly (string | null)[];
  readonly triggers: readonly string[];
  readonly deferred: boolean;
}

interface FunctionRow {
  readonly name: string;
  readonly volatile: boolean;
  readonly foreign_code: boolean;
  readonly immutable: boolean;
  readonly aggregate: boolean;
}

/** What an ANALYZE of the request would leave behind, before it runs; nothing for a plain EXPLAIN. @throws Failure */
export async function announce(
  connection: PostgresConnection,
  sql: PostgresSql,
  request: ExplainRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const statement = readStatement(sql, { ...request, parameters: 'generic', analyze: false });
  if (!request.analyze) return [];
  return (await findEffects(connection, sql, statement, signal)).sentences;
}

export function volatileAmong(
  connection: PostgresConnection,
  functions: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  return connection.rolledBack(
    { readOnly: true },
    async session => {
      const rows = await resolve(session, functions);
      return rows.filter(row => row.volatile && !isHarmless(row.name)).map(row => row.name);
    },
    signal,
  );
}

export function findEffects(
  connection: PostgresConnection,
  sql: PostgresSql,
  statement: ExplainableStatement,
  signal: AbortSignal,
): Promise<Effects> {
  return connection.rolledBack({ readOnly: true }, session => effectsIn(session, sql, statement), signal);
}

async function effectsIn(session: Session, sql: PostgresSql, statement: ExplainableStatement): Promise<Effects> {
  const { facts } = statement;
  const targets = writtenRelations(await loadParser(), statement.sql);
  const named = [
    ...facts.tables.map(table => ({ schema: table.schema, name: table.name, target: false, defaults: false })),
    ...targets.map(table => ({ ...table, target: true })),
  ];
  const relations = named.length === 0 ? [] : await rowsOf<RelationRow>(session, relationsQuery, named);
  const hidden = relations.flatMap(relation => [
    ...(relation.definition === null ? [] : functionsOf(sql, relation.definition)),
    ...[...relation.defaults, ...relation.policies].flatMap(text =>
      text === null ? [] : functionsOf(sql, `SELECT ${text}`),
    ),
    ...(relation.identity ? ['nextval'] : []),
  ]);
  const names = [...new Set([...facts.functions, ...hidden])];
  const functions = names.length === 0 ? [] : await resolve(session, names);
  const foreign = functions.filter(row => row.foreign_code && !row.immutable && !row.aggregate);
  const triggers = relations.flatMap(relation => relation.triggers.map(trigger => `${trigger} on ${relation.name}`));
  const known = functions.filter(row => !row.foreign_code);
  const others = known.filter(row => row.volatile && !isHarmless(row.name) && effectOf(row.name) === undefined);
  const elsewhere = relations.filter(relation => relation.server !== null);
  const sentences = [
    ...new Set(known.flatMap(row => effectOf(row.name) ?? [])),
    ...(others.length === 0
      ? []
      : [`Calls ${listed(others)}, marked VOLATILE: what it does outside the tables is not undone.`]),
    ...(foreign.length === 0
      ? []
      : [`Calls ${listed(foreign)}: sequences it advances and what it does outside this database are not undone.`]),
    ...(triggers.length === 0
      ? []
      : [
          `Fires the triggers ${triggers.join(', ')}: sequences they advance and what they do outside this database are not undone.`,
        ]),
    ...elsewhere.map(
      relation =>
        `Reaches ${relation.name} on the foreign server ${relation.server ?? ''}: what happens there may not be undone.`,
    ),
    ...(facts.locksRows
      ? ['Locks the rows it reads, as FOR UPDATE does, until the rollback; others who want them wait.']
      : []),
    ...(targets.length > 0
      ? ['Writes, and the rollback leaves the row versions it made as dead rows until the next VACUUM.']
      : []),
    ...(relations.some(relation => relation.deferred)
      ? ['Deferred constraints and triggers are not checked: they fire on COMMIT, which never comes.']
      : []),
  ];
  return {
    sentences,
    callsVolatile: functions.some(row => row.volatile && !isHarmless(row.name)),
    locksSession: functions.some(row => locksSession(row.name)) || foreign.length > 0 || triggers.length > 0,
  };
}

function functionsOf(sql: PostgresSql, text: string): readonly string[] {
  return sql.analyze(text).facts?.functions ?? [];
}

function listed(rows: readonly FunctionRow[]): string {
  return rows.map(row => `${row.name}()`).join(', ');
}

function resolve(session: Session, names: readonly string[]): Promise<readonly FunctionRow[]> {
  return rowsOf<FunctionRow>(session, functionsQuery, names);
}

async function rowsOf<Row>(session: Session, query: string, input: unknown): Promise<readonly Row[]> {
  const { rows } = await session.query(query, [JSON.stringify(input)]);
  return rows as readonly unknown[] as readonly Row[];
}
