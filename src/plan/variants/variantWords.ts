import type { ParameterValue } from '../../catalog/database';
import type { MissingStatistics, TypicalParameter } from '../../catalog/typicalValues';
import { formatPercent } from '../units';
import type { PlannedVariant, PlannedVariants } from './planVariants';
import type { ValueVariant, VariantKind, VariantValue } from './valueVariants';

/** How the user knows `$n`. */
export type ParameterLabel = (number: number) => string;

export const variantNames: Readonly<Record<VariantKind, string>> = {
  generic: 'generic',
  common: 'common',
  rare: 'rare',
  median: 'median',
  given: 'yours',
};

/** The kind before its noun: `rare values`, `your values`. */
const valuesOf: Readonly<Record<VariantKind, string>> = {
  generic: 'unknown values',
  common: 'common values',
  rare: 'rare values',
  median: 'median values',
  given: 'your values',
};

const longestValue = 32;

/** On one line and short enough for a sentence; the value itself is elsewhere. */
export function shortValue(value: ParameterValue): string {
  if (value === null) return 'NULL';
  const line = value.replaceAll(/\s+/g, ' ');
  const points = Array.from(line);
  const cut = points.length > longestValue ? `${points.slice(0, longestValue - 1).join('')}…` : line;
  return cut === '' ? "''" : cut;
}

/** What is worth knowing of a value: `95 % of the rows`, `no statistics`, `yours`. */
export function valueNote({ from, share }: VariantValue): string | undefined {
  if (from === 'neutral') return 'no statistics';
  if (from === 'given') return 'yours';
  return share === undefined ? undefined : `${formatPercent(share)} of the rows`;
}

/** Whether and by which value the plan flips, in one sentence. */
export function flipSentence({ planned }: Pick<PlannedVariants, 'planned'>, label: ParameterLabel): string {
  const others = planned.filter(({ kind }) => kind !== 'generic');
  if (others.length === 0) return 'There is the generic plan alone.';
  const flipped = others.filter(({ flip }) => flip !== undefined);
  const [first] = flipped;
  if (first?.flip === undefined) return `The plan is the same for ${listed(planned.map(({ kind }) => kind))} values.`;
  const alike = flipped.filter(({ flip }) => flip?.text === first.flip?.text).map(({ kind }) => kind);
  if (alike.length === others.length && others.length > 1) {
    return `The plan flips once the values are known: ${first.flip.text}, for ${listed(alike)} values alike.`;
  }
  // The kind with the value that does it; those that go the same way behind it.
  const followers = alike.filter(kind => kind !== first.kind);
  const more = followers.length === 0 ? '' : `, and for ${listed(followers)} values`;
  return `The plan flips for ${valuesOf[first.kind]}${valuesText(first, label)}${more}: ${first.flip.text}.`;
}

/** What the variants were planned without, one sentence each. */
export function variantNotes(
  parameters: readonly TypicalParameter[],
  variants: readonly ValueVariant[],
  refused: PlannedVariants['refused'],
  label: ParameterLabel,
): readonly string[] {
  const notes: string[] = [];
  const shown = variants.filter(({ kind }) => kind !== 'generic');
  for (const parameter of parameters) {
    const { number, missing, partition, column } = parameter;
    if (partition !== undefined && column !== undefined) {
      notes.push(
        `${nameOf(column)} has no statistics of its own (ANALYZE ${tableOf(column)} makes them): those of its largest partition, ${partition}, were used.`,
      );
    }
    if (missing === undefined) continue;
    const used = shown.flatMap(({ values }) => values.filter(value => value.number === number));
    if (used.length > 0 && used.every(({ from }) => from === 'given')) continue;
    const neutral = used.find(({ from }) => from === 'neutral');
    const stands =
      neutral === undefined ? '' : ` ${shortValue(neutral.value)} stands for it in every plan but the generic one.`;
    notes.push(`${label(number)}: ${missingSentence(missing, column)}${stands}`);
  }
  if (parameters.length > 0 && !shown.some(({ kind }) => kind !== 'given')) {
    notes.unshift('Typical values are not known of any parameter: only the generic plan is shown.');
  }
  for (const { kind, failure } of refused) {
    notes.push(`There is no plan for ${valuesOf[kind]}: ${failure.message}`);
  }
  return [...new Set(notes)];
}

/** Why there are no typical values, and what would give some. */
export function missingSentence(missing: MissingStatistics, column: TypicalParameter['column']): string {
  const name = column === undefined ? 'its column' : nameOf(column);
  const table = column === undefined ? 'the table' : tableOf(column);
  switch (missing) {
    case 'no column':
      return 'it is compared with no column, so that no statistics speak of it.';
    case 'unknown column':
      return 'the catalogue does not tell which table its column belongs to.';
    case 'not a table':
      return `${table} is no table, and PostgreSQL keeps statistics of tables alone.`;
    case 'no right':
      return `this role may not read ${name}, so that its statistics are hidden (pg_stats); GRANT SELECT on it shows them.`;
    case 'row security':
      return `the row security of ${table} hides the statistics of ${name} from this role (pg_stats).`;
    case 'no view':
      return 'this role may not read pg_stats; GRANT SELECT on pg_catalog.pg_stats shows the statistics.';
    case 'never analyzed':
      return `${table} was never analyzed, so that there are no statistics of ${name}; ANALYZE ${table} makes them.`;
    case 'empty':
      return `${table} had no rows when it was analyzed last; ANALYZE ${table} makes statistics once it has.`;
    case 'not kept':
      return `ANALYZE keeps no values of ${name}.`;
    case 'only nulls':
      return `${name} held nothing but nulls when ${table} was analyzed last.`;
    case 'other type':
      return `its type is not that of ${name}, whose values cannot be used for it.`;
  }
}

function valuesText({ values }: Pick<PlannedVariant, 'values'>, label: ParameterLabel): string {
  const telling = values.filter(({ from }) => from !== 'neutral');
  if (telling.length === 0) return '';
  const shown = telling.slice(0, 3).map(({ number, value }) => `${label(number)} = ${shortValue(value)}`);
  return ` (${shown.join(', ')}${telling.length > shown.length ? ', …' : ''})`;
}

function nameOf(column: NonNullable<TypicalParameter['column']>): string {
  return `${tableOf(column)}.${column.name}`;
}

function tableOf({ schema, table }: NonNullable<TypicalParameter['column']>): string {
  return schema === 'public' ? table : `${schema}.${table}`;
}

function listed(kinds: readonly VariantKind[]): string {
  const names = kinds.map(kind => ({ ...variantNames, generic: 'unknown', given: 'your' })[kind]);
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
