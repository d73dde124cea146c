import type { Selection, TextDocument } from 'vscode';

import type { App } from '../../app';
import type { SourceQuery } from '../../source/sourceQuery';
import type { PostgresSql } from '../../sql/postgresSql';
import { loggedTarget } from '../logs/loggedTarget';
import { noStatementHere, severalStatements } from './explainFailures';
import { isScript } from './languages';
import type { QueryTarget } from './queryTarget';
import type { SourceDocuments } from './sourceDocuments';

/**
 * The statement that is selected, else the one under the cursor.
 * @throws Failure when there is none, or the selection holds several.
 */
export async function findTarget(
  app: App,
  documents: SourceDocuments,
  document: TextDocument,
  selection: Pick<Selection, 'start' | 'end' | 'isEmpty'>,
): Promise<QueryTarget> {
  const start = document.offsetAt(selection.start);
  if (selection.isEmpty) return targetAt(app, documents, document, start);
  return selectedTarget(app, documents, document, start, document.offsetAt(selection.end));
}

/** The statement under the cursor. @throws Failure when there is none. */
export async function targetAt(
  app: App,
  documents: SourceDocuments,
  document: TextDocument,
  offset: number,
): Promise<QueryTarget> {
  const text = document.getText();
  const sql = await app.sql();
  if (isScript(document.languageId)) {
    const statement = sql.statementAt(text, offset);
    if (statement !== undefined) return plainTarget(document, statement.text, statement.start, statement.end);
    throw noStatementHere('sql');
  }
  if (app.sources.languages.includes(document.languageId)) {
    const query = await documents.at(document, offset);
    if (query !== undefined) return sourceTarget(document, query);
    throw noStatementHere(document.languageId);
  }
  const logged = loggedTarget(document, text, offset);
  if (logged !== undefined) return logged;
  const statement = sql.statementAt(text, offset);
  if (statement !== undefined && isStatement(sql, statement.text)) {
    return plainTarget(document, statement.text, statement.start, statement.end);
  }
  throw noStatementHere(document.languageId);
}

export function sourceTarget(document: TextDocument, query: SourceQuery): QueryTarget {
  return {
    document,
    version: document.version,
    sql: query.sql,
    startOffset: query.startOffset,
    endOffset: query.endOffset,
    parameters: query.parameters,
    assumptions: query.assumptions,
    toDocument: offset => query.toSource(offset),
  };
}

/** SQL that stands in the document as it is, without escapes. */
export function plainTarget(document: TextDocument, sql: string, start: number, end: number): QueryTarget {
  return {
    document,
    version: document.version,
    sql,
    startOffset: start,
    endOffset: end,
    toDocument: offset => start + offset,
  };
}

async function selectedTarget(
  app: App,
  documents: SourceDocuments,
  document: TextDocument,
  start: number,
  end: number,
): Promise<QueryTarget> {
  const sql = await app.sql();
  if (app.sources.languages.includes(document.languageId) && !isScript(document.languageId)) {
    const query = await documents.at(document, start + leadingSpace(document, start, end));
    if (query !== undefined) return selectedPart(sql, document, query, start, end);
  }
  const text = document.getText().slice(start, end);
  const statements = sql.split(text).filter(statement => statement.text.trim() !== '');
  const [only, ...others] = statements;
  if (only === undefined) throw noStatementHere(document.languageId);
  if (others.length > 0) throw severalStatements(statements.length);
  const logged = isScript(document.languageId) ? undefined : loggedTarget(document, document.getText(), start);
  if (logged !== undefined && !isStatement(sql, only.text)) return logged;
  return plainTarget(document, only.text, start + only.start, start + only.end);
}

/** A selection inside a program's string: the whole string where it is covered, else the selected part of its SQL. */
function selectedPart(
  sql: PostgresSql,
  document: TextDocument,
  query: SourceQuery,
  start: number,
  end: number,
): QueryTarget {
  const whole = sourceTarget(document, query);
  if (start <= query.startOffset && end >= query.endOffset) return whole;
  const from = query.fromSource(start);
  const part = query.sql.slice(from, query.fromSource(end));
  const statements = sql.split(part).filter(statement => statement.text.trim() !== '');
  const [only, ...others] = statements;
  if (only === undefined) throw noStatementHere(document.languageId);
  if (others.length > 0) throw severalStatements(statements.length);
  const shift = from + only.start;
  return {
    ...whole,
    parameters: query.parameters.filter(({ offset }) => offset >= shift && offset < shift + only.text.length),
    sql: only.text,
    startOffset: query.toSource(shift),
    endOffset: query.toSource(from + only.end),
    toDocument: offset => query.toSource(shift + offset),
  };
}

function leadingSpace(document: TextDocument, start: number, end: number): number {
  const text = document.getText().slice(start, end);
  return text.length - text.trimStart().length;
}

/** Prose parses as nothing; a statement parses, or has its first fault behind its first word. */
function isStatement(sql: PostgresSql, text: string): boolean {
  const analysis = sql.analyze(text);
  if (analysis.facts !== undefined) return true;
  return analysis.error !== undefined && analysis.error.offset > text.length - text.trimStart().length;
}
