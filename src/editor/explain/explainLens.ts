import { type TextDocument, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { commandIds, settings } from '../contributions';
import type { EditorContext } from '../shell';
import { scriptLanguages } from './languages';
import { type PlacedCommand, StableLenses } from './stableLenses';
import type { TypingPause } from './typingPause';

/** Longer scripts are dumps: a lens above each of their statements serves nobody, and finding them would be felt. */
const longestLensed = 256 * 1024;

/** One quiet lens above each statement of a script that EXPLAIN takes; half-typed ones keep theirs. */
export function registerExplainLens(context: EditorContext, typing: TypingPause): Disposable {
  const store = new DisposableStore();
  const selector = scriptLanguages.map(language => ({ language }));
  const lenses = store.add(new StableLenses(selector, typing, document => place(context, document)));
  const configuration = workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration(settings.explainLens)) lenses.refresh();
  });
  store.add({ dispose: () => void configuration.dispose() });
  return store;
}

async function place(context: EditorContext, document: TextDocument): Promise<readonly PlacedCommand[]> {
  if (!workspace.getConfiguration(undefined, document.uri).get<boolean>(settings.explainLens, true)) return [];
  const text = document.getText();
  if (text.length > longestLensed) return [];
  const sql = await (await context.app()).sql();
  return sql
    .split(text)
    .filter(statement => {
      const { facts, error } = sql.analyze(sql.parameterize(statement.text).sql);
      return error !== undefined || facts?.explainable === true;
    })
    .map(statement => ({
      offset: statement.start,
      command: {
        title: 'Explain',
        tooltip: 'Show the plan of this statement',
        command: commandIds.explain,
        arguments: [document.uri, statement.start],
      },
    }));
}
