import type { ConnectionProfile, TlsMode } from '../../catalog/connection';

export type UrlReading =
  | { readonly ok: true; readonly fields: ConnectionFields; readonly password?: string }
  | { readonly ok: false; readonly why: string };

/** What a URL says of a profile; the rest (id, name, origin) is the user's. */
export type ConnectionFields = Pick<ConnectionProfile, 'host' | 'port' | 'database' | 'user' | 'tls' | 'service'>;

const tlsModes: readonly TlsMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

export function isTlsMode(text: string): text is TlsMode {
  return tlsModes.some(mode => mode === text);
}

/**
 * A connection URL as libpq reads it (PostgreSQL manual, "Connection URIs"), one host; query parameters override what
 * stands before them. JDBC's prefix and Prisma's own parameters are passed over.
 */
export function readConnectionUrl(text: string): UrlReading {
  const trimmed = text
    .trim()
    .replace(/^["'](.*)["']$/, '$1')
    .replace(/^jdbc:/i, '');
  const match = /^postgres(?:ql)?(?:\+[a-z0-9]+)?:\/\/([^?#]*)(?:\?([^#]*))?/i.exec(trimmed);
  if (match === null) return { ok: false, why: 'It must begin with postgres:// or postgresql://.' };
  try {
    return readParts(match[1] ?? '', new URLSearchParams(match[2] ?? ''));
  } catch {
    return { ok: false, why: 'A % must be followed by two hexadecimal digits.' };
  }
}

function readParts(body: string, query: URLSearchParams): UrlReading {
  // The last `@` ends the user's part: unescaped ones in passwords are common.
  const at = body.lastIndexOf('@');
  const credentials = at < 0 ? '' : body.slice(0, at);
  const rest = body.slice(at + 1);
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? '' : rest.slice(slash + 1);
  const colon = credentials.indexOf(':');
  const userPart = decodeURIComponent(colon < 0 ? credentials : credentials.slice(0, colon));
  const passwordPart = colon < 0 ? '' : decodeURIComponent(credentials.slice(colon + 1));
  if (authority.includes(',')) return { ok: false, why: 'Only one host can be given.' };
  const address = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority);
  if (address === null) return { ok: false, why: `"${authority}" is not host:port.` };

  const host = query.get('host') ?? decodeURIComponent(address[1] ?? '').replace(/^\[(.*)\]$/, '$1');
  const portText = query.get('port') ?? address[2] ?? '';
  const port = portText === '' ? undefined : Number(portText);
  if (port !== undefined && !isPort(port)) return { ok: false, why: `"${portText}" is not a port.` };
  const mode = query.get('sslmode') ?? undefined;
  if (mode !== undefined && !isTlsMode(mode)) return { ok: false, why: `"${mode}" is not an sslmode.` };
  const user = query.get('user') ?? userPart;
  const database = query.get('dbname') ?? decodeURIComponent(path);
  const service = query.get('service');
  const password = query.get('password') ?? passwordPart;
  const rootCertificate = query.get('sslrootcert');
  const certificate = query.get('sslcert');
  const key = query.get('sslkey');
  const tls = {
    ...(rootCertificate === null ? {} : { rootCertificate }),
    ...(certificate === null ? {} : { certificate }),
    ...(key === null ? {} : { key }),
  };
  const hasTls = mode !== undefined || Object.keys(tls).length > 0;
  return {
    ok: true,
    fields: {
      ...(host === '' ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(database === '' ? {} : { database }),
      ...(user === '' ? {} : { user }),
      ...(hasTls ? { tls: { mode: mode ?? 'prefer', ...tls } } : {}),
      ...(service === null ? {} : { service }),
    },
    ...(password === '' ? {} : { password }),
  };
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** `shop@localhost`, for a connection that the user has not named. */
export function nameFor(fields: ConnectionFields): string {
  const host = fields.host ?? fields.service ?? 'localhost';
  const database = fields.database ?? fields.user;
  return database === undefined ? host : `${database}@${host}`;
}
