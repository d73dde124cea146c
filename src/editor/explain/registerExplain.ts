import { Selection, type TextDocument, Uri, window, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { type Advice, registerAdvice } from '../advice/registerAdvice';
import { commandIds } from '../contributions';
import { createPanelActions } from '../panel/panelActions';
import { PlanPanel } from '../panel/planPanel';
import { RememberedValues } from '../parameters/rememberedValues';
import { type Plans, registerPlans } from '../plans/registerPlans';
import type { EditorContext } from '../shell';
import { type Dialogs, editorDialogs } from './dialogs';
import { noQueryUnderCursor } from './explainFailures';
import { registerExplainLens } from './explainLens';
import { type ExplainMode, Explainer } from './explainer';
import { findTarget } from './findTarget';
import { SqlDiagnostics } from './sqlDiagnostics';
import { TypingPause } from './typingPause';

/** What tests in the real editor drive and read; exported by the extension under test alone. */
export interface ExplainTesting {
  readonly explainer: Explainer;
  readonly panel: PlanPanel;
  readonly values: RememberedValues;
  readonly advice: Advice;
  readonly plans: Plans;
  /** Answers the questions that would stand in a dialog. */
  answer(dialogs: Partial<Dialogs>): void;
}

/** Explaining: the commands, the panel, the parameters' values, and the advice that follows. */
export function registerExplain(context: EditorContext): Disposable & { readonly testing: ExplainTesting } {
  const store = new DisposableStore();
  let answers: Partial<Dialogs> = {};
  const dialogs: Dialogs = {
    confirm: question => (answers.confirm ?? editorDialogs.confirm)(question),
    askValues: questions => (answers.askValues ?? editorDialogs.askValues)(questions),
  };
  const values = new RememberedValues(context.extension.workspaceState);
  const diagnostics = store.add(new SqlDiagnostics());
  const panel: PlanPanel = store.add(
    new PlanPanel({
      extensionUri: context.extension.extensionUri,
      memory: context.extension.globalState,
      log: context.log,
      handler: createPanelActions({
        context,
        explainer: () => explainer,
        advice: () => advice.actions,
        plans: () => plans.actions,
        state: () => panel.state,
      }),
    }),
  );
  const explainer: Explainer = store.add(new Explainer({ context, panel, diagnostics, values, dialogs }));
  const typing = store.add(new TypingPause());
  const advice: Advice = store.add(registerAdvice({ context, explainer, dialogs, typing }));
  const plans: Plans = store.add(registerPlans({ context, explainer, panel }));
  store.add(registerExplainLens(context, typing));

  const run = (mode: ExplainMode) => async (uri: unknown, offset: unknown) => {
    const place = await placeOf(uri, offset);
    const target = await findTarget(await context.app(), context.documents, place.document, place.selection);
    await explainer.explain(target, mode);
  };
  store.add(context.command(commandIds.explain, run('estimate')));
  store.add(context.command(commandIds.explainAnalyze, run('analyze')));
  store.add(context.command(commandIds.explainTypical, run('typical')));
  store.add(
    context.command(commandIds.forgetValues, async () => {
      const count = await values.forget();
      void window.showInformationMessage(
        count === 0 ? 'No parameter values were remembered.' : `Forgot the values of ${String(count)} statement(s).`,
      );
    }),
  );
  return {
    testing: { explainer, panel, values, advice, plans, answer: given => (answers = given) },
    dispose: () => store.dispose(),
  };
}

/** Menus hand over the file's address and no place; lenses hand over both; keys and the palette nothing. */
async function placeOf(
  uri: unknown,
  offset: unknown,
): Promise<{ readonly document: TextDocument; readonly selection: Selection }> {
  if (uri instanceof Uri && typeof offset === 'number') {
    const document = await workspace.openTextDocument(uri);
    const at = document.positionAt(offset);
    return { document, selection: new Selection(at, at) };
  }
  const editor = window.activeTextEditor;
  if (editor === undefined) throw noQueryUnderCursor();
  return { document: editor.document, selection: editor.selection };
}
