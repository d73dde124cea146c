import pg from 'pg';
import { type Position, Selection, type TextEditor, type Uri, commands, window, workspace } from 'vscode';

import type { ConnectionProfile } from '../../src/catalog/connection';
import { profileFromUrl } from '../../src/databases/postgres/connectionUrl';
import type { Dialogs } from '../../src/editor/explain/dialogs';
import type { Shell } from '../../src/editor/shell';
import type { PanelState } from '../../src/protocol/messages';
import { databaseUrl, extensionExports, openText } from './support';

/** The extension under test exports its shell. */
export function shell(): Shell {
  return extensionExports() as Shell;
}

/** Makes a server the folder's connection; `change` says what differs from the test database's URL. */
export async function connect(
  id: string,
  change: Partial<ConnectionProfile> & { readonly password?: string } = {},
): Promise<ConnectionProfile> {
  const read = profileFromUrl(databaseUrl(), { id, name: id, origin: { kind: 'entered' } });
  const { password = read.password, ...fields } = change;
  const profile: ConnectionProfile = { ...read.profile, ...fields };
  const { actions } = shell().connections;
  await actions.save({ profile, ...(password === undefined ? {} : { password }) });
  await actions.use(workspace.workspaceFolders?.[0], profile);
  return profile;
}

/** Shows a text whose cursor is marked `|`, or whose selection is marked `«…»`. */
export async function openAtCursor(language: string, marked: string): Promise<TextEditor> {
  const from = marked.indexOf('«');
  const to = marked.indexOf('»');
  const cursor = marked.indexOf('|');
  const text = marked.replace('«', '').replace('»', '');
  const content = from >= 0 ? text : text.slice(0, cursor) + text.slice(cursor + 1);
  const editor = await openText(language, content);
  const at = (offset: number): Position => editor.document.positionAt(offset);
  editor.selection = from >= 0 ? new Selection(at(from), at(to - 1)) : new Selection(at(cursor), at(cursor));
  return editor;
}

export type PlanState = Extract<PanelState, { kind: 'plan' }>;
export type ErrorState = Extract<PanelState, { kind: 'error' }>;

/** Runs SQL on the test database as its superuser, beside the extension. */
export async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(databaseUrl());
  await client.connect();
  try {
    const result: unknown = await client.query(sql);
    return Array.isArray(result) ? [] : (result as pg.QueryResult<Record<string, unknown>>).rows;
  } finally {
    await client.end();
  }
}

/** Closes all editors without a question about what is not saved. */
export async function closeEditors(): Promise<void> {
  for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** Runs Explain Query at the cursor and gives what the panel shows then. */
export async function explainAtCursor(analyze = false): Promise<PanelState> {
  await commands.executeCommand(analyze ? 'backendOptimizer.explainAnalyze' : 'backendOptimizer.explain');
  return shell().explain.panel.state;
}

export async function explainPlan(analyze = false): Promise<PlanState> {
  const state = await explainAtCursor(analyze);
  if (state.kind !== 'plan') throw new Error(`no plan: ${JSON.stringify(state)}`);
  return state;
}

export async function explainError(analyze = false): Promise<ErrorState> {
  const state = await explainAtCursor(analyze);
  if (state.kind !== 'error') throw new Error(`no error: ${JSON.stringify(state).slice(0, 500)}`);
  return state;
}

/** Answers the questions that come from now on, as a user would; gives what was asked. */
export function answering(values: readonly (string | null)[] | undefined, agree = true): { readonly asked: string[] } {
  const asked: string[] = [];
  const dialogs: Dialogs = {
    confirm: ({ message, detail }) => {
      asked.push(`${message}\n${detail}`);
      return Promise.resolve(agree);
    },
    askValues: questions => {
      asked.push(...questions.map(({ label, type, context }) => `${label} ${type ?? '?'} in ${context}`));
      return Promise.resolve(values);
    },
  };
  shell().explain.answer(dialogs);
  return { asked };
}

/** Lenses of the document, by title, in order. */
export async function lensTitles(uri: Uri): Promise<readonly string[]> {
  const lenses = await commands.executeCommand<{ command?: { title: string } }[]>(
    'vscode.executeCodeLensProvider',
    uri,
    100,
  );
  return lenses.map(lens => lens.command?.title ?? '');
}
