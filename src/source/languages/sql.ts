import type { PostgresSql } from '../../sql/postgresSql';
import type { Statement } from '../../sql/statement';
import type { SourceQuery } from '../sourceQuery';

/** Language ids of files that are SQL from end to end. */
export const sqlIds = ['sql', 'pgsql', 'postgres'] as const;

export function isSql(languageId: string): boolean {
  return (sqlIds as readonly string[]).includes(languageId);
}

export function scriptQueries(languageId: string, text: string, sql: PostgresSql): readonly SourceQuery[] {
  return sql.split(text).map(statement => scriptQuery(languageId, statement));
}

export function scriptQueryAt(
  languageId: string,
  text: string,
  offset: number,
  sql: PostgresSql,
): SourceQuery | undefined {
  const statement = sql.statementAt(text, offset);
  return statement && scriptQuery(languageId, statement);
}

function scriptQuery(languageId: string, { text, start, end }: Statement): SourceQuery {
  return {
    languageId,
    recognisedBy: 'file',
    sql: text,
    startOffset: start,
    endOffset: end,
    holes: [],
    toSource: offset => start + Math.max(0, Math.min(offset, text.length)),
  };
}
