import { CodeLens, type CodeLensProvider, type Disposable as VsDisposable, EventEmitter, Range, type TextDocument, languages, workspace } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { commandIds, settings } from '../contributions';
import type { EditorContext } from '../shell';

const selector = ['sql', 'pgsql', 'postgres', 'postgresql', 'plpgsql'].map(language => ({ language }));

/** One quiet lens above each statement of a script that EXPLAIN takes. */
export function registerExplainLens(context: EditorContext): Disposable {
  const store = new DisposableStore();
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: document => lenses(context, document),
  };
  const own = (item: VsDisposable) => store.add({ dispose: () => void item.dispose() });
  own(changed);
  own(languages.registerCodeLensProvider(selector, provider));
  own(
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(settings.explainLens)) changed.fire();
    }),
  );
  return store;
}

async function lenses(context: EditorContext, document: TextDocument): Promise<CodeLens[]> {
  if (!workspace.getConfiguration(undefined, document.uri).get<boolean>(settings.explainLens, true)) return [];
  const app = await context.app();
  const sql = await app.sql();
  return sql
    .split(document.getText())
    .filter(statement => sql.analyze(sql.parameterize(statement.text).sql).facts?.explainable === true)
    .map(statement => {
      const start = document.positionAt(statement.start);
      return new CodeLens(new Range(start, start), {
        title: 'Explain',
        tooltip: 'Show the query plan',
        command: commandIds.explain,
        arguments: [document.uri, statement.start],
      });
    });
}
