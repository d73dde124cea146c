import type { ConnectionProfile } from '../../catalog/connection';
import { isProduction } from '../../catalog/production';
import type { ConnectionState } from './openDatabases';

/** What a bug report needs; plain facts, gathered by the caller. */
export interface DiagnosticsFacts {
  /** Label and value; versions and the like. */
  readonly versions: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly connections: readonly { readonly profile: ConnectionProfile; readonly state: ConnectionState }[];
  /** Ids of failures and stacks of defects, oldest first. */
  readonly failures: readonly string[];
}

/** Markdown without a name of a host, database, user or file, and without SQL: fit for a public bug report. */
export function diagnosticsText(facts: DiagnosticsFacts): string {
  const list = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries).map(([label, value]) => `- ${label}: ${value}`);
  return [
    '### Backend Optimizer diagnostics',
    ...list(facts.versions),
    '',
    '#### Settings',
    ...list(facts.settings),
    '',
    '#### Connections',
    ...(facts.connections.length === 0
      ? ['none']
      : facts.connections.map(({ profile, state }, i) => `${String(i + 1)}. ${describe(profile, state)}`)),
    '',
    '#### Last failures',
    ...(facts.failures.length === 0 ? ['none'] : ['```', ...facts.failures.map(line => anonymous(line, facts)), '```']),
    '',
  ].join('\n');
}

/** Where the host stands, without its name. */
export function hostClass(profile: ConnectionProfile): string {
  const { host } = profile;
  if (profile.origin.kind === 'demo') return 'embedded';
  if (host === undefined) return profile.service === undefined ? 'default' : 'service';
  if (host.startsWith('/') || host.startsWith('@')) return 'socket';
  if (/^(localhost|127\..*|::1)$/.test(host)) return 'this machine';
  return isProduction({ id: '', name: '', origin: { kind: 'entered' }, host }) ? 'remote' : 'private';
}

function describe(profile: ConnectionProfile, state: ConnectionState): string {
  const origin = profile.origin.kind === 'found' ? `found (${profile.origin.tool})` : profile.origin.kind;
  const mark = profile.production === undefined ? 'judged' : 'marked';
  const parts = [
    origin,
    `host: ${hostClass(profile)}`,
    `TLS: ${profile.tls?.mode ?? 'default'}`,
    profile.ssh === undefined ? '' : 'SSH tunnel',
    profile.passwordCommand === undefined ? '' : 'password command',
    `${isProduction(profile, process.env) ? 'production' : 'development'} (${mark})`,
    state.kind === 'connected' ? `connected, PostgreSQL ${state.server.version}` : state.kind,
    state.kind === 'failed' ? failureId(state.error) : '',
  ];
  return parts.filter(part => part !== '').join(', ');
}

function failureId(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'id' in error) return String(error.id);
  return error instanceof Error ? error.name : 'unknown';
}

/** Takes out what names the user's own: known hosts, databases and users, quoted words, folders. */
function anonymous(line: string, facts: DiagnosticsFacts): string {
  const names = facts.connections
    .filter(({ profile }) => profile.origin.kind !== 'demo')
    .flatMap(({ profile }) => [profile.name, profile.host, profile.database, profile.user, profile.ssh?.host])
    .filter((name): name is string => name !== undefined && name.length > 2)
    .sort((a, b) => b.length - a.length);
  return names
    .reduce((text, name) => text.replaceAll(name, '<name>'), line)
    .replace(/"[^"\n]*"|'[^'\n]*'/g, '<quoted>')
    .replace(/(?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^\s():]*[/\\]/g, '…/');
}
