import type { ExplainOutcome, ParameterValue } from '../../catalog/database';
import type { Plan } from '../../plan/model';
import type { JudgedPlan } from '../../plan/judge';
import type { PlanView } from '../../protocol/messages';
import type { ActiveDatabase } from '../activeConnections';
import type { LabelledParameter } from '../explain/preparedStatement';
import { writeValue } from '../parameters/askValues';

export interface PlanViewParts {
  readonly statement: string;
  readonly outcome: ExplainOutcome;
  readonly plan: Plan;
  readonly judged: JudgedPlan;
  readonly analyzed: boolean;
  readonly active: ActiveDatabase;
  readonly parameters: readonly LabelledParameter[];
  /** `generic` where the plan is for unknown values. */
  readonly values: 'generic' | readonly ParameterValue[];
  readonly origin: string;
  readonly notes: readonly string[];
  readonly now: Date;
}

export function planView(parts: PlanViewParts): PlanView {
  const { outcome, active, values } = parts;
  return {
    statement: parts.statement,
    plan: parts.plan,
    rawJson: JSON.stringify(outcome.raw, undefined, 2),
    explainSql: outcome.explainSql,
    ...parts.judged,
    source: parts.analyzed ? 'measured' : 'estimated',
    connection: {
      name: active.profile.name,
      serverVersion: active.database.server.version,
      production: active.production,
    },
    parameters: parts.parameters.map((parameter, i) => {
      const type = outcome.parameterTypes[i];
      const value = values === 'generic' ? undefined : values[i];
      return {
        name: parameter.label,
        ...(type === undefined ? {} : { type }),
        ...(value === undefined ? {} : { value: writeValue(value) }),
      };
    }),
    time: clock(parts.now),
    origin: parts.origin,
    notes: parts.notes,
  };
}

/** What is to stand in the view from now on; `undefined` takes it out. */
export type PlanViewChange = {
  readonly [Key in 'advice' | 'candidate' | 'measurement' | 'applied' | 'comparison']?: PlanView[Key] | undefined;
};

export function changedView(view: PlanView, change: PlanViewChange): PlanView {
  const { advice, candidate, measurement, applied, comparison, ...rest } = { ...view, ...change };
  return {
    ...rest,
    ...(advice === undefined ? {} : { advice }),
    ...(candidate === undefined ? {} : { candidate }),
    ...(measurement === undefined ? {} : { measurement }),
    ...(applied === undefined ? {} : { applied }),
    ...(comparison === undefined ? {} : { comparison }),
  };
}

export function clock(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}
