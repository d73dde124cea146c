import { Failure } from '../../base/failure';
import type { Files } from '../../base/files';
import type { ConnectionProfile, FoundConnection } from '../../catalog/connection';
import { isPostgresUrl, profileFromUrl } from '../postgres/connectionUrl';
import type { Candidate, Finder } from './finder';
import { findInCompose } from './finders/compose';
import { findInDjango } from './finders/django';
import { findInEnvFiles, findInExampleEnvFiles } from './finders/envFiles';
import { findInEnvironment } from './finders/environment';
import { findInJavaScript } from './finders/javascript';
import { findInLaravel } from './finders/laravel';
import { findInPrisma } from './finders/prisma';
import { findInRails } from './finders/rails';
import { findInSpring } from './finders/spring';
import { openProject } from './project';

const finders: readonly Finder[] = [
  findInEnvironment,
  findInEnvFiles,
  findInCompose,
  findInPrisma,
  findInDjango,
  findInRails,
  findInSpring,
  findInLaravel,
  findInJavaScript,
];

/**
 * The PostgreSQL connections that a project's configuration names, the likeliest first, each target once. Nothing is
 * executed; what cannot be read counts as absent. Only for trusted workspaces.
 */
export async function findConnections(
  folder: string,
  files: Files,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly FoundConnection[]> {
  const project = await openProject(folder.replace(/[\\/]+$/, ''), files, environment);
  const run = (finder: Finder) => finder(project).catch(() => []);
  const candidates: Candidate[] = [];
  for (const finder of finders) candidates.push(...(await run(finder)));
  if (candidates.length === 0) candidates.push(...(await run(findInExampleEnvFiles)));

  const found = new Map<string, FoundConnection>();
  for (const candidate of candidates) {
    const connection = toConnection(candidate, folder);
    if (connection === undefined) continue;
    const key = targetOf(connection.profile);
    const known = found.get(key);
    if (known === undefined) found.set(key, connection);
    else if (known.password === undefined && connection.password !== undefined) {
      found.set(key, { ...known, password: connection.password });
    }
  }
  return [...found.values()];
}

function toConnection(candidate: Candidate, folder: string): FoundConnection | undefined {
  const { tool, file, detail } = candidate;
  const identity = {
    id: ['found', tool, file ?? '', detail ?? ''].join(':'),
    name: '',
    origin: {
      kind: 'found' as const,
      tool,
      ...(file === undefined ? {} : { file: `${folder}/${file}` }),
      ...(detail === undefined ? {} : { detail }),
    },
  };
  const fromUrl = readUrl(candidate.url, identity);
  if (fromUrl === 'bad' || (candidate.port !== undefined && !isPort(candidate.port))) return undefined;
  const host = candidate.host ?? fromUrl?.profile.host;
  const database = candidate.database ?? fromUrl?.profile.database;
  const user = candidate.user ?? fromUrl?.profile.user;
  const password = candidate.password ?? fromUrl?.password;
  const profile: ConnectionProfile = {
    ...identity,
    ...fromUrl?.profile,
    ...(host === undefined ? {} : { host }),
    ...(candidate.port === undefined ? {} : { port: Number(candidate.port) }),
    ...(database === undefined ? {} : { database }),
    ...(user === undefined ? {} : { user }),
    ...(candidate.tlsMode === undefined ? {} : { tls: { mode: candidate.tlsMode } }),
  };
  return { profile: { ...profile, name: nameOf(profile) }, ...(password === undefined ? {} : { password }) };
}

function readUrl(
  url: string | undefined,
  identity: Parameters<typeof profileFromUrl>[1],
): FoundConnection | 'bad' | undefined {
  if (url === undefined) return undefined;
  if (!isPostgresUrl(url)) return 'bad';
  try {
    return profileFromUrl(url, identity);
  } catch (error) {
    if (error instanceof Failure) return 'bad';
    throw error;
  }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535;
}

/** `shop@localhost:5433`; the usual port is left out. */
function nameOf({ host, port, database, user, service }: ConnectionProfile): string {
  const where = host ?? service ?? 'local socket';
  return `${database ?? user ?? 'postgres'}@${where}${port === undefined || port === 5432 ? '' : `:${String(port)}`}`;
}

function targetOf({ host, port, database, user, service, ssh }: ConnectionProfile): string {
  const place = host !== undefined && ['127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  return JSON.stringify([
    place ?? '',
    port ?? 5432,
    database ?? user ?? '',
    user ?? '',
    service ?? '',
    ssh?.host ?? '',
  ]);
}
