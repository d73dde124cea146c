import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';

import type { App } from '../app';
import { LineIndex, type Position } from '../base/text';
import type { PreparedParameter } from '../sql/preparedText';
import { readLoggedStatement } from '../workload/readers/loggedStatement';
import type { Database, ParameterValue } from '../catalog/database';
import { assumeNames, needsNames } from '../source/assumedNames';
import { nothingHere, notAPlace, placeNeeded, severalStatements, unknownLanguage, unreadableFile } from './failures';
import type { Place, Terminal } from './terminal';

/** The one statement that a command works on. */
export interface StatementInput {
  /** With `$n` for every value; names and pieces of SQL that a program puts together are filled. */
  readonly sql: string;
  readonly parameters: readonly PreparedParameter[];
  /** What was taken for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** Values that stood beside it in a log. */
  readonly logged?: readonly ParameterValue[];
  /** Where an offset of `sql` stands in the file. */
  placeOf(offset: number): Place;
}

const scripts = new Set(['.sql', '.psql', '.pgsql', '.ddl', '']);

/** @throws Failure */
export async function readStatementInput(
  app: App,
  terminal: Terminal,
  file: string,
  at: string | undefined,
): Promise<StatementInput> {
  const name = file === '-' ? 'standard input' : file;
  const text = await readText(terminal, file);
  const lines = new LineIndex(text);
  const place = at === undefined ? undefined : readPlace(at);
  const extension = file === '-' ? '' : extname(file).toLowerCase();
  const language = app.sources.languageOf(name);
  const toPlace = (offset: number): Place => ({ file: name, ...lines.positionAt(offset) });
  if (language !== undefined && !scripts.has(extension)) {
    if (place === undefined) throw placeNeeded(name);
    const query = await app.sources.at(language, text, lines.offsetAt(place));
    if (query === undefined) throw nothingHere(name, ` at ${at ?? ''}`);
    const { sql, parameters, assumptions } = query;
    return { sql, parameters, assumptions, placeOf: offset => toPlace(query.toSource(offset)) };
  }
  const logged = place === undefined ? undefined : readLoggedStatement(text, place.line);
  if (logged !== undefined && !scripts.has(extension)) {
    const input = await prepare(app, logged.sql, () => ({ file: name, line: logged.startLine, character: 0 }));
    return { ...input, ...(logged.parameters === undefined ? {} : { logged: logged.parameters }) };
  }
  if (!scripts.has(extension)) {
    if (extension === '.log' || extension === '.txt') throw nothingHere(name, at === undefined ? '' : ` at ${at}`);
    throw unknownLanguage(name);
  }
  const sql = await app.sql();
  const statements = sql.split(text);
  if (place === undefined && statements.length > 1) throw severalStatements(name, statements.length);
  const statement = place === undefined ? statements[0] : sql.statementAt(text, lines.offsetAt(place));
  if (statement === undefined) throw nothingHere(name, at === undefined ? '' : ` at ${at}`);
  return prepare(app, statement.text, offset => toPlace(statement.start + offset));
}

/** The parameters that get values, by number. */
export function sentOf({ parameters }: StatementInput): readonly PreparedParameter[] {
  return parameters.filter(({ sent }) => sent).sort((one, other) => one.number - other.number);
}

/** Names that the program puts together are taken from the database's catalogue. @throws Failure */
export async function withNames(
  app: App,
  input: StatementInput,
  database: Database,
  signal: AbortSignal,
): Promise<StatementInput> {
  const { sql, parameters, assumptions } = input;
  const { facts } = (await app.sql()).analyze(sql);
  const catalog = needsNames(parameters) ? await database.readCatalog(signal) : undefined;
  const assumed = assumeNames(sql, parameters, facts, catalog);
  return {
    ...input,
    sql: assumed.sql,
    assumptions: [...assumptions, ...assumed.assumptions],
    placeOf: offset => input.placeOf(assumed.toOriginal(offset)),
  };
}

async function prepare(app: App, text: string, toPlace: (offset: number) => Place): Promise<StatementInput> {
  const rewritten = (await app.sql()).prepare(text, []);
  const { sql, parameters } = rewritten;
  return { sql, parameters, assumptions: [], placeOf: offset => toPlace(rewritten.toOriginal(offset)) };
}

async function readText(terminal: Terminal, file: string): Promise<string> {
  if (file === '-') return terminal.readInput();
  const text = await readFile(resolve(terminal.folder, file), 'utf8').catch(() => undefined);
  if (text === undefined) throw unreadableFile(file);
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}

function readPlace(at: string): Position {
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(at);
  if (match === null) throw notAPlace(at);
  return { line: Number(match[1]), character: Number(match[2]) };
}
