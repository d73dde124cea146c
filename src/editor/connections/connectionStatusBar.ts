import { StatusBarAlignment, ThemeColor, window } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ActiveConnections } from '../activeConnections';
import { commandIds } from '../contributions';
import { tooltip } from './connectionTree';
import { productionNote, stateIcon, stateWord } from './describeConnection';
import type { OpenDatabases } from './openDatabases';

/** The connection of the folder that the active editor's file lies in. A click selects another. */
export class ConnectionStatusBar implements Disposable {
  readonly #connections: ActiveConnections;
  readonly #databases: OpenDatabases;
  readonly #item = window.createStatusBarItem('backendOptimizer.connection', StatusBarAlignment.Left, 40);
  readonly #owned = new DisposableStore();

  constructor(connections: ActiveConnections, databases: OpenDatabases) {
    this.#connections = connections;
    this.#databases = databases;
    this.#item.name = 'Backend Optimizer: Connection';
    this.#item.command = commandIds.selectConnection;
    const refresh = () => {
      this.#refresh();
    };
    this.#owned.add(this.#item);
    this.#owned.add(connections.onDidChange(refresh));
    this.#owned.add(window.onDidChangeActiveTextEditor(refresh));
    this.#refresh();
    this.#item.show();
  }

  get text(): string {
    return this.#item.text;
  }

  get warns(): boolean {
    return this.#item.backgroundColor !== undefined;
  }

  dispose(): Promise<void> {
    return this.#owned.dispose();
  }

  #refresh(): void {
    const profile = this.#connections.activeProfile(window.activeTextEditor?.document.uri);
    if (profile === undefined) {
      this.#item.text = '$(database) No connection';
      this.#item.tooltip = 'Select the database that queries are explained on';
      this.#item.backgroundColor = undefined;
      return;
    }
    const state = this.#databases.state(profile.id);
    const production = productionNote(profile);
    const word = production === undefined ? '' : ' (production)';
    this.#item.text = `$(${stateIcon(state)}) ${profile.name}${word}`;
    this.#item.tooltip = tooltip(profile, state, production);
    this.#item.backgroundColor =
      production === undefined ? undefined : new ThemeColor('statusBarItem.warningBackground');
    this.#item.accessibilityInformation = {
      label: `Database connection ${profile.name}${word}, ${stateWord(state) || state.kind}`,
    };
  }
}
