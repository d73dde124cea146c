import { type Disposable, DisposableStore } from '../../base/disposable';
import { commandIds } from '../contributions';
import type { Dialogs } from '../explain/dialogs';
import type { Explainer } from '../explain/explainer';
import type { TypingPause } from '../explain/typingPause';
import type { AdviceActions } from '../panel/panelActions';
import type { EditorContext } from '../shell';
import { AdviceDesk } from './adviceDesk';
import { registerAdviceDisplay } from './adviceDisplay';
import { Adviser } from './adviser';
import { BackgroundHints } from './backgroundHints';
import { CreatedIndexes } from './createdIndexes';
import { DismissedAdvice } from './dismissedAdvice';
import { SuggestionBook } from './suggestionBook';

export interface AdviceParts {
  readonly context: EditorContext;
  readonly explainer: Explainer;
  readonly dialogs: Dialogs;
  readonly typing: TypingPause;
}

export interface Advice extends Disposable {
  readonly actions: AdviceActions;
  readonly book: SuggestionBook;
  readonly hints: BackgroundHints;
  /** Settles when the advice on the last plan is there. */
  settled(): Promise<void>;
}

/** Index advice for what was explained, its lenses and diagnostics, and what the user does with it. */
export function registerAdvice(parts: AdviceParts): Advice {
  const { context, explainer, typing } = parts;
  const store = new DisposableStore();
  const book = store.add(new SuggestionBook());
  const dismissed = new DismissedAdvice(context.extension.workspaceState);
  const adviser = store.add(new Adviser(book, dismissed));
  const created = store.add(new CreatedIndexes());
  const hints = store.add(new BackgroundHints({ context, adviser, book, typing }));
  store.add(registerAdviceDisplay(book, typing));
  const desk = new AdviceDesk({ ...parts, adviser, book, created, dismissed });

  let following = Promise.resolve();
  store.add(
    explainer.onDidExplain(query => {
      following = desk.follow(query);
    }),
  );
  store.add(
    created.onDidChange(({ active }) => {
      adviser.forgetCatalog(active.database);
      hints.rescan();
    }),
  );
  store.add(
    context.connections.onDidChange(() => {
      book.removeWhere(({ active, range }) => context.connections.activeProfile(range.uri)?.id !== active.profile.id);
    }),
  );
  store.add(context.command(commandIds.tryIndex, id => desk.tryIndex(desk.find(id))));
  store.add(context.command(commandIds.measureIndex, id => desk.measure(desk.find(id))));
  store.add(context.command(commandIds.createIndex, id => desk.create(desk.find(id))));
  store.add(context.command(commandIds.undoIndex, () => desk.undo()));
  store.add(context.command(commandIds.dismissAdvice, id => desk.dismiss(desk.find(id))));
  return {
    actions: {
      tryIndex: async () => void (await desk.tryIndex(desk.shown())),
      measure: () => desk.measure(desk.shown()),
      createIndex: () => desk.create(desk.shown()),
      undoIndex: () => desk.undo(),
    },
    book,
    hints,
    settled: () => following,
    dispose: () => store.dispose(),
  };
}
