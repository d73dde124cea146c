import type { TypicalKind, TypicalParameter, TypicalValue } from '../catalog/typicalValues';
import type { Finding } from '../plan/finding';
import { findFindings } from '../plan/findings';
import type { Flip } from '../plan/flip';
import type { Plan } from '../plan/model';
import type { PlanSurroundings } from '../plan/rules/examinedPlan';
import type { VariantKind, VariantValue } from '../plan/variants/valueVariants';
import { flipSentence, missingSentence, type ParameterLabel } from '../plan/variants/variantWords';
import type { TypicalPlans } from './typicalExplain';

export interface ReportedParameter {
  readonly name: string;
  readonly type?: string;
  readonly value?: string | null;
  /** What follows is there with `--values common|rare|median|all`. Where the value comes from. */
  readonly from?: VariantValue['from'];
  readonly share?: number;
  /** The column that it is compared with, or written to. */
  readonly column?: NonNullable<TypicalParameter['column']>;
  readonly typical?: Readonly<Record<TypicalKind, TypicalValue>>;
  /** Why there are no typical values. */
  readonly missing?: string;
}

/** One of the plans of `--values all`. */
export interface ReportedPlan {
  readonly values: {
    readonly kind: VariantKind;
    /** None for `generic`. */
    readonly parameters: readonly (Omit<VariantValue, 'number'> & { readonly name: string })[];
  };
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly explainSql: string;
  /** Where it leaves the way of the generic plan. */
  readonly flip?: Flip;
}

/** The parameter `$number` with what the statistics say of it. */
export function typicalParameter(
  parameter: ReportedParameter | undefined,
  number: number,
  { parameters, main }: Pick<TypicalPlans, 'parameters' | 'main'>,
): readonly ReportedParameter[] {
  if (parameter === undefined) return [];
  const known = parameters.find(one => one.number === number);
  const used = main.values.find(one => one.number === number);
  return [
    {
      ...parameter,
      ...(used === undefined ? {} : { from: used.from, ...(used.share === undefined ? {} : { share: used.share }) }),
      ...(known?.column === undefined ? {} : { column: known.column }),
      ...(known?.values === undefined ? {} : { typical: known.values }),
      ...(known?.missing === undefined ? {} : { missing: missingSentence(known.missing, known.column) }),
    },
  ];
}

export function reportedPlans(
  { planned }: TypicalPlans,
  label: ParameterLabel,
  surroundings: PlanSurroundings,
): { readonly plans: readonly ReportedPlan[]; readonly flips: boolean; readonly flipText: string } {
  return {
    plans: planned.map(({ kind, values, plan, outcome, flip }) => ({
      values: { kind, parameters: values.map(({ number, ...value }) => ({ name: label(number), ...value })) },
      plan,
      findings: findFindings(plan, surroundings),
      explainSql: outcome.explainSql,
      ...(flip === undefined ? {} : { flip }),
    })),
    flips: planned.some(({ flip }) => flip !== undefined),
    flipText: flipSentence({ planned }, label),
  };
}
