import type { Problem } from '../../base/problem';

export type PlanFormat = 'json' | 'text' | 'yaml' | 'xml';

/** A plan in a text, in the shape of EXPLAIN's JSON, before the model is made of it. */
export interface FoundPlan {
  readonly fields: unknown;
  readonly format: PlanFormat;
  readonly statement?: string;
  /** How long the execution took, by a log. */
  readonly loggedMs?: number;
  /** Lines of the input. */
  readonly line: number;
  readonly endLine: number;
  readonly problems: readonly Problem[];
}
