/** The files of a workspace that may hold SQL: not what `.gitignore` or the user excludes, nothing too large. */
import { type Dirent, promises as fs } from 'node:fs';
import { join, relative, sep } from 'node:path';

import ignore, { type Ignore } from 'ignore';

export interface FileChoice {
  /** Glob patterns that are left out, as in `files.exclude`. */
  readonly exclude: readonly string[];
  /** Larger files are generated or data. */
  readonly largestBytes: number;
  /** Whether a file of this name may hold SQL. */
  readonly takes: (name: string) => boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
}

/** Folders that hold what others wrote, whether or not they are ignored. */
const foreign = new Set(['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__', '.cache']);

/** Walks a folder depth first, in order of names. Links to folders are not followed; what cannot be read is left out. */
export async function* sourceFiles(folder: string, choice: FileChoice): AsyncIterable<SourceFile> {
  const excluded = ignore({ allowRelativePaths: true }).add([...choice.exclude]);
  yield* walk(folder, folder, [], excluded, choice);
}

/** One level of `.gitignore`: its patterns hold for paths below its folder. */
interface Level {
  readonly folder: string;
  readonly rules: Ignore;
}

async function* walk(
  root: string,
  folder: string,
  levels: readonly Level[],
  excluded: Ignore,
  choice: FileChoice,
): AsyncIterable<SourceFile> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = entries.some(entry => entry.name === '.gitignore' && entry.isFile());
  const inner = own ? [...levels, { folder, rules: await rulesIn(folder) }] : levels;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if ((!isFolder && !entry.isFile()) || (isFolder && foreign.has(entry.name))) continue;
    if (!isFolder && !choice.takes(entry.name)) continue;
    const suffix = isFolder ? '/' : '';
    if (excluded.ignores(slashed(relative(root, path)) + suffix) || isIgnored(path, suffix, inner)) continue;
    if (isFolder) {
      yield* walk(root, path, inner, excluded, choice);
      continue;
    }
    const stat = await fs.stat(path).catch(() => undefined);
    if (stat && stat.size <= choice.largestBytes) yield { path, bytes: stat.size };
  }
}

/** Whether a walk over the folder would come upon the file. */
export async function isChosen(
  path: string,
  choice: Pick<FileChoice, 'exclude' | 'largestBytes'> & { readonly folder: string },
): Promise<boolean> {
  const parts = slashed(relative(choice.folder, path)).split('/');
  if (parts[0] === '..' || parts.some(part => foreign.has(part))) return false;
  const stat = await fs.stat(path).catch(() => undefined);
  if (!stat || stat.size > choice.largestBytes) return false;
  const excluded = ignore({ allowRelativePaths: true }).add([...choice.exclude]);
  const levels: Level[] = [];
  let folder = choice.folder;
  for (const [i, part] of parts.entries()) {
    levels.push({ folder, rules: await rulesIn(folder) });
    const inner = join(folder, part);
    const suffix = i < parts.length - 1 ? '/' : '';
    if (excluded.ignores(slashed(relative(choice.folder, inner)) + suffix) || isIgnored(inner, suffix, levels))
      return false;
    folder = inner;
  }
  return true;
}

async function rulesIn(folder: string): Promise<Ignore> {
  const text = await fs.readFile(join(folder, '.gitignore'), 'utf8').catch(() => '');
  return ignore({ allowRelativePaths: true }).add(text);
}

/** The innermost level that says something decides (git's manual, gitignore). */
function isIgnored(path: string, suffix: string, levels: readonly Level[]): boolean {
  for (const { folder, rules } of [...levels].reverse()) {
    const { ignored, unignored } = rules.test(slashed(relative(folder, path)) + suffix);
    if (unignored) return false;
    if (ignored) return true;
  }
  return false;
}

function slashed(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
