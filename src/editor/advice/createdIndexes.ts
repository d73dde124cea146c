import { ProgressLocation, commands, env, window } from 'vscode';

import type { IndexAdvice } from '../../advisor/index';
import { Emitter } from '../../base/event';
import { cancelled } from '../../base/failure';
import { formatBytes, formatDuration } from '../../plan/units';
import type { ActiveDatabase } from '../activeConnections';
import { contextKeys } from '../contributions';
import type { Dialogs } from '../explain/dialogs';
import { createOnProduction } from '../explain/explainFailures';
import { type Suggestion, candidateOf, indexTitle } from './suggestion';

/** An index that stands because the user said so. */
export interface CreatedIndex {
  readonly title: string;
  readonly advice: IndexAdvice;
  readonly active: ActiveDatabase;
  /** Shape of the statement that it was made for. */
  readonly shape: string;
}

/** What this window created, so that it can be undone. */
export class CreatedIndexes {
  readonly #created: CreatedIndex[] = [];
  readonly #changed = new Emitter<CreatedIndex>();

  /** An index was created or dropped. */
  readonly onDidChange = this.#changed.event;

  last(shape?: string): CreatedIndex | undefined {
    return this.#created.findLast(entry => shape === undefined || entry.shape === shape);
  }

  /** Asks, then creates the index for good. @throws Failure `cancelled` when the user declines */
  async create(suggestion: Suggestion & { readonly advice: IndexAdvice }, dialogs: Dialogs): Promise<CreatedIndex> {
    const { advice, active, statement } = suggestion;
    const title = indexTitle(candidateOf(suggestion));
    if (active.production) {
      await env.clipboard.writeText(`${advice.ddlOnline};\n`);
      throw createOnProduction(active.profile.name);
    }
    const { sizeBytes, buildMs } = advice.card;
    const agreed = await dialogs.confirm({
      message: `Create an index on ${title} in ${active.profile.name}?`,
      detail: [
        advice.ddlOnline,
        '',
        `Size ${formatBytes(sizeBytes)}; it took ${formatDuration(buildMs)} to build when it was tried.`,
        'Writes to the table go on meanwhile. Undo drops it again.',
      ].join('\n'),
      proceed: 'Create Index',
    });
    if (!agreed) throw cancelled();
    await changeSchema(`Creating an index on ${title}`, active, advice.ddlOnline);
    const created: CreatedIndex = { title, advice, active, shape: statement.shape };
    this.#created.push(created);
    this.#announce(created);
    return created;
  }

  async undo(created: CreatedIndex): Promise<void> {
    await changeSchema(`Dropping the index on ${created.title}`, created.active, created.advice.undoDdl);
    const at = this.#created.indexOf(created);
    if (at >= 0) this.#created.splice(at, 1);
    this.#announce(created);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #announce(created: CreatedIndex): void {
    void commands.executeCommand('setContext', contextKeys.indexApplied, this.#created.length > 0);
    this.#changed.fire(created);
  }
}

/** Cancelling ends the build on the server; a half-built index is dropped by the database adapter. */
async function changeSchema(title: string, active: ActiveDatabase, ddl: string): Promise<void> {
  const controller = new AbortController();
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    token.onCancellationRequested(() => {
      controller.abort(cancelled());
    });
    return active.database.applyDdl(ddl, controller.signal);
  });
}
