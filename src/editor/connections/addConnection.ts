import { window } from 'vscode';

import type { ConnectionProfile } from '../../catalog/connection';
import type { ConnectionActions } from './connectionActions';
import { nameFor, readConnectionUrl } from './connectionUrl';

/** Asks for a connection URL and saves what it says. `undefined`: the user declined. */
export async function addConnectionByUrl(actions: ConnectionActions): Promise<ConnectionProfile | undefined> {
  const url = await window.showInputBox({
    title: 'Add Connection',
    prompt: 'A PostgreSQL connection URL. The password goes to the secret storage.',
    placeHolder: 'postgres://user:password@localhost:5432/database',
    ignoreFocusOut: true,
    validateInput: text => {
      const reading = readConnectionUrl(text);
      return text === '' || reading.ok ? undefined : reading.why;
    },
  });
  return url === undefined ? undefined : await saveUrl(url, actions);
}

export async function saveUrl(url: string, actions: ConnectionActions): Promise<ConnectionProfile | undefined> {
  const reading = readConnectionUrl(url);
  if (!reading.ok) return undefined;
  const profile: ConnectionProfile = {
    id: crypto.randomUUID(),
    name: nameFor(reading.fields),
    origin: { kind: 'entered' },
    ...reading.fields,
  };
  await actions.save(profile, reading.password);
  return profile;
}
