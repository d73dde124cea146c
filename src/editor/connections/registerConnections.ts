import { type ExtensionContext, commands, window, workspace } from 'vscode';

import type { App } from '../../app';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { ConnectionProfile } from '../../catalog/connection';
import type { ActiveConnections } from '../activeConnections';
import { commandIds, contextKeys, views } from '../contributions';
import type { LogChannel } from '../log';
import type { CommandBoundary } from '../shellBoundary';
import { ActiveConnectionsService } from './activeConnectionsService';
import { ConnectionActions } from './connectionActions';
import { connectionCommands } from './connectionCommands';
import { openConnectionForm } from './connectionForm';
import { readLimits } from './connectionSettings';
import { ConnectionStatusBar } from './connectionStatusBar';
import { ConnectionStore } from './connectionStore';
import { ConnectionTree } from './connectionTree';
import { copyDiagnostics } from './copyDiagnostics';
import { demoProfile } from './demoProfile';
import { DiscoveredConnections } from './discoveredConnections';
import { OpenDatabases } from './openDatabases';
import { Passwords } from './passwords';
import { selectConnection } from './selectConnection';
import { requireTrust } from './workspaceTrust';

export interface ConnectionsParts {
  readonly extension: ExtensionContext;
  readonly log: LogChannel;
  readonly boundary: CommandBoundary;
  readonly app: () => Promise<App>;
}

/** What the tests in the extension host look at beside the active connections. */
export interface Connections extends Disposable {
  readonly active: ActiveConnections;
  readonly actions: ConnectionActions;
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly discovered: DiscoveredConnections;
  readonly tree: ConnectionTree;
  readonly statusBar: ConnectionStatusBar;
}

/** Builds everything that has to do with connections. */
export function registerConnections({ extension, log, boundary, app }: ConnectionsParts): Connections {
  const owned = new DisposableStore();
  const report = (error: unknown) => {
    boundary.report(error);
  };
  const store = new ConnectionStore(extension.globalState, extension.workspaceState, extension.secrets);
  const passwords = new Passwords(store, secret => {
    log.hide(secret);
  });
  const progress = new Emitter<string>();
  const discovered = new DiscoveredConnections(app);

  const connectTo = async (profile: ConnectionProfile, typed: string | undefined, signal: AbortSignal) => {
    requireTrust();
    const engine = await app();
    const isDemo = profile.origin.kind === 'demo';
    const target = isDemo ? await engine.demo.start(text => progress.fire(text), signal) : profile;
    const password = typed ?? (await passwords.known(profile.id));
    const given = password === undefined ? {} : { password };
    return await engine.connect({ profile: target, limits: readLimits(), ...given }, signal);
  };
  const databases = owned.add(
    new OpenDatabases(async (profile, signal) => {
      log.info(`opening ${profile.name}`);
      const database = await connectTo(profile, undefined, signal);
      log.info(`${profile.name} is open: PostgreSQL ${database.server.version}`);
      return database;
    }),
  );
  const choose: ActiveConnectionsService['choose'] = async folder => {
    const selection = await selectConnection(folder, { store, databases, discovered, connections: service }, report);
    if (selection === undefined) return undefined;
    if (selection.kind === 'profile') return selection.profile;
    return selection.kind === 'found' ? await actions.take(selection.discovery) : await form(undefined);
  };
  const service: ActiveConnectionsService = owned.add(
    new ActiveConnectionsService({ store, databases, passwords, choose }),
  );
  const actions = new ConnectionActions({ store, databases, passwords, service, onDidProgress: progress.event });
  const form = async (before: ConnectionProfile | undefined): Promise<ConnectionProfile | undefined> => {
    const result = await openConnectionForm({
      extensionUri: extension.extensionUri,
      ...(before === undefined ? {} : { before }),
      passwordKept: before !== undefined && (await passwords.known(before.id)) !== undefined,
      test: async (profile, password, signal) => {
        if (password !== undefined) log.hide(password);
        const database = await connectTo(profile, password, signal);
        await database.dispose();
        return database.server;
      },
      readUrl: async url => (await app()).profileFromUrl(url, { id: 'url', name: '', origin: { kind: 'entered' } }),
      report,
    });
    if (result === undefined) return undefined;
    await actions.save(result);
    return result.profile;
  };

  const tree = owned.add(new ConnectionTree({ store, databases, connections: service, discovered }));
  const view = owned.add(window.createTreeView(views.connections, { treeDataProvider: tree }));
  const lookWhenSeen = () => {
    if (view.visible && workspace.isTrusted) discovered.look().catch(report);
  };
  owned.add(view.onDidChangeVisibility(lookWhenSeen));
  owned.add(workspace.onDidGrantWorkspaceTrust(lookWhenSeen));
  lookWhenSeen();
  const statusBar = owned.add(new ConnectionStatusBar(service, databases));

  const showDemo = async () => {
    const running = databases.state(demoProfile.id).kind === 'connected';
    await commands.executeCommand('setContext', contextKeys.demoRunning, running);
  };
  owned.add(
    databases.onDidChange(id => {
      if (id === demoProfile.id) showDemo().catch(report);
    }),
  );

  const registered = connectionCommands({
    command: (id, run) => boundary.command(id, run),
    ...{ actions, service, store, databases, discovered, form },
    choose: folder => service.choose(folder),
    stopDemo: async () => {
      await (await app()).demo.stop();
    },
  });
  for (const each of registered) owned.add(each);
  owned.add(boundary.command(commandIds.copyDiagnostics, () => copyDiagnostics({ extension, log, store, databases })));
  owned.add(
    boundary.command(commandIds.showLog, () => {
      log.show();
    }),
  );
  const dispose = () => owned.dispose();
  return { active: service, actions, store, databases, discovered, tree, statusBar, dispose };
}
