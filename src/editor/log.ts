import { type LogOutputChannel, window } from 'vscode';

import { Failure } from '../base/failure';
import type { Log } from '../base/log';
import { redactSecrets } from './logRedaction';

/** The log that the user can open, behind the port; every line is redacted once more on its way in. */
export class LogChannel implements Log {
  readonly #channel: LogOutputChannel = window.createOutputChannel('Backend Optimizer', { log: true });
  readonly #secrets = new Set<string>();
  readonly #failures: string[] = [];

  /** From now on the secret is replaced wherever it would have been written. */
  hide(secret: string): void {
    this.#secrets.add(secret);
  }

  /** Warnings and errors of this session, oldest first, redacted; at most 20. For *Copy Diagnostics*. */
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
    this.#channel.warn(this.#remember(message));
  }

  error(message: string, error?: unknown): void {
    const text = error === undefined ? message : `${message}: ${describe(error)}`;
    this.#channel.error(this.#remember(text));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }

  #clean(message: string): string {
    return redactSecrets(message, this.#secrets);
  }

  #remember(message: string): string {
    const line = this.#clean(message);
    this.#failures.push(`${new Date().toISOString()} ${line}`);
    if (this.#failures.length > 20) this.#failures.shift();
    return line;
  }
}

/** A failure that the user can mend needs no stack; a defect does. Causes follow. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error instanceof Failure ? `[${error.id}] ${error.message}` : (error.stack ?? error.message);
  return error.cause === undefined ? text : `${text}\n  caused by ${describe(error.cause)}`;
}
