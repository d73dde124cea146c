import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

import type { ConnectionProfile, SshTunnel, TlsMode, TlsSettings } from '../../catalog/connection';
import { badSetting, type Place } from './failures';
import { readService, type ServiceSettings } from './serviceFile';

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
  /** From the service file or PGPASSWORD. */
  readonly password?: string | undefined;
  /** libpq's passfile, where one is named. */
  readonly passwordFile?: string | undefined;
  readonly place: Place;
}

const tlsModes: readonly string[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
/** Where distributions and PostgreSQL itself put the socket. */
const socketFolders = ['/var/run/postgresql', '/run/postgresql', '/tmp'];

/**
 * One target for each host of the profile, to be tried in order. A value comes from the profile, else the service,
 * else the environment, else libpq's default (PostgreSQL manual, "Environment Variables", "The Connection Service File").
 * @throws Failure
 */
export async function resolveTargets(
  profile: ConnectionProfile,
  environment: Environment,
): Promise<readonly [Target, ...Target[]]> {
  const serviceName = profile.service ?? given(environment['PGSERVICE']);
  const service: ServiceSettings = serviceName === undefined ? {} : await readService(serviceName, environment);
  const setting = (own: string | undefined, keyword: string, variable: string) =>
    given(own) ?? given(service[keyword]) ?? given(environment[variable]);

  const port = portNumber(setting(profile.port?.toString(), 'port', 'PGPORT') ?? '5432');
  const user = setting(profile.user, 'user', 'PGUSER') ?? userInfo().username;
  const shared = {
    port,
    user,
    database: setting(profile.database, 'dbname', 'PGDATABASE') ?? user,
    ssh: profile.ssh,
    options: setting(profile.options, 'options', 'PGOPTIONS'),
    password: given(service['password']) ?? given(environment['PGPASSWORD']),
    passwordFile: given(service['passfile']) ?? given(environment['PGPASSFILE']),
    tls: tlsSettings(profile.tls, service, environment),
  };
  const hosts =
    setting(profile.host, 'host', 'PGHOST') ??
    setting(undefined, 'hostaddr', 'PGHOSTADDR') ??
    defaultHost(profile, port);
  const targets = hosts.split(',').map(name => {
    const host = name.trim().replace(/^\[(.*)\]$/, '$1');
    return { ...shared, host, place: placeOf(host, port, profile.ssh) };
  });
  const [first, ...rest] = targets;
  if (first === undefined) throw new Error('splitting gives one part at least');
  return [first, ...rest];
}

export function isSocketFolder(host: string): boolean {
  return host.startsWith('/') || host.startsWith('@');
}

export function isDefaultSocketFolder(host: string): boolean {
  return socketFolders.includes(host);
}

export function socketPath(host: string, port: number): string {
  return `${host}/.s.PGSQL.${String(port)}`;
}

function placeOf(host: string, port: number, ssh: SshTunnel | undefined): Place {
  if (isSocketFolder(host)) return socketPath(host, port);
  const address = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  return ssh === undefined ? address : `${address} through ${ssh.host}`;
}

function defaultHost(profile: ConnectionProfile, port: number): string {
  if (profile.ssh !== undefined || process.platform === 'win32') return 'localhost';
  return socketFolders.find(folder => existsSync(socketPath(folder, port))) ?? 'localhost';
}

function tlsSettings(own: TlsSettings | undefined, service: ServiceSettings, environment: Environment): TlsSettings {
  const rootCertificate =
    given(own?.rootCertificate) ?? given(service['sslrootcert']) ?? given(environment['PGSSLROOTCERT']);
  const certificate = given(own?.certificate) ?? given(service['sslcert']) ?? given(environment['PGSSLCERT']);
  const key = given(own?.key) ?? given(service['sslkey']) ?? given(environment['PGSSLKEY']);
  const fallback = rootCertificate === 'system' ? 'verify-full' : 'prefer';
  const mode = own?.mode ?? given(service['sslmode']) ?? given(environment['PGSSLMODE']) ?? fallback;
  if (!isTlsMode(mode)) {
    throw badSetting(`There is no TLS mode "${mode}".`, `Use one of ${tlsModes.join(', ')} as sslmode.`);
  }
  if (rootCertificate === 'system' && mode !== 'verify-full') {
    throw badSetting(
      `The TLS mode ${mode} is too weak for sslrootcert=system: anyone may hold a certificate of a public authority.`,
      'Use sslmode=verify-full with sslrootcert=system.',
    );
  }
  return {
    mode,
    ...(rootCertificate === undefined ? {} : { rootCertificate }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

export function isTlsMode(mode: string): mode is TlsMode {
  return tlsModes.includes(mode);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw badSetting(
      `"${text}" is not a port.`,
      'Use a number from 1 to 65535; PostgreSQL listens on 5432 unless told otherwise.',
    );
  }
  return port;
}

/** libpq takes an empty value for none. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
