import type { TextDocument } from 'vscode';

import { readLoggedStatement } from '../../workload/readers/loggedStatement';
import type { QueryTarget } from '../explain/queryTarget';

/** The statement that the log's line at the offset says was run, with the values that stand beside it. */
export function loggedTarget(document: TextDocument, text: string, offset: number): QueryTarget | undefined {
  const logged = readLoggedStatement(text, document.positionAt(offset).line);
  if (logged === undefined) return undefined;
  const startOffset = document.offsetAt(document.lineAt(logged.startLine).range.start);
  const endOffset = document.offsetAt(document.lineAt(logged.endLine).range.end);
  return {
    document,
    version: document.version,
    sql: logged.sql,
    startOffset,
    endOffset,
    ...(logged.parameters === undefined ? {} : { values: logged.parameters }),
    toDocument: sqlPlaces(logged.sql, text.slice(startOffset, endOffset), startOffset),
  };
}

/** Maps offsets line by line: a log puts a prefix before the first line of a statement, and a tab before the others. */
function sqlPlaces(sql: string, logged: string, startOffset: number): (offset: number) => number {
  const places: { readonly sql: number; readonly document: number }[] = [];
  let sqlAt = 0;
  let loggedAt = 0;
  for (const line of sql.split('\n')) {
    const found = line === '' ? loggedAt : logged.indexOf(line, loggedAt);
    if (found < 0) break;
    places.push({ sql: sqlAt, document: startOffset + found });
    sqlAt += line.length + 1;
    loggedAt = found + line.length;
  }
  return offset => {
    const place = places.findLast(candidate => candidate.sql <= offset);
    return place === undefined ? startOffset : place.document + (offset - place.sql);
  };
}
