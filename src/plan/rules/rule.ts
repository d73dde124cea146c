import type { Finding } from '../finding';
import type { ExaminedPlan } from './examinedPlan';

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
  /** Ids of rules that say less of the same node: where this one speaks, theirs are left out. */
  readonly insteadOf?: readonly string[];
  /** The rule speaks once or more. */
  readonly bad: RuleExample;
  /** The rule is silent. */
  readonly good: RuleExample;
  readonly check: (examined: ExaminedPlan) => readonly RuleHit[];
}

export interface RuleHit {
  readonly message: string;
  /** Absent: of the plan as a whole. */
  readonly nodeId?: string;
  /** What is at stake, as a share of the plan's time (of its cost where nothing was timed), 0 to 1. */
  readonly share?: number | undefined;
  /** The numbers that the rule decided on. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Said for this place, in place of the rule's general remedy. */
  readonly remedy?: string;
}

export interface RuleExample {
  readonly title: string;
  /** EXPLAIN (FORMAT JSON)'s output. */
  readonly explain: readonly unknown[];
  /** Where the rule looks at the statement: as sent, with `$n`. */
  readonly statement?: string;
}
