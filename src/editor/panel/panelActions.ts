import {
  type Selection,
  TextEditorRevealType,
  Range,
  Selection as EditorSelection,
  ViewColumn,
  commands,
  env,
  window,
  workspace,
} from 'vscode';

import { Failure } from '../../base/failure';
import type { PanelRequest, PanelState, PlanView } from '../../protocol/messages';
import { commandIds } from '../contributions';
import type { ExplainMode, Explainer } from '../explain/explainer';
import { targetAt } from '../explain/findTarget';
import type { QueryTarget } from '../explain/queryTarget';
import type { EditorContext } from '../shell';
import { exportShownPlan } from './exportShownPlan';

/** What the advice part of the editor does for the panel. */
export interface AdviceActions {
  tryIndex(): Promise<void>;
  measure(): Promise<void>;
  createIndex(): Promise<void>;
  undoIndex(): Promise<void>;
}

/** What the part for opened and compared plans does for the panel. */
export interface PlanActions {
  openPlan(): Promise<void>;
  compareWith(): Promise<void>;
  closeComparison(): void;
  /** Shows where the opened plan stands; false where no plan was opened, or its place is gone. */
  revealOpened(): Promise<boolean>;
}

/** Does what the panel asks for. Each request stands alone: there is no command that passes through. */
export function createPanelActions(parts: {
  readonly context: EditorContext;
  readonly explainer: () => Explainer;
  readonly advice: () => AdviceActions;
  readonly plans: () => PlanActions;
  /** What the panel shows. */
  readonly state: () => PanelState;
}): (request: PanelRequest) => Promise<void> {
  const { context } = parts;
  const again = async (mode: ExplainMode) =>
    parts.explainer().explain(await currentTarget(context, parts.explainer()), mode);
  return async request => {
    const explainer = parts.explainer();
    switch (request.type) {
      // The panel itself answers these.
      case 'ready':
      case 'keepChoices':
        return;
      case 'copy':
        await env.clipboard.writeText(textToCopy(explainer, parts.state(), request.what));
        return;
      case 'export':
        return exportShownPlan(parts.state());
      case 'openJson':
        await openJson(parts.state());
        return;
      case 'openSource':
        if (!(await parts.plans().revealOpened())) await openSource(explainer);
        return;
      case 'explain':
        return again('estimate');
      case 'analyze':
        return again('analyze');
      case 'explainTypical':
        return again('typical');
      case 'measureVariants':
        return again('measureTypical');
      case 'showVariant':
        explainer.showVariant(request.kind);
        return;
      case 'setValues':
        return explainer.setValues();
      case 'cancel':
        explainer.cancel();
        return;
      case 'selectConnection':
        await commands.executeCommand(commandIds.selectConnection);
        return;
      case 'showLog':
        await commands.executeCommand(commandIds.showLog);
        return;
      case 'openPlan':
        return parts.plans().openPlan();
      case 'compareWith':
        return parts.plans().compareWith();
      case 'closeComparison':
        parts.plans().closeComparison();
        return;
      case 'tryIndex':
        return parts.advice().tryIndex();
      case 'measure':
        return parts.advice().measure();
      case 'createIndex':
        return parts.advice().createIndex();
      case 'undoIndex':
        return parts.advice().undoIndex();
    }
  };
}

/** The statement of the panel as it stands now in its file; as it was explained when its place is gone. */
async function currentTarget(context: EditorContext, explainer: Explainer): Promise<QueryTarget> {
  const last = explainer.last;
  if (last === undefined) throw nothingExplained();
  if (!last.range.edited && last.target.document.version === last.target.version) return last.target;
  const document = await workspace.openTextDocument(last.range.uri);
  if (last.target.document === document && last.range.start === last.range.end) return last.target;
  return targetAt(await context.app(), context.documents, document, last.range.start);
}

function textToCopy(explainer: Explainer, state: PanelState, what: 'statement' | 'json' | 'explain' | 'ddl'): string {
  const { last } = explainer;
  const text = state.kind === 'plan' ? textOf(state, what) : what === 'statement' ? last?.target.sql : undefined;
  if (text === undefined) throw nothingExplained();
  return text;
}

function textOf(view: PlanView, what: 'statement' | 'json' | 'explain' | 'ddl'): string | undefined {
  switch (what) {
    case 'statement':
      return view.statement;
    case 'json':
      return view.rawJson;
    case 'explain':
      return view.explainSql;
    case 'ddl':
      return view.advice?.ddlOnline;
  }
}

async function openJson(state: PanelState): Promise<void> {
  if (state.kind !== 'plan') throw nothingExplained();
  const document = await workspace.openTextDocument({
    language: 'json',
    content: `${state.rawJson}\n`,
  });
  // Not over the panel, which has the focus.
  await window.showTextDocument(document, { preview: false, viewColumn: ViewColumn.One });
}

async function openSource(explainer: Explainer): Promise<void> {
  const last = explainer.last;
  if (last === undefined) throw nothingExplained();
  const document = await workspace.openTextDocument(last.range.uri);
  const shown = window.visibleTextEditors.find(editor => editor.document === document);
  const range = new Range(document.positionAt(last.range.start), document.positionAt(last.range.end));
  const editor = await window.showTextDocument(document, { viewColumn: shown?.viewColumn ?? ViewColumn.One });
  const selection: Selection = new EditorSelection(range.start, range.end);
  editor.selection = selection;
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

function nothingExplained(): Failure {
  return new Failure({
    id: 'nothing-explained',
    kind: 'usage',
    message: 'There is no plan in the panel.',
    remedy: 'Put the cursor inside a statement and choose Explain Query.',
  });
}
