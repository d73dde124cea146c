import {
  type Event as VsEvent,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  workspace,
} from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ConnectionProfile } from '../../catalog/connection';
import type { ActiveConnections } from '../activeConnections';
import { commandIds } from '../contributions';
import { addressOf, productionNote, stateIcon, stateWord } from './describeConnection';
import type { ConnectionStore } from './connectionStore';
import { demoProfile } from './demoProfile';
import { type DiscoveredConnections, type Discovery, originOf } from './discoveredConnections';
import type { ConnectionState, OpenDatabases } from './openDatabases';

export type ConnectionNode =
  | { readonly kind: 'connection'; readonly profile: ConnectionProfile }
  | { readonly kind: 'group' }
  | { readonly kind: 'found'; readonly discovery: Discovery };

export interface ConnectionTreeParts {
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly connections: ActiveConnections;
  readonly discovered: DiscoveredConnections;
}

/** Saved connections with their state, then what was found in the project and not yet taken. */
export class ConnectionTree implements TreeDataProvider<ConnectionNode>, Disposable {
  readonly #parts: ConnectionTreeParts;
  readonly #changed = new EventEmitter<undefined>();
  readonly #owned = new DisposableStore();

  readonly onDidChangeTreeData: VsEvent<undefined> = this.#changed.event;

  constructor(parts: ConnectionTreeParts) {
    this.#parts = parts;
    const refresh = () => {
      this.#changed.fire(undefined);
    };
    this.#owned.add(this.#changed);
    this.#owned.add(parts.connections.onDidChange(refresh));
    this.#owned.add(parts.discovered.onDidChange(refresh));
  }

  getChildren(node?: ConnectionNode): ConnectionNode[] {
    const offered = this.#offered();
    if (node === undefined) {
      const saved = this.#listed().map(profile => ({ kind: 'connection' as const, profile }));
      return offered.length === 0 ? saved : [...saved, { kind: 'group' }];
    }
    return node.kind === 'group' ? offered.map(discovery => ({ kind: 'found', discovery })) : [];
  }

  getTreeItem(node: ConnectionNode): TreeItem {
    switch (node.kind) {
      case 'connection':
        return this.#connectionItem(node.profile);
      case 'group':
        return this.#groupItem();
      case 'found':
        return foundItem(node.discovery);
    }
  }

  dispose(): Promise<void> {
    return this.#owned.dispose();
  }

  /** The demo database stands in the list once it is some folder's choice or runs; before, the view's buttons offer it. */
  #listed(): readonly ConnectionProfile[] {
    const { store, databases } = this.#parts;
    const demo = databases.state(demoProfile.id).kind !== 'disconnected' || this.#marks(demoProfile).length > 0;
    return demo ? [...store.profiles, demoProfile] : store.profiles;
  }

  #offered(): readonly Discovery[] {
    return this.#parts.discovered.offered(id => this.#parts.store.profile(id));
  }

  /** Names of the folders that work with the connection; `this window` where there is no folder. */
  #marks(profile: ConnectionProfile): readonly string[] {
    const { connections } = this.#parts;
    const folders = workspace.workspaceFolders ?? [];
    if (folders.length === 0) return connections.activeProfile(undefined)?.id === profile.id ? ['this window'] : [];
    return folders
      .filter(folder => connections.activeProfile(folder.uri)?.id === profile.id)
      .map(folder => folder.name);
  }

  #connectionItem(profile: ConnectionProfile): TreeItem {
    const state = this.#parts.databases.state(profile.id);
    const marks = this.#marks(profile);
    const production = productionNote(profile);
    const item = new TreeItem(profile.name);
    item.id = `connection:${profile.id}`;
    item.description = [
      marks.length > 0 ? `● ${marks.join(', ')}` : '',
      stateWord(state),
      production === undefined ? '' : 'production',
    ]
      .filter(part => part !== '')
      .join(' · ');
    item.iconPath = iconOf(state, production !== undefined);
    item.contextValue = [
      profile.origin.kind === 'demo' ? 'demo' : 'connection',
      state.kind,
      production === undefined ? 'development' : 'production',
      marks.length > 0 ? 'active' : 'idle',
    ].join('.');
    item.tooltip = tooltip(profile, state, production);
    item.accessibilityInformation = { label: `${profile.name}, ${state.kind}, ${item.description}` };
    return item;
  }

  #groupItem(): TreeItem {
    const item = new TreeItem('Found in this project', TreeItemCollapsibleState.Expanded);
    item.id = 'found';
    item.contextValue = 'group';
    return item;
  }
}

function foundItem(discovery: Discovery): TreeItem {
  const { profile } = discovery.found;
  const item = new TreeItem(profile.name);
  item.id = `found:${discovery.folder.uri.toString()}:${profile.id}`;
  item.description = originOf(discovery.found);
  item.iconPath = new ThemeIcon('search');
  item.contextValue = 'found';
  item.tooltip = `${addressOf(profile)}\nfrom ${originOf(discovery.found)}\nClick to use it.`;
  item.command = {
    command: commandIds.useConnection,
    title: 'Use Connection',
    arguments: [{ kind: 'found', discovery }],
  };
  return item;
}

function iconOf(state: ConnectionState, production: boolean): ThemeIcon {
  if (state.kind === 'failed') return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  if (production) return new ThemeIcon(stateIcon(state), new ThemeColor('list.warningForeground'));
  if (state.kind === 'connected') return new ThemeIcon('database', new ThemeColor('charts.green'));
  return new ThemeIcon(stateIcon(state));
}

/** Built from text, so that nothing in a name or in a server's message is read as Markdown. */
export function tooltip(
  profile: ConnectionProfile,
  state: ConnectionState,
  production: string | undefined,
): MarkdownString {
  const markdown = new MarkdownString().appendText(profile.name).appendMarkdown('\n\n').appendText(addressOf(profile));
  if (state.kind === 'connected') {
    const { version, user, database } = state.server;
    markdown.appendMarkdown('\n\n').appendText(`PostgreSQL ${version}, ${user} in ${database}`);
  }
  if (state.kind === 'failed') markdown.appendMarkdown('\n\n').appendText(`Failed: ${state.reason}`);
  if (production !== undefined) {
    markdown
      .appendMarkdown('\n\n')
      .appendText(`Production: ${production} Plain EXPLAIN only, nothing in the background.`);
  }
  return markdown;
}
