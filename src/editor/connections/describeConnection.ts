import type { ConnectionProfile } from '../../catalog/connection';
import { isProduction, productionReason } from '../../catalog/production';
import type { ConnectionState } from './openDatabases';

/** `app@db.example.com:5432/shop`, as much of it as the profile says; never a password. */
export function addressOf(profile: ConnectionProfile): string {
  if (profile.origin.kind === 'demo') return 'embedded, nothing to install';
  const user = profile.user === undefined ? '' : `${profile.user}@`;
  const port = profile.port === undefined ? '' : `:${String(profile.port)}`;
  const database = profile.database === undefined ? '' : `/${profile.database}`;
  const service = profile.service === undefined ? '' : `service ${profile.service}`;
  const host = profile.host ?? (service === '' ? 'localhost' : '');
  const tunnel = profile.ssh === undefined ? '' : ` through ${profile.ssh.host}`;
  return [`${user}${host}${port}${database}`, service].filter(part => part !== '').join(' ') + tunnel;
}

/** One word or two for the list. */
export function stateWord(state: ConnectionState): string {
  switch (state.kind) {
    case 'connected':
      return `PostgreSQL ${state.server.version}`;
    case 'connecting':
      return 'connecting…';
    case 'failed':
      return 'failed';
    case 'disconnected':
      return '';
  }
}

/** Id of a codicon. */
export function stateIcon(state: ConnectionState): string {
  switch (state.kind) {
    case 'connected':
      return 'database';
    case 'connecting':
      return 'loading~spin';
    case 'failed':
      return 'error';
    case 'disconnected':
      return 'debug-disconnect';
  }
}

/** Why the connection counts as production; absent where it does not. */
export function productionNote(profile: ConnectionProfile): string | undefined {
  return isProduction(profile, process.env) ? productionReason(profile, process.env) : undefined;
}
