import { commands, type ExtensionContext, window } from 'vscode';

import type { App } from '../../app';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ActiveConnections } from '../activeConnections';
import { commandIds, contextKeys, views } from '../contributions';
import type { LogChannel } from '../log';
import type { CommandBoundary } from '../shellBoundary';
import { ActiveConnectionsService } from './activeConnectionsService';
import { addConnectionByUrl } from './addConnection';
import { ConnectionActions } from './connectionActions';
import { readLimits } from './connectionSettings';
import { ConnectionStatusBar } from './connectionStatusBar';
import { ConnectionStore } from './connectionStore';
import { ConnectionTree } from './connectionTree';
import { demoProfile } from './demoProfile';
import { DiscoveredConnections } from './discoveredConnections';
import { type OpenDatabase, OpenDatabases } from './openDatabases';
import { Passwords } from './passwords';
import { selectConnection } from './selectConnection';
import { requireTrust } from './workspaceTrust';

export interface ConnectionsParts {
  readonly extension: ExtensionContext;
  readonly log: LogChannel;
  readonly boundary: CommandBoundary;
  readonly app: () => Promise<App>;
}

export interface Connections extends Disposable {
  readonly active: ActiveConnections;
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly statusBar: ConnectionStatusBar;
  readonly actions: ConnectionActions;
}

/** Builds everything that has to do with connections. */
export function registerConnections({ extension, log, boundary, app }: ConnectionsParts): Connections {
  const owned = new DisposableStore();
  const store = new ConnectionStore(extension.globalState, extension.workspaceState, extension.secrets);
  const passwords = new Passwords(store, secret => {
    log.hide(secret);
  });
  const databases = owned.add(new OpenDatabases(opener(app, passwords, log)));
  const discovered = new DiscoveredConnections(app);
  const service: ActiveConnectionsService = owned.add(
    new ActiveConnectionsService({ store, databases, passwords, choose: folder => choose(folder) }),
  );
  const actions = new ConnectionActions({ store, databases, passwords, service });
  const parts = { store, databases, discovered, connections: service };
  const tree = owned.add(new ConnectionTree(parts));
  const view = owned.add(window.createTreeView(views.connections, { treeDataProvider: tree }));
  const statusBar = owned.add(new ConnectionStatusBar(service, databases));
  const report = (error: unknown) => {
    boundary.report(error);
  };

  const choose: ConstructorParameters<typeof ActiveConnectionsService>[0]['choose'] = async folder => {
    const selection = await selectConnection(folder, parts, report);
    if (selection === undefined) return undefined;
    const profile =
      selection.kind === 'profile'
        ? selection.profile
        : selection.kind === 'found'
          ? await actions.take(selection.discovery)
          : await addConnectionByUrl(actions);
    if (profile !== undefined) await service.activate(folder, profile);
    return profile;
  };

  const look = async () => {
    const items = await discovered.look();
    await commands.executeCommand('setContext', contextKeys.found, items.length > 0);
  };
  owned.add(
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) look().catch(report);
    }),
  );

  owned.add(
    boundary.command(commandIds.selectConnection, async () => {
      const folder = actions.folder();
      requireTrust();
      const profile = await choose(folder);
      return profile !== undefined && (await actions.connect(profile));
    }),
  );
  owned.add(
    boundary.command(commandIds.addConnection, async () => {
      requireTrust();
      const profile = await addConnectionByUrl(actions);
      return profile !== undefined && (await actions.use(actions.folder(), profile));
    }),
  );
  owned.add(boundary.command(commandIds.findConnections, look));
  owned.add(boundary.command(commandIds.startDemo, () => actions.use(actions.folder(), demoProfile)));
  owned.add(
    boundary.command(commandIds.showLog, () => {
      log.show();
    }),
  );
  return { active: service, store, databases, statusBar, actions, dispose: () => owned.dispose() };
}

function opener(app: () => Promise<App>, passwords: Passwords, log: LogChannel): OpenDatabase {
  return async (profile, signal) => {
    requireTrust();
    log.info(`opening ${profile.name}`);
    const engine = await app();
    const password = await passwords.known(profile.id);
    const database = await engine.connect(
      { profile, limits: readLimits(), ...(password === undefined ? {} : { password }) },
      signal,
    );
    log.info(`${profile.name} is open: PostgreSQL ${database.server.version}`);
    return database;
  };
}
