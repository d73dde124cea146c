import { parameterText, readJson } from '../parameterText';
import type { LoggedStatement } from './loggedStatement';

/**
 * TypeORM's console loggers (src/logger/AdvancedConsoleLogger.ts, SimpleConsoleLogger.ts): `query: SQL -- PARAMETERS:
 * [JSON]`, and the same after `query failed:` and `query is slow: … execution time: N`; its file logger (FileLogger.ts):
 * `[time][QUERY]: …`, `[time][FAILED QUERY]: …`, `[time][SLOW QUERY: N ms]: …`. The SQL may span lines, and a
 * prefix of the process runner may stand before each.
 */
const head =
  /^(.*?)(?:(?:query|query failed|query is slow):|\[(?:QUERY|FAILED QUERY|SLOW QUERY: \d+ ms)\]:)(?: (.*)|$)/;
/** Lines with which TypeORM ends what it says of a statement. */
const closing = /^(?:error|execution time|cache|info|migration|schema|log|warn):? /;
const marker = ' -- PARAMETERS: ';
/** What statements begin with that ORMs send; `query:` stands in other text too. */
const firstWords = new Set(
  (
    'SELECT INSERT UPDATE DELETE MERGE WITH VALUES TABLE CALL DO CREATE ALTER DROP TRUNCATE COMMENT REFRESH GRANT REVOKE ' +
    'START BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE SET SHOW LOCK COPY EXPLAIN LISTEN NOTIFY PREPARE EXECUTE'
  ).split(' '),
);
/** No statement that people read has more lines; it bounds the search for a head. */
const mostLines = 2_000;

export function readTypeormStatement(lines: readonly string[], line: number): LoggedStatement | undefined {
  for (let start = line; start >= 0 && line - start < mostLines; start--) {
    const match = head.exec(lines[start] ?? '');
    if (match === null || !isPrefix(match[1] ?? '')) continue;
    const statement = readFrom(lines, start, match[1] ?? '', match[2] ?? '');
    return statement !== undefined && line <= statement.endLine ? statement : undefined;
  }
  return undefined;
}

function readFrom(lines: readonly string[], start: number, prefix: string, first: string): LoggedStatement | undefined {
  let text = first;
  let end = start;
  let found = withParameters(text);
  // Without parameters only what is plainly the same statement belongs to it: lines up to the next of the logger's.
  for (let next = start + 1; found === undefined && next < lines.length && next - start < mostLines; next++) {
    const line = lines[next] ?? '';
    const body = prefix !== '' && line.startsWith(prefix) ? line.slice(prefix.length) : line;
    if (head.test(body) || closing.test(body) || body.trim() === '' || startsAnotherLine(body)) break;
    text += `\n${body}`;
    end = next;
    found = withParameters(text);
  }
  const sql = (found?.sql ?? text).trim();
  if (!firstWords.has((/^[(]*([a-z]+)/i.exec(sql)?.[1] ?? '').toUpperCase()) && !sql.startsWith('/*')) return undefined;
  return {
    format: 'typeorm',
    sql,
    ...(found === undefined ? {} : { parameters: found.values.map(parameterText) }),
    startLine: start,
    endLine: end,
  };
}

/** Splits at the first marker behind which a JSON array stands to the end: the SQL before it may hold the marker in a literal. */
function withParameters(text: string): { readonly sql: string; readonly values: readonly unknown[] } | undefined {
  for (let at = text.lastIndexOf(marker); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(marker, at - 1)) {
    const rest = text.slice(at + marker.length).trim();
    if (!rest.startsWith('[')) continue;
    try {
      const values = readJson(rest);
      if (Array.isArray(values)) return { sql: text.slice(0, at), values };
    } catch {
      // Cut off, or the marker stood inside of a parameter: an earlier one may be it.
    }
  }
  return undefined;
}

/** `[0] `, `api-1  | `, a time stamp: a prefix ends in white space or a bracket and holds no SQL. */
function isPrefix(text: string): boolean {
  return text === '' || (text.length <= 120 && /[\s\]|>]$/.test(text) && !/["'`;=]/.test(text));
}

/** What another logger would begin a line with: a time stamp, a level in brackets, an HTTP method. */
function startsAnotherLine(line: string): boolean {
  return /^(?:\[|\d{4}-\d\d-\d\d[T ]|\d\d:\d\d:\d\d|\{")/.test(line);
}
