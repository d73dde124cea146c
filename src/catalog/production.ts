import type { ConnectionProfile } from './connection';

/**
 * Whether the database must be treated as production: plain EXPLAIN only, nothing in the background. The user's mark
 * wins; otherwise everything that cannot be told to be a developer's own is production.
 */
export function isProduction(profile: ConnectionProfile, environment: LibpqEnvironment = {}): boolean {
  return judge(located(profile, environment)).production;
}

/** Why `isProduction` decided as it did, one sentence for the user. */
export function productionReason(profile: ConnectionProfile, environment: LibpqEnvironment = {}): string {
  return judge(located(profile, environment)).reason;
}

/** The variables that say where a connection goes whose profile does not (PostgreSQL manual, "Environment Variables"). */
export type LibpqEnvironment = Readonly<Record<string, string | undefined>>;

/** A profile with neither host nor service goes where libpq's variables point, so that is what is judged. */
function located(profile: ConnectionProfile, environment: LibpqEnvironment): ConnectionProfile {
  const database = profile.database ?? given(environment['PGDATABASE']);
  const service = profile.service ?? given(environment['PGSERVICE']);
  const host =
    profile.host ??
    (service === undefined ? (given(environment['PGHOST']) ?? given(environment['PGHOSTADDR'])) : undefined);
  return {
    ...profile,
    ...(database === undefined ? {} : { database }),
    ...(service === undefined ? {} : { service }),
    ...(host === undefined ? {} : { host }),
  };
}

const given = (value: string | undefined) => (value === '' ? undefined : value);

interface Judgement {
  readonly production: boolean;
  readonly reason: string;
}

const production = (reason: string): Judgement => ({ production: true, reason });
const development = (reason: string): Judgement => ({ production: false, reason });

function judge(profile: ConnectionProfile): Judgement {
  if (profile.production === true) return production('You marked this connection as production.');
  if (profile.production === false) return development('You marked this connection as not production.');
  if (profile.origin.kind === 'demo') return development('It is the embedded demo database.');

  const hosts = (profile.host ?? '').split(',').map(normalHost);
  const named = [...hosts, profile.database ?? '', profile.service ?? ''].find(saysProduction);
  if (named !== undefined) return production(`The name "${named}" says production.`);
  if (profile.ssh !== undefined) return production(`It is reached through the jump host ${profile.ssh.host}.`);
  if (profile.host === undefined && profile.service !== undefined) {
    return production(`The service "${profile.service}" may point anywhere.`);
  }
  return hosts.map(judgeHost).find(judgement => judgement.production) ?? judgeHost(hosts[0] ?? '');
}

function judgeHost(host: string): Judgement {
  if (host === '' || host.startsWith('/') || host.startsWith('@')) {
    return development('It is reached through a Unix socket of this machine.');
  }
  const address = ipv4(host) ?? ipv6(host);
  if (address === 'loopback') return development(`${host} is this machine.`);
  if (address === 'private') return development(`${host} is a private address.`);
  if (address === 'public') return production(`${host} is a public address.`);
  if (host === 'localhost' || host.endsWith('.localhost')) return development(`${host} is this machine.`);
  if (containerHosts.has(host)) return development(`${host} is this machine, seen from a container.`);
  if (host.endsWith('.local')) return development(`${host} is on the local network.`);
  // getaddrinfo reads `134744072` and `0x8080808` as addresses.
  if (!host.includes('.') && !/^(?:\d+|0x[0-9a-f]*)$/.test(host)) {
    return development(`${host} is a name without a domain, as containers have.`);
  }
  return production(`${host} is neither this machine nor a private address.`);
}

const containerHosts = new Set([
  'host.docker.internal',
  'gateway.docker.internal',
  'kubernetes.docker.internal',
  'host.containers.internal',
]);

function normalHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** `shop_prod`, `prod-db-1`, `shopProd`, `production`; not `products`, `preprod`, `non-prod`. */
function saysProduction(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some(
    (word, at) => /^(?:prod|production|prd)\d*$/.test(word) && !/^(?:non?|not|pre)$/.test(words[at - 1] ?? ''),
  );
}

type Reach = 'loopback' | 'private' | 'public';

function ipv4(host: string): Reach | undefined {
  const parts = host.split('.');
  if (parts.length !== 4 || !parts.every(part => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  const [a = 0, b = 0] = parts.map(Number);
  if (a === 127 || host === '0.0.0.0') return 'loopback';
  // RFC 1918 and RFC 3927.
  const isPrivate =
    a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
  return isPrivate ? 'private' : 'public';
}

function ipv6(host: string): Reach | undefined {
  const address = host.replace(/%.*$/, '');
  if (!address.includes(':') || !/^[0-9a-f:.]+$/.test(address)) return undefined;
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  if (mapped !== undefined) return ipv4(mapped);
  if (/^(?:0{0,4}:)*:?0{0,3}1$/.test(address)) return 'loopback';
  const first = Number.parseInt(address.split(':')[0] ?? '', 16);
  // RFC 4193 (fc00::/7) and RFC 4291 (fe80::/10).
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80 ? 'private' : 'public';
}
