import { type Disposable, commands, window } from 'vscode';

import { Failure, isCancelled } from '../base/failure';
import { type CommandId, commandIds } from './contributions';
import type { LogChannel } from './log';

/** What a button of a message does. */
interface Action {
  readonly title: string;
  readonly command: string;
}

const showLog: Action = { title: 'Show Log', command: commandIds.showLog };
const selectConnection: Action = { title: 'Select Connection', command: commandIds.selectConnection };
const markDevelopment: Action = { title: 'Mark as Development…', command: commandIds.markDevelopment };
const manageTrust: Action = { title: 'Manage Trust', command: 'workbench.trust.manage' };

/** The one place where whatever was thrown becomes a message, or none. */
export class CommandBoundary {
  readonly #log: LogChannel;

  constructor(log: LogChannel) {
    this.#log = log;
  }

  command(id: CommandId, run: (...args: readonly unknown[]) => unknown): Disposable {
    return commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        this.report(error);
        return undefined;
      }
    });
  }

  report(error: unknown): void {
    if (isCancelled(error)) return;
    if (error instanceof Failure) {
      this.#log.failure(error);
      this.#show(`${error.message} ${error.remedy}`, actionsFor(error));
      return;
    }
    this.#log.error('unexpected', error);
    const what = error instanceof Error ? error.message : String(error);
    this.#show(`Backend Optimizer ran into a defect of its own: ${what}`, [showLog]);
  }

  #show(message: string, actions: readonly Action[]): void {
    void window.showErrorMessage(message, ...actions).then(
      action => (action === undefined ? undefined : commands.executeCommand(action.command)),
      (error: unknown) => {
        this.#log.error('a message could not be shown', error);
      },
    );
  }
}

function actionsFor(failure: Failure): readonly Action[] {
  if (failure.id === 'untrusted-workspace') return [manageTrust];
  if (failure.id.startsWith('production-')) return [markDevelopment];
  if (failure.kind === 'connection') return [selectConnection, showLog];
  if (failure.kind === 'usage') return [];
  return [showLog];
}
