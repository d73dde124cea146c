import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { badSetting } from './failures';
import { homeFolder } from './homeFolder';

/** The keywords that a service gives, e.g. `host`, `dbname`. */
export type ServiceSettings = Readonly<Record<string, string>>;

/**
 * A service of pg_service.conf: the user's file first, then the system's (PostgreSQL manual, "The Connection Service File").
 * @throws Failure when no file has it.
 */
export async function readService(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ServiceSettings> {
  const own = environment['PGSERVICEFILE'] ?? join(homeFolder(environment), '.pg_service.conf');
  const shared = join(environment['PGSYSCONFDIR'] ?? '/etc/postgresql-common', 'pg_service.conf');
  for (const path of [own, shared]) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const service = text === undefined ? undefined : parseServices(text).get(name);
    if (service !== undefined) return service;
  }
  throw badSetting(`The service "${name}" is neither in ${own} nor in ${shared}.`, 'Check its name, or PGSERVICEFILE.');
}

/** Sections in brackets, `keyword=value` lines, `#` comments; spaces around `=` are part of neither. The first of two sections counts. */
export function parseServices(text: string): ReadonlyMap<string, ServiceSettings> {
  const services = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[') && line.endsWith(']')) {
      const name = line.slice(1, -1);
      current = {};
      if (!services.has(name)) services.set(name, current);
      continue;
    }
    const equals = line.indexOf('=');
    if (current === undefined || equals <= 0) continue;
    current[line.slice(0, equals).trim()] ??= line.slice(equals + 1).trim();
  }
  return services;
}
