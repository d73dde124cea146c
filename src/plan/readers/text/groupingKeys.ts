import type { Fields } from '../postgresNodes';
import { splitList } from './balance';
import { putField } from './fieldsOf';

/** `Sort Key`, `Group Key` or `Hash Key` of an Aggregate, in the order of their lines. */
export interface GroupingKey {
  readonly label: string;
  readonly text: string;
}

export function isGroupingKey(label: string): boolean {
  return label === 'Group Key' || label === 'Hash Key' || label === 'Sort Key';
}

/** A single key groups plainly; several are the keys of `Grouping Sets` (explain.c, `show_grouping_sets`). */
export function putGroupingKeys(keys: readonly GroupingKey[], fields: Fields): void {
  const [first] = keys;
  if (first === undefined) return;
  if (keys.length === 1 && first.label !== 'Hash Key' && first.text !== '()') {
    putField(fields, first.label, splitList(first.text));
    return;
  }
  const sets: { sortKey?: readonly string[]; label: string; keys: (readonly string[])[] }[] = [];
  for (const { label, text } of keys) {
    const list = text === '()' ? [] : splitList(text);
    const open = sets.at(-1);
    if (label === 'Sort Key') sets.push({ sortKey: list, label: 'Group Keys', keys: [] });
    else if (label === 'Group Key' && open?.label === 'Group Keys') open.keys.push(list);
    else sets.push({ label: `${label}s`, keys: [list] });
  }
  fields['Grouping Sets'] = sets.map(set => ({
    ...(set.sortKey !== undefined && { 'Sort Key': set.sortKey }),
    [set.label]: set.keys,
  }));
}
