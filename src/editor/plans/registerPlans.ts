import { Range, TextEditorRevealType, Uri, ViewColumn, window, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ExplainOutcome } from '../../catalog/database';
import type { PlanView } from '../../protocol/messages';
import { commandIds } from '../contributions';
import type { ExplainedQuery, Explainer } from '../explain/explainer';
import { exportShownPlan } from '../panel/exportShownPlan';
import type { PlanActions } from '../panel/panelActions';
import type { PlanPanel } from '../panel/planPanel';
import type { EditorContext } from '../shell';
import { CompareDesk } from './compareDesk';
import { type OpenedPlan, choosePlan, openedView } from './openedPlan';
import { editorPlanDialogs, type PlanDialogs } from './planChoice';
import { PlanHistory } from './planHistory';
import { type PlanSource, sourceOfClipboard, sourceOfEditor, sourceOfFile } from './planSource';

export interface Plans extends Disposable {
  readonly actions: PlanActions;
  readonly history: PlanHistory;
  /** Answers the questions that would stand in a dialog. */
  answer(dialogs: Partial<PlanDialogs>): void;
}

/** Plans that nobody asks a server for: from files, the clipboard, the editor and the history, alone or side by side. */
export function registerPlans(parts: {
  readonly context: EditorContext;
  readonly explainer: Explainer;
  readonly panel: PlanPanel;
}): Plans {
  const { context, explainer, panel } = parts;
  const { extension } = context;
  const store = new DisposableStore();
  let answers: Partial<PlanDialogs> = {};
  const dialogs: PlanDialogs = {
    choose: (title, groups) => (answers.choose ?? editorPlanDialogs.choose)(title, groups),
    confirm: (message, detail, proceed) => (answers.confirm ?? editorPlanDialogs.confirm)(message, detail, proceed),
  };
  // Without a folder there is no workspace's storage.
  const storage = extension.storageUri ?? extension.globalStorageUri;
  const history = new PlanHistory(Uri.joinPath(storage, 'plans'), context.log);
  let opened: OpenedPlan | undefined;

  const open = async (source: PlanSource) => {
    const chosen = await choosePlan(source, dialogs);
    const sql = await (await context.app()).sql();
    explainer.leave();
    opened = chosen;
    panel.show({ kind: 'plan', ...(await openedView(chosen, sql, new Date())) });
  };
  const desk = new CompareDesk({
    context,
    history,
    dialogs,
    askFile,
    shown: () => shownView(panel),
    put: comparison => {
      const { current } = explainer;
      const view = shownView(panel);
      if (current !== undefined) explainer.refine(current, { comparison });
      else if (view !== undefined) {
        const { comparison: _before, ...rest } = view;
        panel.update({ kind: 'plan', ...rest, ...(comparison === undefined ? {} : { comparison }) });
      }
      panel.reveal();
    },
  });
  const keep = new HistoryKeeper(history);
  store.add(
    explainer.onDidExplain(query => {
      opened = undefined;
      keep.keep(query);
    }),
  );
  const openFile = async (uri: unknown) => {
    const source = uri instanceof Uri ? await sourceOfFile(uri) : await askFile();
    if (source !== undefined) await open(source);
  };
  const clear = async () => {
    const proceed = await dialogs.confirm(
      'Delete all earlier plans of this workspace?',
      'Those of production connections are among them. They lie on this machine alone.',
      'Delete',
    );
    if (!proceed) return;
    await history.clear();
    void window.showInformationMessage('The plan history of this workspace is empty.');
  };
  store.add(context.command(commandIds.openPlan, openFile));
  store.add(context.command(commandIds.openPlanFromClipboard, async () => open(await sourceOfClipboard())));
  store.add(context.command(commandIds.openPlanFromEditor, () => open(sourceOfEditor())));
  store.add(context.command(commandIds.exportPlan, () => exportShownPlan(panel.state)));
  store.add(context.command(commandIds.comparePlan, () => desk.compare()));
  store.add(context.command(commandIds.clearPlanHistory, clear));
  return {
    history,
    answer: given => (answers = given),
    actions: {
      openPlan: () => openFile(undefined),
      compareWith: () => desk.compare(),
      closeComparison: () => {
        desk.close();
      },
      revealOpened: async () => opened !== undefined && (await reveal(opened)),
    },
    dispose: async () => {
      await history.settled();
      await store.dispose();
    },
  };
}

function shownView(panel: PlanPanel): PlanView | undefined {
  const { state } = panel;
  if (state.kind !== 'plan') return undefined;
  const { kind: _kind, ...view } = state;
  return view;
}

async function askFile(): Promise<PlanSource | undefined> {
  const [uri] =
    (await window.showOpenDialog({
      title: 'Open Plan',
      openLabel: 'Open Plan',
      filters: { 'Plans of EXPLAIN': ['json', 'txt', 'plan', 'yaml', 'yml', 'xml', 'log', 'out'], 'All files': ['*'] },
    })) ?? [];
  return uri === undefined ? undefined : sourceOfFile(uri);
}

/** Shows where the plan stands in its document. */
async function reveal({ read, source }: OpenedPlan): Promise<boolean> {
  if (source.uri === undefined) return false;
  const document = await workspace.openTextDocument(source.uri);
  const shown = window.visibleTextEditors.find(editor => editor.document === document);
  const editor = await window.showTextDocument(document, { viewColumn: shown?.viewColumn ?? ViewColumn.One });
  const line = Math.min(source.firstLine + read.line, document.lineCount - 1);
  editor.revealRange(new Range(line, 0, line, 0), TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}

/** Writes what was explained into the history, once; plans for typical values stand side by side already. */
class HistoryKeeper {
  readonly #history: PlanHistory;
  readonly #kept = new WeakSet<ExplainOutcome>();

  constructor(history: PlanHistory) {
    this.#history = history;
  }

  keep({ statement, active, outcome, view }: ExplainedQuery): void {
    if (this.#kept.has(outcome) || view.variants !== undefined) return;
    this.#kept.add(outcome);
    const { parameters, origin, source } = view;
    this.#history.add(statement.shape, {
      id: crypto.randomUUID(),
      at: new Date().toISOString(),
      statement: statement.sql,
      parameters,
      connection: active.profile.name,
      production: active.production,
      serverVersion: active.database.server.version,
      ...(origin === undefined ? {} : { origin }),
      source,
      raw: outcome.raw,
    });
  }
}
