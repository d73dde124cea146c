import { type Uri, FileType, env, window, workspace } from 'vscode';

import { noDocumentHere, unreadableFile } from './planFailures';

/** A text that should hold plans, with what it is called. */
export interface PlanSource {
  readonly name: string;
  readonly text: string;
  /** Where it can be shown; absent for the clipboard. */
  readonly uri?: Uri;
  /** Line of the document that the text begins on. */
  readonly firstLine: number;
  /** Line of the text that the cursor stands on, where one plan of many is meant by it. */
  readonly cursorLine?: number;
}

/** More than any plan; a log of this size is not read for one entry. */
const largestBytes = 100 * 1024 * 1024;

/** @throws Failure */
export async function sourceOfFile(uri: Uri): Promise<PlanSource> {
  const name = workspace.asRelativePath(uri, false);
  const open = workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
  if (open !== undefined) return { name, text: open.getText(), uri, firstLine: 0 };
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.Directory) !== 0 || size > largestBytes) throw new Error('not a file that is read');
    return { name, text: decoded(await workspace.fs.readFile(uri)), uri, firstLine: 0 };
  } catch (error) {
    throw unreadableFile(name, error);
  }
}

export async function sourceOfClipboard(): Promise<PlanSource> {
  return { name: 'clipboard', text: await env.clipboard.readText(), firstLine: 0 };
}

/** The selection of the active editor, else its whole document. @throws Failure */
export function sourceOfEditor(): PlanSource {
  const editor = window.activeTextEditor;
  if (editor === undefined) throw noDocumentHere();
  const { document, selection } = editor;
  const { uri } = document;
  const name = uri.scheme === 'untitled' ? uri.path : workspace.asRelativePath(uri, false);
  if (selection.isEmpty) {
    return { name, text: document.getText(), uri, firstLine: 0, cursorLine: selection.active.line };
  }
  return { name, text: document.getText(selection), uri, firstLine: selection.start.line };
}

/** UTF-8, or UTF-16 by its mark: what PowerShell writes when psql's output is redirected. */
function decoded(bytes: Uint8Array): string {
  const mark = `${String(bytes[0])},${String(bytes[1])}`;
  const encoding = mark === '255,254' ? 'utf-16le' : mark === '254,255' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
