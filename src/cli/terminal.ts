import type { Failure, FailureKind } from '../base/failure';

/** What a command may do to the outside; the tests give their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Data, and nothing but data. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  readInput(): Promise<string>;
  /** Standard output goes to a terminal that shows colour. */
  readonly colour: boolean;
  readonly signal: AbortSignal;
}

/** A place in a file, for messages; counts from 0. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly character: number;
}

const codes: Readonly<Record<FailureKind, number>> = { usage: 2, input: 3, connection: 4, timeout: 5, cancelled: 5 };

export function exitCodeOf(failure: Failure): number {
  return codes[failure.kind];
}

export function describeFailure(failure: Failure, place: Place | undefined): string {
  // Counted from 0 as everywhere in the contract (docs/cli.md), so that --at takes the same numbers.
  const where =
    place === undefined ? '' : `${place.file}: line ${String(place.line)}, column ${String(place.character)}: `;
  const state = failure.sqlState === undefined ? '' : ` [${failure.sqlState}]`;
  return `${where}${failure.message}${state}\n${failure.remedy}\n`;
}
