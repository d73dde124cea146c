import type { PlanNode } from '../model';
import { isSubplan } from './planItems';

/** What a step is there for, whatever method does it. */
export type Role =
  | 'scan'
  | 'bitmap'
  | 'join'
  | 'group'
  | 'partialGroup'
  | 'sort'
  | 'gather'
  | 'append'
  | 'hash'
  | 'keep'
  | 'pass'
  | 'other';

const roles: ReadonlyMap<string, Role> = new Map([
  ['Nested Loop', 'join'],
  ['Hash Join', 'join'],
  ['Merge Join', 'join'],
  ['Aggregate', 'group'],
  ['Group', 'group'],
  ['Unique', 'group'],
  ['Sort', 'sort'],
  ['Incremental Sort', 'sort'],
  ['Gather', 'gather'],
  ['Gather Merge', 'gather'],
  ['Append', 'append'],
  ['Merge Append', 'append'],
  ['Hash', 'hash'],
  ['Materialize', 'keep'],
  ['Memoize', 'keep'],
  ['Result', 'pass'],
  ['Subquery Scan', 'pass'],
  ['Bitmap Index Scan', 'bitmap'],
  ['BitmapAnd', 'bitmap'],
  ['BitmapOr', 'bitmap'],
]);

export function roleOf(node: PlanNode): Role {
  const role = roles.get(node.type);
  if (role === 'group' && node.details['Partial Mode'] === 'Partial') return 'partialGroup';
  return role ?? (node.type.endsWith('Scan') ? 'scan' : 'other');
}

/** What tells two steps of one role on the same rows apart: the keys. */
export function keyOf(node: PlanNode): string | undefined {
  return conditionOf(node, 'Sort Key') ?? conditionOf(node, 'Group Key');
}

export function conditionOf(node: PlanNode, label: string): string | undefined {
  return node.conditions.find(condition => condition.label === label)?.text;
}

/** Of a join: the side that drives it, then the other. */
export function sidesOf(join: PlanNode): readonly [outer: PlanNode | undefined, inner: PlanNode | undefined] {
  const [outer, inner] = join.children.filter(child => !isSubplan(child));
  return [outer, inner];
}
