import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Command,
  Diagnostic,
  DiagnosticSeverity,
  Range,
  type TextDocument,
  Uri,
  languages,
  workspace,
} from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { formatCost } from '../../plan/units';
import { commandIds } from '../contributions';
import { hostLanguages, scriptLanguages } from '../explain/languages';
import { diagnosticSource } from '../explain/sqlDiagnostics';
import { type PlacedCommand, StableLenses } from '../explain/stableLenses';
import type { TypingPause } from '../explain/typingPause';
import { type Suggestion, candidateOf, indexTitle } from './suggestion';
import type { SuggestionBook } from './suggestionBook';

const rule = 'missing-index';
const docs = Uri.parse(`https://github.com/backend-optimizer/backend-optimizer/blob/main/docs/rules.md#missing-index`);

/** Suggestions as lenses; verified ones as diagnostics with code actions too. */
export function registerAdviceDisplay(book: SuggestionBook, typing: TypingPause): Disposable {
  const store = new DisposableStore();
  const selector = [...scriptLanguages, ...hostLanguages, 'log', 'plaintext'].map(language => ({ language }));
  const lenses = store.add(new StableLenses(selector, typing, document => Promise.resolve(placed(book, document))));
  const collection = languages.createDiagnosticCollection('backendOptimizer.advice');
  store.add({
    dispose: () => {
      collection.dispose();
    },
  });
  store.add(
    book.onDidChange(uri => {
      collection.set(uri, diagnostics(book, uri));
      if (!typing.isTyping(uri)) lenses.refresh();
    }),
  );
  const edits = workspace.onDidChangeTextDocument(({ document }) => {
    if (book.all(document.uri).length === 0) return;
    // Once every listener has heard of the change, the ranges have moved with their text.
    queueMicrotask(() => {
      const gone = book.all(document.uri).filter(suggestion => suggestion.range.edited);
      for (const suggestion of gone) book.remove(suggestion);
      collection.set(document.uri, diagnostics(book, document.uri));
    });
  });
  store.add({ dispose: () => void edits.dispose() });
  const closing = workspace.onDidCloseTextDocument(document => {
    book.removeWhere(suggestion => suggestion.range.uri.toString() === document.uri.toString());
  });
  store.add({ dispose: () => void closing.dispose() });
  const actions: CodeActionProvider = { provideCodeActions: (document, range) => codeActions(book, document, range) };
  const registration = languages.registerCodeActionsProvider(selector, actions, {
    providedCodeActionKinds: [CodeActionKind.QuickFix],
  });
  store.add({ dispose: () => void registration.dispose() });
  return store;
}

function placed(book: SuggestionBook, document: TextDocument): readonly PlacedCommand[] {
  return book
    .all(document.uri)
    .flatMap(suggestion => commandsOf(suggestion).map(command => ({ offset: suggestion.range.start, command })));
}

function commandsOf(suggestion: Suggestion): readonly Command[] {
  const title = indexTitle(candidateOf(suggestion));
  const args = [suggestion.id];
  const { advice } = suggestion;
  if (advice === undefined) {
    if (suggestion.pending) return [];
    return [
      {
        title: `Try an index on ${title}`,
        tooltip: 'Builds it in a transaction that is rolled back, and asks the planner again',
        command: commandIds.tryIndex,
        arguments: args,
      },
    ];
  }
  const { costBefore, costAfter } = advice.card;
  return [
    {
      title: `Index on ${title}: cost ${formatCost(costBefore)} → ${formatCost(costAfter)}`,
      tooltip: `${advice.ddlOnline}\nVerified by building it in a transaction that was rolled back`,
      command: commandIds.explain,
      arguments: [suggestion.range.uri, suggestion.range.start],
    },
    { title: 'Create…', tooltip: advice.ddlOnline, command: commandIds.createIndex, arguments: args },
    ...(suggestion.statement.facts.writes
      ? []
      : [
          {
            title: 'Measure',
            tooltip: 'Run it without and with the index',
            command: commandIds.measureIndex,
            arguments: args,
          },
        ]),
  ];
}

function diagnostics(book: SuggestionBook, uri: Uri): Diagnostic[] {
  return book.all(uri).flatMap(suggestion => {
    const { advice, words } = suggestion;
    const { document } = suggestion.statement.target;
    if (advice === undefined) return [];
    const range = new Range(document.positionAt(words.start), document.positionAt(words.end));
    const title = indexTitle(candidateOf(suggestion));
    const { costBefore, costAfter } = advice.card;
    const message = `No index serves this condition. One on ${title} brings the planner's cost from ${formatCost(costBefore)} to ${formatCost(costAfter)} (verified: built and rolled back).`;
    const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Warning);
    diagnostic.source = diagnosticSource;
    diagnostic.code = { value: rule, target: docs };
    return [diagnostic];
  });
}

function codeActions(book: SuggestionBook, document: TextDocument, range: Range): CodeAction[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  return book
    .all(document.uri)
    .filter(suggestion => suggestion.range.start <= end && start <= suggestion.range.end)
    .flatMap(suggestion => actionsOf(suggestion));
}

function actionsOf(suggestion: Suggestion): CodeAction[] {
  const title = indexTitle(candidateOf(suggestion));
  const commands: readonly (readonly [string, string])[] =
    suggestion.advice === undefined
      ? [[`Try an Index on ${title}`, commandIds.tryIndex]]
      : [
          [`Create Index on ${title}…`, commandIds.createIndex],
          ...(suggestion.statement.facts.writes
            ? []
            : [[`Measure Before/After an Index on ${title}`, commandIds.measureIndex] as const]),
        ];
  return [...commands, ['Dismiss Index Advice for This Query', commandIds.dismissAdvice] as const].map(
    ([name, command]) => {
      const action = new CodeAction(name, CodeActionKind.QuickFix);
      action.command = { title: name, command, arguments: [suggestion.id] };
      return action;
    },
  );
}
