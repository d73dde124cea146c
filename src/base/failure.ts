/**
 * What went wrong in a way that the user can mend. Command-line exit codes follow from it (docs/cli.md).
 * - `usage`: the call itself (2) - `input`: what was read (3) - `connection`: not reached or refused (4)
 * - `timeout`, `cancelled` (5)
 */
export type FailureKind = 'usage' | 'input' | 'connection' | 'timeout' | 'cancelled';

/** Position in the SQL text that was explained, in UTF-16 code units. */
export interface FailurePosition {
  readonly offset: number;
}

/**
 * A failure with a message for the user: what happened, then what to do next. Everything else that is thrown is a
 * defect and reaches one boundary. Made by named factories only, so that each message stands once.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** Stable id of the message, e.g. `wrong-password`; tests and the docs name it. */
  readonly id: string;
  readonly kind: FailureKind;
  /** SQLSTATE of the server's error, when the server raised it. */
  readonly sqlState?: string;
  readonly position?: FailurePosition;
  /** What to do next, one sentence. */
  readonly remedy: string;

  constructor(options: {
    readonly id: string;
    readonly kind: FailureKind;
    readonly message: string;
    readonly remedy: string;
    readonly sqlState?: string | undefined;
    readonly position?: FailurePosition | undefined;
    readonly cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.id = options.id;
    this.kind = options.kind;
    this.remedy = options.remedy;
    if (options.sqlState !== undefined) this.sqlState = options.sqlState;
    if (options.position !== undefined) this.position = options.position;
  }
}

/** The user, or the end of the extension, stopped it: no message is due. */
export function cancelled(cause?: unknown): Failure {
  return new Failure({ id: 'cancelled', kind: 'cancelled', message: 'Cancelled.', remedy: 'Run it again.', cause });
}

export function isCancelled(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'cancelled';
}

/** @throws Failure `cancelled` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal.reason);
}
