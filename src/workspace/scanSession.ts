/** Reads folders and files for their queries. Runs in the worker, and in the command line's own thread. */
import { promises as fs } from 'node:fs';
import { basename, extname } from 'node:path';

import { describeQueries, type FoundQuery, type OtherMeaning } from '../source/foundQuery';
import { longestText, type SourceFinder } from '../source/sourceFinder';
import type { PostgresSql } from '../sql/postgresSql';
import { type FileChoice, sourceFiles } from './sourceFiles';

export interface ScanTools {
  readonly sources: SourceFinder;
  readonly sql: () => Promise<PostgresSql>;
  readonly other: OtherMeaning;
}

export interface FileResult {
  readonly path: string;
  readonly queries: readonly FoundQuery[];
  /** Why the file could not be read. */
  readonly failed?: string;
}

export async function scanText(tools: ScanTools, languageId: string, text: string): Promise<readonly FoundQuery[]> {
  return describeQueries(await tools.sources.find(languageId, text), text, await tools.sql(), tools.other);
}

/** `undefined`: the file's name says that it holds no SQL. */
export async function scanFile(tools: ScanTools, path: string, languageId?: string): Promise<FileResult | undefined> {
  const language = languageId ?? tools.sources.languageOf(basename(path));
  if (language === undefined) return undefined;
  try {
    const bytes = await fs.readFile(path);
    if (isBinary(bytes)) return { path, queries: [] };
    const text = bytes.toString('utf8');
    if (text.length > longestText) return { path, queries: [], failed: 'it is so long that it must be data' };
    // A byte order mark is no text, and it counts as a character in the editor's offsets nowhere.
    return { path, queries: await scanText(tools, language, text.startsWith('\uFEFF') ? text.slice(1) : text) };
  } catch (error) {
    return { path, queries: [], failed: error instanceof Error ? error.message : String(error) };
  }
}

export async function* scanFolder(
  tools: ScanTools,
  folder: string,
  options: Pick<FileChoice, 'exclude' | 'largestBytes'> & { readonly languages: Readonly<Record<string, string>> },
  signal: AbortSignal,
): AsyncIterable<FileResult> {
  const associated = (name: string) => options.languages[`*${extname(name)}`] ?? options.languages[name];
  const takes = (name: string) => tools.sources.languageOf(name) !== undefined || associated(name) !== undefined;
  for await (const { path } of sourceFiles(folder, { ...options, takes })) {
    if (signal.aborted) return;
    const result = await scanFile(tools, path, associated(basename(path)));
    if (result) yield result;
  }
}

/** A NUL among the first bytes: no text, or text in UTF-16. */
function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 4096).includes(0);
}
