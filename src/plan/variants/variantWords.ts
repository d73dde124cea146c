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
const adjectives: Readonly<Record<VariantKind, string>> = { ...variantNames, generic: 'unknown', given: 'your' };

const longestValue = 32;

/** On one line and short enough for a sentence; the value itself is elsewhere. */
export function shortValue(value: ParameterValue, longest = longestValue): string {
  if (value === null) return 'NULL';
  const line = value.replaceAll(/\s+/g, ' ');
  const points = Array.from(line);
  const cut = points.length > longest ? `${points.slice(0, longest - 1).join('')}…` : line;
  return cut === '' ? "''" : cut;
}

/** What is worth knowing of a value: `95 % of the rows`, `no statistics`, `yours`. */
export function valueNote({ from, share }: VariantValue): string | undefined {
  if (from === 'neutral') return 'no statistics';
  if (from === 'given') return 'yours';
  return share === undefined ? undefined : `${formatPercent(share)} of the rows`;
}

/** The same where there is little room: `95 %`, `neutral`. */
export function shortNote({ from, share }: VariantValue): string | undefined {
  if (from === 'neutral') return 'neutral';
  return from === 'given' || share === undefined ? undefined : formatPercent(share);
}

/** Whether and by which value the plan flips, in one sentence. */
export function flipSentence({ planned }: Pick<PlannedVariants, 'planned'>, label: ParameterLabel): string {
  const others = planned.filter(({ kind }) => kind !== 'generic');
  if (others.length === 0) return 'There is the generic plan alone.';
  const flipped = others.filter(({ flip }) => flip !== undefined);
  const [first] = flipped;
  if (first?.flip === undefined) return `The plan is the same for ${listed(planned.map(({ kind }) => kind))} values.`;
  const ways = [...new Set(flipped.map(({ flip }) => flip?.text))].map(text => {
    const alike = flipped.filter(({ flip }) => flip?.text === text);
    return { text, kinds: alike.map(({ kind }) => kind), values: alike.slice(0, 1).map(one => valuesText(one, label)) };
  });
  if (ways.length === 1 && flipped.length === others.length && others.length > 1) {
    return `The plan flips once the values are known: ${first.flip.text}, for ${listed(flipped.map(({ kind }) => kind))} values alike.`;
  }
  const told = ways.map(({ text, kinds, values }) => `for ${listed(kinds, values[0])} values: ${text ?? ''}`);
  return `The plan flips ${told.join('; ')}.`;
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
  const values = shown.flatMap(variant => variant.values);
  if (parameters.length === 0) return ['The statement has no parameters: it has one plan.'];
  if (!shown.some(({ kind }) => kind !== 'given')) {
    const alone = shown.length === 0 ? ': only the generic plan is shown' : '';
    notes.push(`Typical values are not known of any parameter${alone}.`);
  }
  const plain: string[] = [];
  for (const { number, missing, partition, column, neutral = null } of parameters) {
    if (partition !== undefined && column !== undefined) {
      notes.push(
        `${tableOf(column)} has no statistics of its own (ANALYZE ${tableOf(column)} makes them): those of its largest partition, ${partition}, were used.`,
      );
    }
    const used = values.filter(value => value.number === number);
    if (missing === undefined || (used.length > 0 && used.every(({ from }) => from === 'given'))) continue;
    const stands = used.some(({ from }) => from === 'neutral') ? ` ${shortValue(neutral)} stands for it.` : '';
    if (missing === 'no column' && stands !== '') plain.push(`${label(number)} = ${shortValue(neutral)}`);
    else notes.push(`${label(number)}: ${missingSentence(missing, column)}${stands}`);
  }
  if (plain.length > 0) notes.push(`Compared with no column, and chosen by the type alone: ${plain.join(', ')}.`);
  for (const { kind, failure } of refused) {
    notes.push(`There is no plan for ${adjectives[kind]} values: ${failure.message}`);
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

/** `common (status = paid) and median`; `detail` stands behind the first. */
function listed(kinds: readonly VariantKind[], detail = ''): string {
  const names = kinds.map((kind, i) => `${adjectives[kind]}${i === 0 ? detail : ''}`);
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
