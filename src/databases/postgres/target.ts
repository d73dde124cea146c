import { userInfo } from 'node:os';

import type { ConnectionProfile, SshTunnel, TlsSettings } from '../../catalog/connection';
import type { Place } from './failures';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A connection with nothing left open: what the profile left out was filled from libpq's sources and defaults. */
export interface Target {
  /** Host name, address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly tls: TlsSettings;
  readonly ssh?: SshTunnel | undefined;
  readonly options?: string | undefined;
  readonly password?: string | undefined;
  readonly place: Place;
}

export async function resolveTarget(profile: ConnectionProfile, environment: Environment): Promise<Target> {
  const host = profile.host ?? environment['PGHOST'] ?? 'localhost';
  const port = profile.port ?? Number(environment['PGPORT'] ?? 5432);
  const user = profile.user ?? environment['PGUSER'] ?? userInfo().username;
  return {
    host,
    port,
    user,
    database: profile.database ?? environment['PGDATABASE'] ?? user,
    tls: profile.tls ?? { mode: 'prefer' },
    ssh: profile.ssh,
    password: environment['PGPASSWORD'],
    place: `${host}:${String(port)}`,
  };
}

export function isSocketFolder(host: string): boolean {
  return host.startsWith('/') || host.startsWith('@');
}
