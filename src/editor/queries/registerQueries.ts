import { commands, ProgressLocation, Uri, window, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { isCancelled } from '../../base/failure';
import { commandIds, contextKeys, views } from '../contributions';
import type { EditorContext } from '../shell';
import { QueryIndex } from './queryIndex';
import { type Grouping, type QueryNode, QueryTree } from './queryTree';

/** What tests in the real editor read. */
export interface QueriesTesting {
  readonly index: QueryIndex;
  readonly tree: QueryTree;
}

/** The *Queries* view: begins to read the workspace when it is first shown. */
export function registerQueries(context: EditorContext): Disposable & { readonly testing: QueriesTesting } {
  const store = new DisposableStore();
  const index = store.add(new QueryIndex(() => context.app(), context.log));
  const tree = store.add(new QueryTree(index));
  const view = window.createTreeView<QueryNode>(views.queries, { treeDataProvider: tree, showCollapseAll: true });
  store.add({ dispose: () => void view.dispose() });
  let running: AbortController | undefined;

  const scan = async (): Promise<void> => {
    running?.abort();
    const controller = (running = new AbortController());
    const location = { location: ProgressLocation.Notification, cancellable: true, title: 'Looking for queries' };
    await window.withProgress(location, async (progress, token) => {
      token.onCancellationRequested(() => {
        controller.abort();
      });
      try {
        await index.scan(controller.signal, (files, queries) => {
          progress.report({ message: `${String(queries)} in ${String(files)} files` });
        });
      } catch (error) {
        if (!isCancelled(error)) throw error;
      }
    });
    if (running === controller) running = undefined;
  };
  const begin = (): void => {
    if (!view.visible || index.state.kind !== 'empty' || !workspace.isTrusted) return;
    scan().catch((error: unknown) => {
      context.report(error);
    });
  };
  const describe = (): void => {
    const { state } = index;
    view.message = messageOf(state);
    void commands.executeCommand(
      'setContext',
      contextKeys.queriesScanned,
      state.kind === 'ready' || state.kind === 'cancelled',
    );
  };
  const group = (grouping: Grouping) => () => {
    tree.grouping = grouping;
    void commands.executeCommand('setContext', contextKeys.queriesGrouping, grouping);
  };
  void commands.executeCommand('setContext', contextKeys.queriesGrouping, tree.grouping);
  store.add(index.onDidChange(describe));
  const subscriptions = [view.onDidChangeVisibility(begin), workspace.onDidGrantWorkspaceTrust(begin)];
  for (const subscription of subscriptions) store.add({ dispose: () => void subscription.dispose() });
  store.add(context.command(commandIds.scanQueries, scan));
  store.add(context.command(commandIds.groupQueriesByTable, group('table')));
  store.add(context.command(commandIds.groupQueriesByFile, group('file')));
  store.add(
    context.command(commandIds.explainQuery, async node => {
      const query = queryOf(node);
      if (!query) return;
      await commands.executeCommand(commandIds.explain, Uri.file(query.path), query.found.startOffset);
    }),
  );
  store.add({ dispose: () => running?.abort() });
  begin();
  return { testing: { index, tree }, dispose: () => store.dispose() };
}

function queryOf(node: unknown): Extract<QueryNode, { kind: 'query' }>['query'] | undefined {
  const given = node as QueryNode | undefined;
  return given?.kind === 'query' ? given.query : undefined;
}

/** Empty: nothing to say. */
function messageOf(state: QueryIndex['state']): string {
  switch (state.kind) {
    case 'scanning':
      return `Reading: ${String(state.queries)} queries in ${String(state.files)} files so far…`;
    case 'cancelled':
      return `Stopped after ${String(state.files)} files. Refresh reads them all.`;
    case 'ready':
      if (state.failed.length === 0) return '';
      return `${String(state.failed.length)} file(s) could not be read.`;
    default:
      return '';
  }
}
