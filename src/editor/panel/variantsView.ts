import type { Plan } from '../../plan/model';
import { formatCost, formatMs } from '../../plan/units';
import type { PlannedVariant } from '../../plan/variants/planVariants';
import type { VariantKind } from '../../plan/variants/valueVariants';
import { flipSentence, type ParameterLabel, shortNote, shortValue, valueNote } from '../../plan/variants/variantWords';
import type { VariantsView } from '../../protocol/messages';

const longestTitle = 400;

/** The sets of values side by side, one of them selected. */
export function variantsView(
  planned: readonly PlannedVariant[],
  selected: VariantKind,
  label: ParameterLabel,
): VariantsView {
  return {
    selected,
    cards: planned.map(({ kind, plan, values, flip }) => ({
      kind,
      figure: figureOf(plan),
      values: values.map(one => {
        const name = label(one.number);
        const note = shortNote(one);
        const more = valueNote(one);
        const title = `${name} = ${shortValue(one.value, longestTitle)}${more === undefined ? '' : `: ${more}`}`;
        return { name, value: shortValue(one.value), title, ...(note === undefined ? {} : { note }) };
      }),
      ...(flip === undefined ? {} : { difference: { short: flip.short, text: flip.text } }),
    })),
    summary: flipSentence({ planned }, label),
    flips: planned.some(({ flip }) => flip !== undefined),
    measured: planned.some(({ request }) => request.analyze),
  };
}

function figureOf({ executionMs, totalCost }: Plan): string {
  if (executionMs !== undefined) return formatMs(executionMs);
  return totalCost === undefined ? '' : `cost ${formatCost(totalCost)}`;
}
