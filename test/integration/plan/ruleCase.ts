/**
 * One rule on the real server: a plan where it must speak and a near miss where it must stay silent. A file each in
 * `ruleCases/`, named after the rule, with the case as default export.
 */
export interface RuleCase {
  readonly rule: string;
  /** What the server cannot be made to show here, and what stands for it. */
  readonly note?: string;
  /** SQL run one by one in a schema of the case's own (first in `search_path`); VACUUM and ANALYZE are welcome. */
  readonly setup?: readonly string[];
  readonly speaks: CasePlan & {
    /** Matches the message and the remedy of one finding, a line each. */
    readonly says: RegExp;
  };
  readonly silent: CasePlan;
}

export interface CasePlan {
  /** What is explained, and what rules see as the statement unless `seenAs` is given. */
  readonly statement: string;
  /** The statement with `$n`, where `statement` only executes what `before` prepared. */
  readonly seenAs?: string;
  /** Beside FORMAT JSON; default `ANALYZE, VERBOSE, BUFFERS, SETTINGS`. */
  readonly options?: string;
  /** SET LOCAL; plans are serial and without JIT unless these say otherwise. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Run one by one in the plan's transaction, under its settings, before the plan is made. */
  readonly before?: readonly string[];
  /** What EXPLAIN gave on another server, where this one cannot make the plan; `note` says why. Nothing is run. */
  readonly recorded?: readonly unknown[];
  /** The plan is read without a catalogue, as one that was pasted. */
  readonly withoutCatalog?: true;
}
