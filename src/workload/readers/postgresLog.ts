import type { ParameterValue } from '../../catalog/database';
import type { LoggedStatement } from './loggedStatement';

/**
 * PostgreSQL's stderr log (src/backend/utils/error/elog.c, tcop/postgres.c: exec_simple_query, exec_execute_message).
 * The prefix before the severity is the administrator's choice, so only what follows it is read: continuation lines
 * begin with a tab, except in syslog, where they repeat a counter.
 */
const statementHead =
  /(?:^|[\s:\]>)])LOG: +(?:duration: [\d.]+ ms +)?(?:statement|execute [^:]*|parse [^:]*|bind [^:]*): ?(.*)$/;
/** The statement of an error, under the error's own line. */
const errorStatementHead = /(?:^|[\s:\]>)])STATEMENT: +(.*)$/;
/** `DETAIL:  parameters: …` up to 15, `DETAIL:  Parameters: …` since 16, `CONTEXT:  … with parameters:` for errors. */
const parametersHead = /(?:^|[\s:\]>)])DETAIL: +[Pp]arameters: (.*)$/;
/** Any line that begins a message of the server. */
const messageHead =
  /(?:^|[\s:\]>)])(?:LOG|DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|BACKTRACE|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?): /;

export function readPostgresStatement(lines: readonly string[], line: number): LoggedStatement | undefined {
  let start = headOf(lines, line);
  if (start === undefined) return undefined;
  let detail: number | undefined;
  if (parametersHead.test(lines[start] ?? '')) {
    detail = start;
    start = headOf(lines, start - 1);
    if (start === undefined) return undefined;
  }
  const head = lines[start] ?? '';
  const match = statementHead.exec(head) ?? errorStatementHead.exec(head);
  if (match === null) return undefined;
  const statement = messageFrom(lines, start, match[1] ?? '');
  if (statement.text.trim() === '') return undefined;
  const next = statement.end + 1;
  if (detail === undefined && parametersHead.test(lines[next] ?? '')) detail = next;
  if (detail === undefined) {
    return { format: 'postgresql', sql: statement.text.trim(), startLine: start, endLine: statement.end };
  }
  const parameters = messageFrom(lines, detail, parametersHead.exec(lines[detail] ?? '')?.[1] ?? '');
  const values = readParameterList(parameters.text);
  return {
    format: 'postgresql',
    sql: statement.text.trim(),
    ...(values === undefined ? {} : { parameters: values }),
    startLine: start,
    endLine: parameters.end,
  };
}

/** The line that begins the message which `line` is part of. */
function headOf(lines: readonly string[], line: number): number | undefined {
  for (let at = line; at >= 0; at--) {
    const text = lines[at] ?? '';
    if (!text.startsWith('\t') && messageHead.test(text)) return at;
    if (!isContinuation(text)) return undefined;
  }
  return undefined;
}

/** A tab by the server; behind a prefix of a container or of a collector, the tab stands after it. */
function isContinuation(line: string): boolean {
  return line.startsWith('\t') || /^[^\t]{0,80}[\]|>:] ?\t/.test(line) || line.startsWith('#011');
}

function messageFrom(lines: readonly string[], start: number, first: string): { text: string; end: number } {
  const parts = [first];
  let end = start;
  while (end + 1 < lines.length) {
    const next = lines[end + 1] ?? '';
    if (!isContinuation(next) || (!next.startsWith('\t') && messageHead.test(next))) break;
    parts.push(next.startsWith('#011') ? next.slice(4) : next.slice(next.indexOf('\t') + 1));
    end++;
  }
  return { text: parts.join('\n'), end };
}

/**
 * `$1 = 'it''s', $2 = NULL` (src/backend/nodes/params.c, BuildParamLogString). A value cut by
 * log_parameter_max_length ends in `...` outside of its quotes: it is not the value, so the list is not given.
 */
function readParameterList(text: string): readonly ParameterValue[] | undefined {
  const values: ParameterValue[] = [];
  let at = 0;
  while (at < text.length) {
    const label = /^\$(\d{1,5}) = /.exec(text.slice(at, at + 12));
    if (label === null || Number(label[1]) !== values.length + 1) return undefined;
    at += label[0].length;
    if (text.startsWith('NULL', at)) {
      values.push(null);
      at += 4;
    } else {
      if (text[at] !== "'") return undefined;
      let value = '';
      for (at++; ; at++) {
        if (at >= text.length) return undefined;
        if (text[at] !== "'") value += text[at] ?? '';
        else if (text[at + 1] === "'") value += text[at++] ?? '';
        else break;
      }
      at++;
      if (value.endsWith('...')) return undefined;
      values.push(value);
    }
    if (text.startsWith(', ', at)) at += 2;
    else if (text.slice(at).trim() === '') break;
    else return undefined;
  }
  return values.length === 0 ? undefined : values;
}
