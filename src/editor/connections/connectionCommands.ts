import { env, type Disposable as VsDisposable, window, workspace } from 'vscode';

import { Failure } from '../../base/failure';
import type { ConnectionProfile } from '../../catalog/connection';
import { type CommandId, commandIds } from '../contributions';
import type { ActiveConnectionsService } from './activeConnectionsService';
import type { ConnectionActions } from './connectionActions';
import { connectionGone, noConnectionSaved } from './connectionFailures';
import { readLimits } from './connectionSettings';
import type { ConnectionStore } from './connectionStore';
import type { ConnectionNode } from './connectionTree';
import { demoProfile } from './demoProfile';
import { addressOf } from './describeConnection';
import type { DiscoveredConnections } from './discoveredConnections';
import type { OpenDatabases } from './openDatabases';
import { roleSql } from './roleSql';
import { requireTrust } from './workspaceTrust';

export interface ConnectionCommandsParts {
  readonly command: (id: CommandId, run: (...args: readonly unknown[]) => unknown) => VsDisposable;
  readonly actions: ConnectionActions;
  readonly service: ActiveConnectionsService;
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly discovered: DiscoveredConnections;
  /** Opens the form; `undefined` when the user closed it. Saves what it gave. */
  readonly form: (before: ConnectionProfile | undefined) => Promise<ConnectionProfile | undefined>;
  /** Lets the user choose for a folder and makes it that folder's. */
  readonly choose: ActiveConnectionsService['choose'];
  readonly stopDemo: () => Promise<void>;
}

/** What the commands of the list and the palette do. Each gives true when it did what its title says. */
export function connectionCommands(parts: ConnectionCommandsParts): readonly VsDisposable[] {
  const { command, actions, service, store, databases, discovered } = parts;
  const saved = (argument: unknown, title: string, fits: (profile: ConnectionProfile) => boolean = () => true) =>
    profileFor(argument, title, [...store.profiles, demoProfile].filter(fits), parts);
  const own = (profile: ConnectionProfile) => profile.origin.kind !== 'demo';
  const isOpen = ({ id }: ConnectionProfile) => ['connected', 'connecting'].includes(databases.state(id).kind);

  return [
    command(commandIds.selectConnection, async () => {
      requireTrust();
      const place = await actions.folder();
      const profile = place && (await parts.choose(place.folder));
      return profile !== undefined && (await actions.connect(profile));
    }),
    command(commandIds.addConnection, async () => {
      requireTrust();
      const place = await actions.folder();
      const profile = place && (await parts.form(undefined));
      return profile !== undefined && (await actions.use(place?.folder, profile));
    }),
    command(commandIds.editConnection, async argument => {
      requireTrust();
      const before = await saved(argument, 'Edit Connection', own);
      const profile = before && (await parts.form(before));
      return profile !== undefined && (await actions.connect(profile));
    }),
    command(commandIds.forgetConnection, async argument => {
      const profile = await saved(argument, 'Forget Connection', own);
      if (profile === undefined) return false;
      const detail = 'Its password is removed from the secret storage too.';
      const answer = await window.showWarningMessage(`Forget ${profile.name}?`, { modal: true, detail }, 'Forget');
      if (answer !== 'Forget') return false;
      await actions.forget(profile);
      return true;
    }),
    command(commandIds.useConnection, async argument => {
      requireTrust();
      if (isNode(argument) && argument.kind === 'found') {
        return await actions.use(argument.discovery.folder, await actions.take(argument.discovery));
      }
      const profile = await saved(argument, 'Use Connection');
      const place = profile && (await actions.folder());
      return profile !== undefined && place !== undefined && (await actions.use(place.folder, profile));
    }),
    command(commandIds.connect, async argument => {
      requireTrust();
      const profile = await saved(argument, 'Connect', each => !isOpen(each));
      return profile !== undefined && (await actions.connect(profile));
    }),
    command(commandIds.disconnect, async argument => {
      const profile = await saved(argument, 'Disconnect', isOpen);
      if (profile !== undefined) await actions.disconnect(profile);
      return profile !== undefined;
    }),
    command(commandIds.reconnect, async argument => {
      requireTrust();
      const profile = await saved(argument, 'Reconnect');
      return profile !== undefined && (await actions.reconnect(profile));
    }),
    command(commandIds.markProduction, async argument => {
      const profile = await saved(argument, 'Mark as Production', own);
      if (profile !== undefined) await actions.mark(profile, true);
      return profile !== undefined;
    }),
    command(commandIds.markDevelopment, async argument => {
      const profile = await saved(argument, 'Mark as Development', own);
      if (profile !== undefined) await actions.mark(profile, false);
      return profile !== undefined;
    }),
    command(commandIds.copyRoleSql, async argument => {
      const profile = isNode(argument) ? await saved(argument, '') : service.activeProfile(activeFile());
      await copyRoleSql(profile, databases);
      return true;
    }),
    command(commandIds.findConnections, async () => {
      const found = await discovered.look();
      if (found.length === 0) {
        const add = 'Add Connection';
        const answer = await window.showInformationMessage(
          'No connection was found in this project’s configuration.',
          add,
        );
        if (answer === add) await parts.form(undefined);
      }
      return found.length > 0;
    }),
    command(commandIds.startDemo, async () => {
      requireTrust();
      const place = await actions.folder();
      return place !== undefined && (await actions.use(place.folder, demoProfile));
    }),
    command(commandIds.stopDemo, async () => {
      await service.close(demoProfile.id);
      await parts.stopDemo();
      return true;
    }),
  ];
}

/** The profile of the list's node; in the palette the only one that fits, else the one that the user picks. */
async function profileFor(
  argument: unknown,
  title: string,
  candidates: readonly ConnectionProfile[],
  { store, service }: ConnectionCommandsParts,
): Promise<ConnectionProfile | undefined> {
  if (isNode(argument) && argument.kind === 'connection') {
    if (argument.profile.id === demoProfile.id) return demoProfile;
    const current = store.profile(argument.profile.id);
    if (current === undefined) throw connectionGone();
    return current;
  }
  if (candidates.length === 0) throw noConnectionSaved();
  const active = service.activeProfile(activeFile())?.id;
  const items = candidates.map(profile => ({
    label: profile.name,
    description: profile.id === active ? 'active' : '',
    detail: addressOf(profile),
    profile,
  }));
  const picked = await window.showQuickPick(
    items.sort((a, b) => Number(b.profile.id === active) - Number(a.profile.id === active)),
    { title },
  );
  return picked?.profile;
}

/** Schemas are known where the connection is open; it is not opened for this. */
async function copyRoleSql(profile: ConnectionProfile | undefined, databases: OpenDatabases): Promise<void> {
  const database = profile && databases.opened(profile.id);
  const limits = readLimits();
  const schemas = database === undefined ? [] : await schemasOf(database);
  const text = roleSql({
    role: 'backend_optimizer',
    database: database?.server.database ?? profile?.database ?? '<database>',
    schemas: schemas.length === 0 ? ['public'] : schemas,
    owner: database?.server.user ?? profile?.user ?? '<owner of the tables>',
    statementTimeoutMs: limits.statementTimeoutMs,
    lockTimeoutMs: limits.lockTimeoutMs,
  });
  await env.clipboard.writeText(text);
  const open = 'Open';
  const message = 'SQL for a role that can only read was copied. Put a password in before you run it.';
  const answer = window.showInformationMessage(message, open);
  void answer.then(async chosen => {
    if (chosen === open) {
      await window.showTextDocument(await workspace.openTextDocument({ language: 'sql', content: text }));
    }
  });
}

async function schemasOf(database: NonNullable<ReturnType<OpenDatabases['opened']>>): Promise<readonly string[]> {
  const catalog = await database.readCatalog(AbortSignal.timeout(10_000)).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  return [...new Set(catalog?.tables.map(table => table.schema))].sort();
}

function activeFile() {
  return window.activeTextEditor?.document.uri;
}

function isNode(argument: unknown): argument is ConnectionNode {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    (argument.kind === 'connection' || argument.kind === 'found')
  );
}
