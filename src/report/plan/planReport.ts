import type { Finding } from '../../plan/finding';
import type { Plan } from '../../plan/model';

/** What is told of a plan outside the editor, in every format. */
export interface PlanReport {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly statement?: string;
  /** Where the plan comes from: connection, file, time, values. */
  readonly facts: readonly (readonly [label: string, value: string])[];
}
