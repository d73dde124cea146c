import { commands, window } from 'vscode';

import { type IndexAdvice } from '../../advisor/index';
import { isCancelled } from '../../base/failure';
import { commandIds, contextKeys } from '../contributions';
import { withCancellableProgress } from '../explain/cancellableProgress';
import type { Dialogs } from '../explain/dialogs';
import type { ExplainedQuery, Explainer } from '../explain/explainer';
import type { EditorContext } from '../shell';
import { noAdviceHere, nothingToUndo } from './adviceFailures';
import type { Adviser } from './adviser';
import type { CreatedIndexes } from './createdIndexes';
import type { DismissedAdvice } from './dismissedAdvice';
import { measureIndex } from './measureIndex';
import { type Suggestion, candidateOf, indexTitle } from './suggestion';
import type { SuggestionBook } from './suggestionBook';

export interface AdviceDeskParts {
  readonly context: EditorContext;
  readonly explainer: Explainer;
  readonly dialogs: Dialogs;
  readonly adviser: Adviser;
  readonly book: SuggestionBook;
  readonly created: CreatedIndexes;
  readonly dismissed: DismissedAdvice;
}

/** What the user does with a suggestion, from a lens, a code action, the palette or the panel. */
export class AdviceDesk {
  readonly #parts: AdviceDeskParts;
  /** The suggestion that stands in the panel beside its plan. */
  #shown: { readonly query: ExplainedQuery; readonly id: string } | undefined;
  #following: AbortController | undefined;

  constructor(parts: AdviceDeskParts) {
    this.#parts = parts;
  }

  /** Looks for advice on what was just explained, and puts it beside the plan. */
  async follow(query: ExplainedQuery): Promise<void> {
    this.#following?.abort();
    const controller = new AbortController();
    this.#following = controller;
    const { adviser, context } = this.#parts;
    try {
      const suggestion = await adviser.suggest(query, controller.signal);
      if (controller.signal.aborted) return;
      this.#show(query, suggestion);
      if (suggestion !== undefined && adviser.verifiesByItself(suggestion)) {
        this.#show(query, await adviser.verify(suggestion, controller.signal));
      }
    } catch (error) {
      // The plan stands; advice that could not be had is no reason for a message.
      if (!isCancelled(error)) context.log.error('no advice', error);
    }
  }

  /** The suggestion with the id, else the one at the cursor, else the panel's. @throws Failure when there is none */
  find(id: unknown): Suggestion {
    const { book } = this.#parts;
    if (typeof id === 'string') {
      const named = book.get(id);
      if (named !== undefined) return named;
    }
    const editor = window.activeTextEditor;
    const here = editor && book.at(editor.document.uri, editor.document.offsetAt(editor.selection.active));
    return here ?? this.shown();
  }

  shown(): Suggestion {
    const suggestion = this.#shown && this.#parts.book.get(this.#shown.id);
    if (suggestion === undefined) throw noAdviceHere();
    return suggestion;
  }

  async tryIndex(suggestion: Suggestion): Promise<Suggestion | undefined> {
    const { adviser } = this.#parts;
    const title = indexTitle(candidateOf(suggestion));
    const query = await this.#explained(suggestion);
    const verified = await withCancellableProgress(`Trying an index on ${title}`, signal =>
      adviser.verify(suggestion, signal),
    );
    this.#show(query, verified);
    if (verified === undefined) {
      void window.showInformationMessage(
        `An index on ${title} was built and rolled back: the planner gains nothing by it.`,
      );
    }
    return verified;
  }

  async measure(suggestion: Suggestion): Promise<void> {
    const verified = await this.#verified(suggestion);
    if (verified === undefined) return;
    const query = await this.#explained(verified);
    const measurement = await measureIndex(verified, this.#parts);
    this.#parts.explainer.refine(query, { measurement });
  }

  async create(suggestion: Suggestion): Promise<void> {
    const { book, created, dialogs, explainer } = this.#parts;
    const verified = await this.#verified(suggestion);
    if (verified?.advice === undefined) return;
    const query = await this.#explained(verified);
    const index = await created.create({ ...verified, advice: verified.advice }, dialogs);
    book.removeWhere(other => sameIndex(other, verified));
    explainer.refine(query, { applied: true });
    void window
      .showInformationMessage(`Created the index on ${index.title}.`, 'Undo')
      .then(answer => (answer === 'Undo' ? commands.executeCommand(commandIds.undoIndex) : undefined));
  }

  async undo(): Promise<void> {
    const { created, explainer } = this.#parts;
    const shape = explainer.current?.statement.shape;
    const index = (shape === undefined ? undefined : created.last(shape)) ?? created.last();
    if (index === undefined) throw nothingToUndo();
    await created.undo(index);
    const { current } = explainer;
    if (current?.statement.shape === index.shape) {
      explainer.refine(current, { applied: false });
      await this.follow(current);
    }
    void window.showInformationMessage(`Dropped the index on ${index.title}.`);
  }

  async dismiss(suggestion: Suggestion): Promise<void> {
    const { book, dismissed, explainer } = this.#parts;
    await dismissed.add(suggestion.statement.shape, candidateOf(suggestion));
    book.remove(suggestion);
    const { current } = explainer;
    if (current !== undefined && this.#shown?.id === suggestion.id) this.#show(current, undefined);
  }

  /** Nothing is measured or created that was not tried. `undefined`: the trial spoke against it, and the user knows. */
  async #verified(suggestion: Suggestion): Promise<Suggestion | undefined> {
    return suggestion.advice === undefined ? this.tryIndex(suggestion) : suggestion;
  }

  /** The panel's plan of the statement, which is explained first where the panel shows another. */
  async #explained(suggestion: Suggestion): Promise<ExplainedQuery> {
    const { explainer } = this.#parts;
    const shows = () => {
      const { current } = explainer;
      return current?.statement.shape === suggestion.statement.shape && current.active === suggestion.active
        ? current
        : undefined;
    };
    if (shows() === undefined) await explainer.explain(suggestion.statement.target, 'estimate');
    const query = shows();
    if (query === undefined) throw noAdviceHere();
    return query;
  }

  #show(query: ExplainedQuery, suggestion: Suggestion | undefined): void {
    void commands.executeCommand('setContext', contextKeys.adviceShown, suggestion !== undefined);
    this.#shown = suggestion === undefined ? undefined : { query, id: suggestion.id };
    const advice: IndexAdvice | undefined = suggestion?.advice;
    this.#parts.explainer.refine(query, {
      advice,
      candidate:
        suggestion === undefined || suggestion.pending || advice !== undefined
          ? undefined
          : { title: `Try an index on ${indexTitle(candidateOf(suggestion))}` },
    });
  }
}

function sameIndex(a: Suggestion, b: Suggestion): boolean {
  return (
    a.active.profile.id === b.active.profile.id &&
    candidateOf(a).schema === candidateOf(b).schema &&
    candidateOf(a).table === candidateOf(b).table &&
    candidateOf(a).columns.join('\0') === candidateOf(b).columns.join('\0')
  );
}
