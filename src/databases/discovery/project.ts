import type { Files } from '../../base/files';
import { parseDotenv } from './dotenv';
import { folderOf, type Lookup, type Project } from './finder';

const skipped = new Set([
  'node_modules',
  'vendor',
  'dist',
  'build',
  'out',
  'target',
  'venv',
  'env',
  'site-packages',
  '__pycache__',
  'tmp',
  'log',
  'coverage',
]);
const deepest = 3;
/** `src/main/resources` of a module two folders down lies deeper than the rest. */
const deepFolders = /(?:^|\/)src(?:\/main(?:\/resources(?:\/config)?)?)?$/;
const mostFolders = 400;
const mostPaths = 4_000;
const longestText = 400_000;
/** Weakest first. */
const dotenvNames = ['.env', '.env.development', '.env.local', '.env.development.local'];

/** The files of a folder, three levels down, with a bound on how many are looked at. */
export async function openProject(
  folder: string,
  files: Files,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Project> {
  const paths = await listPaths(folder, files);
  const texts = new Map<string, Promise<string | undefined>>();
  const read = (path: string) => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const text = files
      .read(`${folder}/${path}`)
      .then(content => (content !== undefined && content.length <= longestText ? content : undefined));
    texts.set(path, text);
    return text;
  };
  const lookupFor = async (path: string): Promise<Lookup> => {
    const own: Lookup = name => environment[name];
    let variables = new Map<string, string>();
    for (const parent of parentsOf(path)) {
      for (const name of dotenvNames) {
        const text = await read(parent === '' ? name : `${parent}/${name}`);
        if (text !== undefined) {
          const outer: Lookup = variable => own(variable) ?? variables.get(variable);
          variables = new Map([...variables, ...parseDotenv(text, outer)]);
        }
      }
    }
    return name => own(name) ?? variables.get(name);
  };
  return { paths, environment, read, lookupFor };
}

async function listPaths(folder: string, files: Files): Promise<readonly string[]> {
  const paths: string[] = [];
  const queue: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let at = 0; at < queue.length && at < mostFolders && paths.length < mostPaths; at++) {
    const { path, depth } = queue[at] ?? { path: '', depth: 0 };
    const entries = [...(await files.list(path === '' ? folder : `${folder}/${path}`))];
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const { name, kind } of entries) {
      const inside = path === '' ? name : `${path}/${name}`;
      if (kind === 'file') paths.push(inside);
      else if (!skipped.has(name) && !name.startsWith('.') && (depth < deepest || deepFolders.test(inside))) {
        queue.push({ path: inside, depth: depth + 1 });
      }
    }
  }
  return paths.slice(0, mostPaths);
}

/** From the root down to the file's folder. */
function parentsOf(path: string): readonly string[] {
  const parents: string[] = [];
  for (let parent = folderOf(path); parent !== ''; parent = folderOf(parent)) parents.unshift(parent);
  return ['', ...parents];
}
