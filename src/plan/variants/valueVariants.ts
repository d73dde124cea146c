import type { ParameterValue } from '../../catalog/database';
import type { TypicalKind, TypicalParameter } from '../../catalog/typicalValues';

/** `generic`: for unknown values. `given`: with the values that the user typed, or that a log has. */
export type VariantKind = 'generic' | TypicalKind | 'given';

export const typicalKinds: readonly TypicalKind[] = ['common', 'rare', 'median'];

/** A parameter's value in one variant. */
export interface VariantValue {
  /** 1 for `$1`. */
  readonly number: number;
  readonly value: ParameterValue;
  /** `neutral`: by the type alone, because there are no statistics. */
  readonly from: 'statistics' | 'given' | 'neutral';
  /** Of the table's rows, from 0 to 1: those that the comparison keeps, by the statistics. */
  readonly share?: number;
}

/** One set of values that a plan is asked for; none for `generic`. */
export interface ValueVariant {
  readonly kind: VariantKind;
  readonly values: readonly VariantValue[];
}

export interface GivenValues {
  /** Win in every variant. By number. */
  readonly pinned?: ReadonlyMap<number, ParameterValue>;
  /** A value for every parameter: a variant of its own, and it stands in for neutral values elsewhere. */
  readonly own?: readonly ParameterValue[] | undefined;
}

/**
 * The sets of values worth a plan: generic, common, rare, median, and the user's own. The three are left out where no
 * parameter has statistics that would make them differ; then pinned values make a variant of their own, too.
 */
export function valueVariants(
  parameters: readonly TypicalParameter[],
  { pinned = new Map(), own }: GivenValues = {},
): readonly ValueVariant[] {
  const variants: ValueVariant[] = [{ kind: 'generic', values: [] }];
  const varies = parameters.some(({ number, values }) => values !== undefined && !pinned.has(number));
  if (varies) {
    for (const kind of typicalKinds) {
      variants.push({ kind, values: parameters.map(parameter => valueOf(parameter, kind, pinned, own)) });
    }
  }
  if (parameters.length > 0 && (own !== undefined || (pinned.size > 0 && !varies))) {
    variants.push({ kind: 'given', values: parameters.map(parameter => givenOf(parameter, pinned, own)) });
  }
  return variants;
}

/** As `ExplainRequest` wants them. */
export function parametersOf({ kind, values }: ValueVariant): 'generic' | readonly ParameterValue[] {
  return kind === 'generic' ? 'generic' : values.map(({ value }) => value);
}

function valueOf(
  { number, values, neutral = null }: TypicalParameter,
  kind: TypicalKind,
  pinned: ReadonlyMap<number, ParameterValue>,
  own: readonly ParameterValue[] | undefined,
): VariantValue {
  const given = pinned.get(number);
  if (given !== undefined) return { number, value: given, from: 'given' };
  if (values !== undefined) return { number, ...values[kind], from: 'statistics' };
  const typed = own?.[number - 1];
  return typed === undefined ? { number, value: neutral, from: 'neutral' } : { number, value: typed, from: 'given' };
}

function givenOf(
  { number, neutral = null }: TypicalParameter,
  pinned: ReadonlyMap<number, ParameterValue>,
  own: readonly ParameterValue[] | undefined,
): VariantValue {
  const value = pinned.get(number) ?? (pinned.has(number) ? null : own?.[number - 1]);
  return value === undefined ? { number, value: neutral, from: 'neutral' } : { number, value, from: 'given' };
}
