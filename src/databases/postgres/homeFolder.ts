import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export function homeFolder(environment: Environment): string {
  return environment['HOME'] ?? homedir();
}

/** Folder of libpq's own files (`root.crt`, `postgresql.crt`, …). */
export function libpqFolder(environment: Environment): string {
  return process.platform === 'win32'
    ? join(environment['APPDATA'] ?? homeFolder(environment), 'postgresql')
    : join(homeFolder(environment), '.postgresql');
}

/** Where libpq looks for passwords when PGPASSFILE does not say. */
export function defaultPasswordFile(environment: Environment): string {
  return process.platform === 'win32'
    ? join(libpqFolder(environment), 'pgpass.conf')
    : join(homeFolder(environment), '.pgpass');
}
