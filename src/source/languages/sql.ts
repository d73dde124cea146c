import type { PostgresSql } from '../../sql/postgresSql';
import type { Statement } from '../../sql/statement';
import { dialectOfText } from '../dialect';
import type { SourceQuery } from '../sourceQuery';

/** Language ids of files that are SQL from end to end. */
export const sqlIds = ['sql', 'pgsql', 'postgres'] as const;

export const sqlExtensions = { sql: ['.sql', '.psql', '.pgsql', '.ddl'] };

export function isSql(languageId: string): boolean {
  return (sqlIds as readonly string[]).includes(languageId);
}

export function scriptQueries(languageId: string, text: string, sql: PostgresSql): readonly SourceQuery[] {
  return sql.split(text).map(statement => scriptQuery(languageId, text, statement, sql));
}

export function scriptQueryAt(
  languageId: string,
  text: string,
  offset: number,
  sql: PostgresSql,
): SourceQuery | undefined {
  const statement = sql.statementAt(text, offset);
  return statement && scriptQuery(languageId, text, statement, sql);
}

function scriptQuery(
  languageId: string,
  script: string,
  { text, start, end }: Statement,
  sql: PostgresSql,
): SourceQuery {
  const prepared = sql.prepare(text, []);
  const { error } = sql.analyze(prepared.sql);
  const name = nameAbove(script, start);
  const dialect = (error ? dialectOfText(text) : undefined) ?? 'postgresql';
  return {
    languageId,
    recognisedBy: 'file',
    dialect,
    sql: prepared.sql,
    parameters: prepared.parameters.map(parameter => {
      const startOffset = start + prepared.toOriginal(parameter.offset);
      return { ...parameter, startOffset, endOffset: startOffset };
    }),
    complete: error === undefined || dialect !== 'postgresql',
    assumptions: [],
    ...(error && dialect === 'postgresql' ? { error } : {}),
    startOffset: start,
    endOffset: end,
    constants: [],
    ...(name === undefined ? {} : { name }),
    toSource: offset => start + Math.max(0, Math.min(prepared.toOriginal(offset), text.length)),
    fromSource: offset => prepared.fromOriginal(Math.max(0, Math.min(offset - start, text.length))),
  };
}

/** sqlc's `-- name: GetUser :one`, aiosql's `-- name: get_user`, in the comments directly above. */
function nameAbove(script: string, start: number): string | undefined {
  const lines = script.slice(Math.max(0, start - 2000), start).split('\n');
  lines.pop();
  for (let line = lines.pop()?.trim(); line?.startsWith('--') === true; line = lines.pop()?.trim()) {
    const match = /^--\s*name:\s*([\w.-]+)/i.exec(line);
    if (match) return match[1];
  }
  return undefined;
}
