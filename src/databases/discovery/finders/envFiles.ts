import { parseDotenv } from '../dotenv';
import { baseName, eachFile, type Finder } from '../finder';
import { isComposeFile } from './compose';
import { candidatesOf } from './environment';

const example = /^\.env\..*\b(?:example|sample|template|dist|defaults?|schema|vault)$/;

/** `.env`, `.env.local`, `.env.production`, …; those that only show what to write come when nothing else was found. */
export const findInEnvFiles: Finder = project =>
  find(project, path => isEnvFile(path) && !example.test(baseName(path)));

export const findInExampleEnvFiles: Finder = project => find(project, path => example.test(baseName(path)));

const find = (project: Parameters<Finder>[0], wanted: (path: string) => boolean) =>
  eachFile(project, wanted, (text, path, lookup) => {
    const variables = parseDotenv(text, name => project.environment[name] ?? inherited(text, name, lookup));
    return candidatesOf(variables, { tool: '.env', file: path }, project.paths.some(isComposeFile));
  });

/** What the file itself defines is not asked of its neighbours: the value beside it wins. */
function inherited(text: string, name: string, lookup: (name: string) => string | undefined): string | undefined {
  return parseDotenv(text).has(name) ? undefined : lookup(name);
}

function isEnvFile(path: string): boolean {
  return /^\.env(?:\.|rc$|$)/.test(baseName(path));
}
