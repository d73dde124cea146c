import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';

import { Option, type Command } from 'commander';

import type { App } from '../app';
import { throwIfAborted } from '../base/failure';
import type { FoundQuery } from '../source/foundQuery';
import { type FileResult, scanFile, scanFolder, scanText } from '../workspace/scanSession';
import type { CommandContext } from './commandContext';
import { unreadableFile } from './failures';
import { paintFor } from './paint';
import type { Terminal } from './terminal';

interface FindOptions {
  readonly format: 'text' | 'json';
  readonly callee?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxFileSize: number;
  readonly language?: string;
}

/** Larger files are generated or data; `backendOptimizer.queries.maximumFileSize` in the editor. */
const largestKilobytes = 1024;

export function findCommand(program: Command, context: CommandContext): void {
  program
    .command('find')
    .description('list the SQL in programs, scripts, mapper XML and Markdown')
    .argument('<path...>', 'files and folders, or - for standard input (with --language)')
    .option('--callee <name...>', 'further names of calls and tags that take SQL')
    .option('--exclude <glob...>', 'leave out what matches, beside what .gitignore names')
    .option('--language <id>', 'language of standard input, as VS Code names it', 'sql')
    .option('--max-file-size <kB>', 'leave out larger files', Number, largestKilobytes)
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (paths: readonly string[], options: FindOptions) => {
      await context.run(app => find(app, context.terminal, paths, options), { callees: options.callee ?? [] });
    });
}

async function find(app: App, terminal: Terminal, paths: readonly string[], options: FindOptions): Promise<number> {
  const results: FileResult[] = [];
  const paint = paintFor(terminal);
  let files = 0;
  for await (const result of scan(app, terminal, paths, options)) {
    throwIfAborted(terminal.signal);
    files++;
    const shown = { ...result, path: displayed(terminal, result.path) };
    if (result.failed !== undefined) terminal.err(`${shown.path} could not be read: ${result.failed}\n`);
    if (options.format === 'json') results.push(shown);
    else for (const query of result.queries) terminal.out(`${line(shown.path, query, text => paint.dim(text))}\n`);
  }
  throwIfAborted(terminal.signal);
  if (options.format === 'json') {
    const queries = results.flatMap(({ path, queries: found }) => found.map(query => ({ file: path, ...query })));
    terminal.out(`${JSON.stringify({ version: 1, files, queries }, undefined, 2)}\n`);
  }
  return 0;
}

async function* scan(
  app: App,
  terminal: Terminal,
  paths: readonly string[],
  options: FindOptions,
): AsyncIterable<FileResult> {
  const tools = app.scanTools();
  for (const path of paths) {
    if (path === '-') {
      const text = await terminal.readInput();
      yield { path, queries: await scanText(tools, options.language ?? 'sql', text) };
      continue;
    }
    const full = resolve(terminal.folder, path);
    const kind = await stat(full).catch(() => undefined);
    if (!kind) throw unreadableFile(path);
    if (kind.isDirectory()) {
      const choice = { exclude: options.exclude ?? [], largestBytes: options.maxFileSize * 1024, languages: {} };
      yield* scanFolder(tools, full, choice, terminal.signal);
    } else yield (await scanFile(tools, full)) ?? { path: full, queries: [] };
  }
}

function displayed(terminal: Terminal, path: string): string {
  if (path === '-') return path;
  const short = relative(terminal.folder, path);
  return short === '' || short.startsWith('..') ? path : short;
}

function line(path: string, query: FoundQuery, dim: (text: string) => string): string {
  const { line: row, character } = query.range.start;
  const marks = [query.recognisedBy, query.dialect, ...(query.complete ? [] : ['incomplete'])].join(', ');
  const text = query.normalised.length > 160 ? `${query.normalised.slice(0, 159)}…` : query.normalised;
  return `${path}:${String(row)}:${String(character)}  ${text}  ${dim(`[${marks}]`)}`;
}
