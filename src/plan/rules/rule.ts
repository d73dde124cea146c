import type { Finding } from '../finding';
import type { Plan } from '../model';

/** A way in which a plan goes wrong. One a file; docs/rules.md is generated from them and their examples run as tests. */
export interface Rule {
  /** Stable, e.g. `seq-scan-discards`. */
  readonly id: string;
  readonly severity: Finding['severity'];
  /** What is wrong, as a heading. */
  readonly title: string;
  /** Why it costs, a sentence or two. */
  readonly why: string;
  /** What to do about it in general. */
  readonly remedy: string;
  /** When the rule speaks, with its thresholds. */
  readonly when: string;
  /** The rule speaks once or more. */
  readonly bad: RuleExample;
  /** The rule is silent. */
  readonly good: RuleExample;
  check(plan: Plan): readonly RuleHit[];
}

export interface RuleHit {
  readonly message: string;
  readonly nodeId: string;
  /** The numbers that the rule decided on. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Said for this place, in place of the rule's general remedy. */
  readonly remedy?: string;
}

export interface RuleExample {
  readonly title: string;
  /** EXPLAIN (FORMAT JSON)'s output. */
  readonly explain: readonly unknown[];
}
