import type { ConnectionProfile } from '../../catalog/connection';

/** The embedded demo database as the lists show it; where it listens is known once it runs. */
export const demoProfile: ConnectionProfile = {
  id: 'demo',
  name: 'Demo shop',
  origin: { kind: 'demo' },
  production: false,
};
