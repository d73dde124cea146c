import { type QuickPickItem, QuickPickItemKind, type WorkspaceFolder, window, workspace } from 'vscode';

import type { ConnectionProfile } from '../../catalog/connection';
import type { ActiveConnections } from '../activeConnections';
import type { ConnectionStore } from './connectionStore';
import { demoProfile } from './demoProfile';
import { addressOf, stateIcon, stateWord } from './describeConnection';
import { type DiscoveredConnections, type Discovery, originOf } from './discoveredConnections';
import type { OpenDatabases } from './openDatabases';
import { requireTrust } from './workspaceTrust';

export type Selection =
  | { readonly kind: 'profile'; readonly profile: ConnectionProfile }
  | { readonly kind: 'found'; readonly discovery: Discovery }
  | { readonly kind: 'add' };

interface SelectionItem extends QuickPickItem {
  readonly selection?: Selection;
}

export interface SelectConnectionParts {
  readonly store: ConnectionStore;
  readonly databases: OpenDatabases;
  readonly discovered: DiscoveredConnections;
  readonly connections: ActiveConnections;
}

/** Offers what is saved at once and what the project's configuration names as soon as it was read. */
export async function selectConnection(
  folder: WorkspaceFolder | undefined,
  parts: SelectConnectionParts,
  report: (error: unknown) => void,
): Promise<Selection | undefined> {
  requireTrust();
  const picker = window.createQuickPick<SelectionItem>();
  const several = (workspace.workspaceFolders?.length ?? 0) > 1;
  picker.title = several && folder !== undefined ? `Connection for ${folder.name}` : 'Select Connection';
  picker.placeholder = 'The database that queries are explained on';
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = items(folder, parts);
  picker.busy = true;
  const chosen = new Promise<Selection | undefined>(resolve => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.selection);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
    });
  });
  picker.show();
  let open = true;
  parts.discovered
    .look()
    .catch(report)
    .finally(() => {
      if (!open) return;
      const active = picker.activeItems[0]?.label;
      picker.items = items(folder, parts);
      picker.activeItems = picker.items.filter(item => item.label === active);
      picker.busy = false;
    });
  try {
    return await chosen;
  } finally {
    open = false;
    picker.dispose();
  }
}

function items(folder: WorkspaceFolder | undefined, parts: SelectConnectionParts): SelectionItem[] {
  const active = parts.connections.activeProfile(folder?.uri)?.id;
  const saved = parts.store.profiles.map(profile => savedItem(profile, profile.id === active, parts.databases));
  const offered = parts.discovered.offered(id => parts.store.profile(id)).map(foundItem);
  return [
    ...titled('Saved', saved),
    ...titled('Found in this project', offered),
    ...titled('Elsewhere', [
      {
        ...savedItem(demoProfile, demoProfile.id === active, parts.databases),
        detail: 'A shop with 200,000 orders, embedded: works offline, nothing to install',
      },
      { label: '$(add) Add Connection…', selection: { kind: 'add' }, alwaysShow: true },
    ]),
  ];
}

function titled(label: string, group: readonly SelectionItem[]): readonly SelectionItem[] {
  return group.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...group];
}

function savedItem(profile: ConnectionProfile, active: boolean, databases: OpenDatabases): SelectionItem {
  const state = databases.state(profile.id);
  return {
    label: `$(${stateIcon(state)}) ${profile.name}`,
    description: [active ? 'active' : '', stateWord(state)].filter(word => word !== '').join(' · '),
    detail: addressOf(profile),
    selection: { kind: 'profile', profile },
  };
}

function foundItem(discovery: Discovery): SelectionItem {
  return {
    label: `$(search) ${discovery.found.profile.name}`,
    description: originOf(discovery.found),
    detail: addressOf(discovery.found.profile),
    selection: { kind: 'found', discovery },
  };
}
