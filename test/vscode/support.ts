import { setTimeout as delay } from 'node:timers/promises';

import { type TextDocument, type TextEditor, type Uri, extensions, window, workspace } from 'vscode';

export const extensionId = 'backend-optimizer.backend-optimizer';

/** The first activation, measured before the suites ran. */
export interface Activation {
  /** Something had activated it already; the time says nothing then. */
  readonly wasActive: boolean;
  readonly milliseconds: number;
  /** Processor time of the whole host meanwhile: what counts on a machine that others keep busy. */
  readonly cpuMilliseconds: number;
  /** CommonJS modules of the extension that were loaded right after. */
  readonly loaded: readonly string[];
}

const key = Symbol.for('backend-optimizer.test.activation');

/** Each suite is a bundle of its own: what they share lies on the global object. */
export function rememberActivation(activation: Activation): void {
  (globalThis as Record<symbol, unknown>)[key] = activation;
}

export function firstActivation(): Activation {
  return (globalThis as Record<symbol, unknown>)[key] as Activation;
}

/** What the extension exports in a test: its shell. */
export function extensionExports(): unknown {
  return extensions.getExtension(extensionId)?.exports;
}

/**
 * The test database: PostgreSQL 18, started by the runner, with the tables of `test/vscode/seed.sql`. Superuser, so
 * that a suite can make roles; `stranger` has a wrong password.
 */
export function databaseUrl(): string {
  const url = process.env['BACKEND_OPTIMIZER_TEST_URL'];
  if (url === undefined)
    throw new Error('BACKEND_OPTIMIZER_TEST_URL is not set: start the suites through their runner.');
  return url;
}

/** A fresh copy of `test/vscode/workspace`, opened in the window. */
export function workspaceFolder(): Uri {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return folder.uri;
}

/** Shows an unsaved document. */
export async function openText(language: string, content: string): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument({ language, content }));
}

/** Shows a file of the workspace. */
export async function openFile(path: string): Promise<{ document: TextDocument; editor: TextEditor }> {
  const { Uri: uri } = await import('vscode');
  const document = await workspace.openTextDocument(uri.joinPath(workspaceFolder(), path));
  return { document, editor: await window.showTextDocument(document) };
}

/** Waits until `probe` gives a value; asks often. @throws Error naming `what` after `timeoutMs`. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await delay(50);
  }
}

/** Asks the runner for a picture of the whole window: `artefacts/vscode/<name>.png`. Desktop runs pass it over. */
export async function screenshot(name: string): Promise<void> {
  console.log(`${screenshotMark}${name}`);
  await delay(500);
}

/** What the runner listens for in the log. */
export const screenshotMark = '##screenshot ';
