/** Something wrong, with evidence and remedy; the `Finding` of the command line's contract (docs/cli.md). */
export interface Finding {
  /** The rule's id, e.g. `seq-scan-discards`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly nodeId?: string;
  /** What is at stake, as a share of the plan's time (of its cost where nothing was timed), 0 to 1. */
  readonly share?: number;
  /** In the statement's text. */
  readonly range?: { readonly start: number; readonly end: number };
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly remedy: string;
  readonly gain?: {
    readonly costBefore?: number;
    readonly costAfter?: number;
    readonly msBefore?: number;
    readonly msAfter?: number;
    readonly source: 'estimated' | 'measured' | 'estimated at production size';
  };
  /** Where the rule is explained. */
  readonly docs: string;
}
