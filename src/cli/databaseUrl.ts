import type { ConnectionProfile, TlsMode } from '../catalog/connection';
import { badDatabaseUrl } from './failures';

const tlsModes: readonly TlsMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * A connection URI of libpq (PostgreSQL manual, "Connection URIs"); parameters of the query override what stands
 * before them. What it leaves out comes from libpq's environment and defaults.
 * @throws Failure
 */
export function readDatabaseUrl(
  text: string,
  production: boolean | undefined,
): { readonly profile: ConnectionProfile; readonly password?: string } {
  const match = /^postgres(?:ql)?:\/\/(?:([^@]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(text.trim());
  if (match === null)
    throw badDatabaseUrl('it does not begin with postgres:// or postgresql://, or holds a bare @, ? or #.');
  const query = new URLSearchParams(match[4] ?? '');
  const [userPart, ...passwordParts] = (match[1] ?? '').split(':');
  const address = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(match[2] ?? '');
  if (address === null) throw badDatabaseUrl(`"${match[2] ?? ''}" is not host:port.`);
  const host = query.get('host') ?? decoded(address[1] ?? '').replace(/^\[(.*)\]$/, '$1');
  const port = readPort(query.get('port') ?? address[2] ?? '');
  const user = query.get('user') ?? decoded(userPart ?? '');
  const database = query.get('dbname') ?? decoded(match[3] ?? '');
  const password = query.get('password') ?? decoded(passwordParts.join(':'));
  const service = query.get('service');
  const options = query.get('options');
  const tls = readTls(query);
  const profile: ConnectionProfile = {
    id: 'command-line',
    name: [database || user, host || service || 'localhost'].filter(part => part !== '').join('@'),
    origin: { kind: 'entered' },
    ...(host === '' ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(database === '' ? {} : { database }),
    ...(user === '' ? {} : { user }),
    ...(tls === undefined ? {} : { tls }),
    ...(service === null ? {} : { service }),
    ...(options === null ? {} : { options }),
    ...(production === undefined ? {} : { production }),
  };
  return { profile, ...(password === '' ? {} : { password }) };
}

function readTls(query: URLSearchParams): ConnectionProfile['tls'] {
  const mode = query.get('sslmode');
  const known = tlsModes.find(name => name === mode);
  if (mode !== null && known === undefined) throw badDatabaseUrl(`"${mode}" is not an sslmode.`);
  const [rootCertificate, certificate, key] = ['sslrootcert', 'sslcert', 'sslkey'].map(name => query.get(name));
  if (mode === null && !rootCertificate && !certificate && !key) return undefined;
  return {
    mode: known ?? 'prefer',
    ...(rootCertificate ? { rootCertificate } : {}),
    ...(certificate ? { certificate } : {}),
    ...(key ? { key } : {}),
  };
}

function readPort(text: string): number | undefined {
  if (text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw badDatabaseUrl(`"${text}" is not a port.`);
  return port;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badDatabaseUrl('a % must be followed by two hexadecimal digits.');
  }
}
