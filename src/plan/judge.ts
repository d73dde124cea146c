import type { Finding } from './finding';
import { findFindings } from './findings';
import { markStatement, type NodeMarks } from './marks/markStatement';
import type { Plan } from './model';
import type { PlanSurroundings } from './rules/examinedPlan';

/** What is said of a plan beside its figures. */
export interface JudgedPlan {
  readonly findings: readonly Finding[];
  /** Which parts of the statement each node stems from; absent where the statement is not known. */
  readonly marks?: readonly NodeMarks[];
}

export function judge(plan: Plan, surroundings: PlanSurroundings): JudgedPlan {
  const { sql, statement } = surroundings;
  return {
    findings: findFindings(plan, surroundings),
    ...(sql === undefined || statement === undefined ? {} : { marks: markStatement(plan, statement, sql) }),
  };
}
