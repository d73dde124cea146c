import type { TlsMode } from '../../catalog/connection';

/** What one place in the configuration says of a connection; a URL, or its parts. */
export interface Candidate {
  /** For the user: `.env`, `Docker Compose`, `Prisma`, … */
  readonly tool: string;
  /** Relative to the folder searched. */
  readonly file?: string;
  /** What tells several in one file apart: a variable, a service, an alias. */
  readonly detail?: string;
  readonly url?: string | undefined;
  /** Override what the URL says. */
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly tlsMode?: TlsMode | undefined;
}

/** Value of a variable as the program would see it: the process's environment, then the nearest `.env` files. */
export type Lookup = (name: string) => string | undefined;

export interface Project {
  /** Files that may matter, relative, `/` between names, nearest to the root first. */
  readonly paths: readonly string[];
  /** The process's environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  read(path: string): Promise<string | undefined>;
  /** Variables for a file of that path. */
  lookupFor(path: string): Promise<Lookup>;
}

/** Finds what one tool's configuration says. May throw on what it cannot read: that counts as nothing found. */
export type Finder = (project: Project) => Promise<readonly Candidate[]>;

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** Reads every file whose path passes, and gathers what `read` makes of each; one bad file does not spoil the others. */
export async function eachFile(
  project: Project,
  wanted: (path: string) => boolean,
  read: (text: string, path: string, lookup: Lookup) => readonly Candidate[] | Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const path of project.paths.filter(wanted)) {
    const text = await project.read(path);
    if (text === undefined) continue;
    try {
      found.push(...(await read(text, path, await project.lookupFor(path))));
    } catch {
      // Half-written configuration: nothing is found in it.
    }
  }
  return found;
}
