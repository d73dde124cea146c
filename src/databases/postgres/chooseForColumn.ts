import type { AskedParameter, Comparison, TypicalValue } from '../../catalog/typicalValues';
import { chooseBetween, chooseBound, type RangeOperator } from './chooseBounds';
import { chooseEqual } from './chooseEqual';
import { choosePattern } from './choosePattern';
import type { Fit } from './columnFit';
import type { Choice, ColumnStatistics } from './columnStatistics';

/** A parameter and how the column's values serve it. */
export interface FittingParameter extends AskedParameter {
  readonly fit: Exclude<Fit, 'none'>;
}

/**
 * Values for all parameters on one column. Items of lists get values that differ; a lower and an upper bound are chosen
 * together. `sort` puts values into the column's order. Parameters for which nothing is known are left out.
 */
export async function chooseForColumn(
  parameters: readonly FittingParameter[],
  statistics: ColumnStatistics,
  elements: ColumnStatistics | undefined,
  sort: (values: readonly string[]) => Promise<readonly string[]>,
): Promise<ReadonlyMap<number, Choice>> {
  const chosen = new Map<number, Choice>();
  const put = (parameter: FittingParameter, choice: Choice | undefined, fit: Fit = parameter.fit) => {
    const fitting = choice && fitted(choice, fit);
    if (fitting !== undefined) chosen.set(parameter.number, fitting);
  };
  const ranges = parameters.filter(({ comparison }) => rangeOf(comparison) !== undefined);
  const sorted = ranges.length === 0 ? [] : await inOrder(statistics, sort);
  const lower = ranges.find(({ comparison, fixed }) => comparison.startsWith('>') && fixed !== true);
  const upper = ranges.find(({ comparison, fixed }) => comparison.startsWith('<') && fixed !== true);
  const pair = lower && upper && chooseBetween(statistics, sorted, operatorsOf(lower, upper));
  let turn = 0;
  for (const parameter of parameters) {
    const range = rangeOf(parameter.comparison);
    if (range !== undefined) {
      if (pair && parameter === lower) put(parameter, pair.lower);
      else if (pair && parameter === upper) put(parameter, pair.upper);
      else put(parameter, chooseBound(statistics, sorted, range));
      continue;
    }
    const { fit } = parameter;
    if (fit === 'element' || (fit === 'elements' && elements !== undefined)) {
      put(parameter, elements && chooseEqual(elements));
    } else if (fit === 'elements') {
      put(parameter, chooseEqual(statistics), 'value');
    } else if (parameter.comparison === 'like' || parameter.comparison === '~') {
      put(parameter, choosePattern(statistics, parameter.comparison));
    } else {
      put(parameter, chooseEqual(statistics, parameter.comparison === 'in' ? turn++ : 0));
    }
  }
  return chosen;
}

function rangeOf(comparison: Comparison): RangeOperator | undefined {
  return comparison === '<' || comparison === '<=' || comparison === '>' || comparison === '>='
    ? comparison
    : undefined;
}

function operatorsOf(lower: AskedParameter, upper: AskedParameter) {
  return { lower: rangeOf(lower.comparison) ?? '>=', upper: rangeOf(upper.comparison) ?? '<=' } as const;
}

/** Bounds are in order as they come; only common values have to be put among them. */
async function inOrder(
  { common, bounds }: ColumnStatistics,
  sort: (values: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const values = [...new Set([...bounds, ...common.map(({ value }) => value)])];
  return common.length === 0 ? values : sort(values);
}

function fitted(choice: Choice, fit: Fit): Choice | undefined {
  const [common, rare, median] = [choice.common, choice.rare, choice.median].map(typical => fittedValue(typical, fit));
  return common && rare && median ? { common, rare, median } : undefined;
}

function fittedValue(typical: TypicalValue, fit: Fit): TypicalValue | undefined {
  const { value } = typical;
  switch (fit) {
    case 'list':
    case 'elements':
      return { ...typical, value: `{"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"}` };
    case 'whole': {
      const whole = /^-?\d+/.exec(value)?.[0];
      return whole !== undefined && /^-?\d+(\.\d+)?$/.test(value) ? { ...typical, value: whole } : undefined;
    }
    default:
      return typical;
  }
}
