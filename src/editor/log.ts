import { type LogOutputChannel, window } from 'vscode';

import { Failure } from '../base/failure';
import type { Log } from '../base/log';
import { redactSecrets } from '../base/redactSecrets';

/** The log that the user can open, behind the port; every line is redacted once more on its way in. */
export class LogChannel implements Log {
  readonly #channel: LogOutputChannel = window.createOutputChannel('Backend Optimizer', { log: true });
  readonly #secrets = new Set<string>();
  readonly #failures: string[] = [];

  /** From now on the secret is replaced wherever it would have been written. */
  hide(secret: string): void {
    this.#secrets.add(secret);
  }

  /** Ids of failures and stacks of defects in this session, oldest first, redacted; at most 20. For *Copy Diagnostics*. */
  get recentFailures(): readonly string[] {
    return this.#failures;
  }

  debug(message: string): void {
    this.#channel.debug(this.#clean(message));
  }

  info(message: string): void {
    this.#channel.info(this.#clean(message));
  }

  warn(message: string): void {
    this.#channel.warn(this.#clean(message));
  }

  error(message: string, error?: unknown): void {
    const line = this.#clean(error === undefined ? message : `${message}: ${describe(error)}`);
    this.#channel.error(line);
    this.#remember(error instanceof Failure ? failureLine(error) : line);
  }

  /** What the user was told; its text may name their tables, so only its id is kept for bug reports. */
  failure(failure: Failure): void {
    this.#channel.warn(this.#clean(`${describe(failure)} ${failure.remedy}`));
    this.#remember(failureLine(failure));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }

  /** The text without secrets. */
  #clean(message: string): string {
    return redactSecrets(message, this.#secrets);
  }

  #remember(line: string): void {
    this.#failures.push(`${new Date().toISOString()} ${line}`);
    if (this.#failures.length > 20) this.#failures.shift();
  }
}

function failureLine(failure: Failure): string {
  return failure.sqlState === undefined ? failure.id : `${failure.id} (SQLSTATE ${failure.sqlState})`;
}

/** A failure that the user can mend needs no stack; a defect does. Causes follow. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error instanceof Failure ? `[${error.id}] ${error.message}` : (error.stack ?? error.message);
  return error.cause === undefined ? text : `${text}\n  caused by ${describe(error.cause)}`;
}
