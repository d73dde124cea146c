import type {
  ConnectionOrigin,
  ConnectionProfile,
  FoundConnection,
  TlsMode,
  TlsSettings,
} from '../../catalog/connection';
import { badUrl } from './failures';
import { isTlsMode } from './target';

export interface ProfileIdentity {
  readonly id: string;
  readonly name: string;
  readonly origin: ConnectionOrigin;
}

/** `postgres:`, `postgresql:`, a driver behind `+`, JDBC and R2DBC, and the names of Doctrine, Laravel and GeoDjango. */
const scheme = /^(?:(?:jdbc|r2dbc):)?(?:postgres|postgresql|pgsql|postgis)(?:\+[a-z0-9_]+)?:/i;

export function isPostgresUrl(text: string): boolean {
  return scheme.test(text.trim());
}

/**
 * Reads a connection URL as libpq does (PostgreSQL manual, "Connection URIs"), and what JDBC, Prisma and SQLAlchemy
 * make of it. Of several hosts with different ports the first is taken.
 * @throws Failure `bad-url`, which never quotes the URL.
 */
export function profileFromUrl(url: string, identity: ProfileIdentity): FoundConnection {
  const text = url.trim();
  const match = scheme.exec(text);
  if (match === null) throw badUrl('it does not start with postgres:// or postgresql://');
  const rest = text.slice(match[0].length);
  const [beforeQuery, query] = cut(rest, '?');
  const { authority, path } = splitPath(beforeQuery);
  const at = authority.lastIndexOf('@');
  if (at < 0 && path.includes('@')) throw badUrl('a special character in the password is not percent-encoded');
  const [user, password] = cut(at < 0 ? '' : authority.slice(0, at), ':');
  const parameters = readParameters(query ?? '');
  const take = (name: string, own?: string) => nonEmpty(parameters.get(name)) ?? nonEmpty(own);
  const { host, port } = readHosts(authority.slice(at + 1));
  const portText = take('port', port);
  if (portText !== undefined && !/^\d{1,5}$/.test(portText)) throw badUrl('its port is not a number');

  const profile: ConnectionProfile = {
    ...identity,
    ...field('host', take('host', host) ?? take('hostaddr')),
    ...(portText === undefined ? {} : { port: Number(portText) }),
    ...field('database', take('dbname', decode(path))),
    ...field('user', take('user', decode(user))),
    ...field('service', take('service')),
    ...field('options', sessionOptions(parameters)),
    ...tlsField(parameters),
  };
  const secret = take('password', password === undefined ? undefined : decode(password));
  return { profile, ...(secret === undefined ? {} : { password: secret }) };
}

function splitPath(text: string): { readonly authority: string; readonly path: string } {
  // JDBC also has `jdbc:postgresql:database`.
  if (!text.startsWith('//')) return { authority: '', path: text.replace(/^\//, '') };
  const [authority, path] = cut(text.slice(2), '/');
  return { authority, path: path ?? '' };
}

function readHosts(text: string): { readonly host: string; readonly port: string } {
  const hosts = text.split(',').map(part => {
    const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(part);
    if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' };
    const [host, port] = cut(part, ':');
    return { host: decode(host), port: port ?? '' };
  });
  const first = hosts[0] ?? { host: '', port: '' };
  if (!hosts.every(other => other.port === first.port)) return first;
  return { host: hosts.map(({ host }) => host).join(','), port: first.port };
}

function readParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    const [name, value] = cut(part, '=');
    if (name !== '') parameters.set(decode(name), decode(value ?? ''));
  }
  return parameters;
}

/** `schema` is Prisma's, `currentSchema` JDBC's, `search_path` Go's. */
function sessionOptions(parameters: ReadonlyMap<string, string>): string | undefined {
  const schema = nonEmpty(parameters.get('schema') ?? parameters.get('currentSchema') ?? parameters.get('search_path'));
  const own = nonEmpty(parameters.get('options'));
  if (schema === undefined || schema === 'public') return own;
  // A blank ends an option unless a backslash stands before it.
  const quoted = schema
    .split(',')
    .map(name => (/^[a-z_][a-z0-9_$]*$/.test(name.trim()) ? name.trim() : `"${name.trim().replaceAll('"', '')}"`))
    .join(',')
    .replace(/[\\ ]/g, '\\$&');
  return `${own === undefined ? '' : `${own} `}-c search_path=${quoted}`;
}

function tlsField(parameters: ReadonlyMap<string, string>): { readonly tls?: TlsSettings } {
  const rootCertificate = nonEmpty(parameters.get('sslrootcert'));
  const certificate = nonEmpty(parameters.get('sslcert'));
  const key = nonEmpty(parameters.get('sslkey'));
  const mode = tlsMode(parameters) ?? (rootCertificate === 'system' ? 'verify-full' : undefined);
  if (mode === undefined && rootCertificate === undefined && certificate === undefined && key === undefined) return {};
  return {
    tls: {
      mode: mode ?? 'prefer',
      ...field('rootCertificate', rootCertificate),
      ...field('certificate', certificate),
      ...field('key', key),
    },
  };
}

/** `ssl=true` is JDBC's and node's, `ssl=require` asyncpg's, `no-verify` node's. */
function tlsMode(parameters: ReadonlyMap<string, string>): TlsMode | undefined {
  const mode = nonEmpty(parameters.get('sslmode') ?? parameters.get('ssl'))?.toLowerCase();
  if (mode === undefined) return undefined;
  if (isTlsMode(mode)) return mode;
  if (['true', '1', 'on', 'no-verify'].includes(mode)) return 'require';
  if (['false', '0', 'off'].includes(mode)) return 'disable';
  throw badUrl('its sslmode is none of disable, allow, prefer, require, verify-ca, verify-full');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl('a "%" in it does not start an encoded character');
  }
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function field<K extends string>(name: K, value: string | undefined): Readonly<Partial<Record<K, string>>> {
  return (value === undefined || value === '' ? {} : { [name]: value }) as Readonly<Partial<Record<K, string>>>;
}
