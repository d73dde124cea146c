import type { Fields } from '../postgresNodes';
import { type Target, identifierAt, readTarget } from './identifiers';

type TargetKind = 'relation' | 'index' | 'alias' | 'function' | 'table function' | 'cte' | 'tuplestore' | 'none';

/** Node kinds whose name in text is their name in JSON, with what stands behind ` on ` (explain.c, `ExplainTargetRel`). */
const plainKinds: Readonly<Record<string, TargetKind>> = {
  Result: 'relation',
  ProjectSet: 'none',
  Append: 'none',
  'Merge Append': 'none',
  'Recursive Union': 'none',
  BitmapAnd: 'none',
  BitmapOr: 'none',
  Gather: 'none',
  'Gather Merge': 'none',
  Materialize: 'none',
  Memoize: 'none',
  'Result Cache': 'none',
  Sort: 'none',
  'Incremental Sort': 'none',
  Group: 'none',
  WindowAgg: 'none',
  Unique: 'none',
  LockRows: 'none',
  Limit: 'none',
  Hash: 'none',
  'Seq Scan': 'relation',
  'Sample Scan': 'relation',
  'Tid Scan': 'relation',
  'Tid Range Scan': 'relation',
  'Bitmap Heap Scan': 'relation',
  'Index Scan': 'relation',
  'Index Only Scan': 'relation',
  'Bitmap Index Scan': 'index',
  'Subquery Scan': 'alias',
  'Values Scan': 'alias',
  'Function Scan': 'function',
  'Table Function Scan': 'table function',
  'CTE Scan': 'cte',
  'WorkTable Scan': 'cte',
  'Named Tuplestore Scan': 'tuplestore',
};
const join = /^(Nested Loop|Hash|Merge)(?: (Left|Full|Right|Semi|Anti|Right Semi|Right Anti))? Join$/;
const aggregate = /^(?:(Partial|Finalize) )?(Aggregate|GroupAggregate|HashAggregate|MixedAggregate)$/;
const setOperation = /^(SetOp|HashSetOp) (Intersect All|Intersect|Except All|Except)$/;
const modify = /^(Insert|Update|Delete|Merge)$/;
const foreign = /^Foreign (Scan|Insert|Update|Delete)$/;
const strategies: Readonly<Record<string, string>> = {
  Aggregate: 'Plain',
  GroupAggregate: 'Sorted',
  HashAggregate: 'Hashed',
  MixedAggregate: 'Mixed',
  SetOp: 'Sorted',
  HashSetOp: 'Hashed',
};

export interface NamedNode {
  readonly fields: Fields;
  /** PostgreSQL itself has this kind, and the line says nothing else. */
  readonly isKnown: boolean;
}

/**
 * Splits the head of a node's line, `Parallel Index Scan Backward using i on s.t a`, to the fields that JSON has for
 * it. A kind that PostgreSQL does not have keeps its name.
 */
export function readNodeName(head: string): NamedNode {
  let text = head;
  const isParallel = text.startsWith('Parallel ');
  if (isParallel) text = text.slice('Parallel '.length);
  const isAsync = text.startsWith('Async ');
  if (isAsync) text = text.slice('Async '.length);
  const { name, index, target } = splitName(text);
  const { fields, targetKind } = kindOf(name);
  const isBackward = index !== undefined && name.endsWith(' Backward');
  return {
    fields: {
      ...fields,
      'Parallel Aware': isParallel,
      'Async Capable': isAsync,
      ...(index !== undefined && { 'Scan Direction': isBackward ? 'Backward' : 'Forward', 'Index Name': index }),
      ...(target !== undefined && targetFields(target, targetKind ?? 'relation')),
    },
    isKnown: target === undefined ? targetKind !== undefined && !modify.test(name) : isTargetOf(target, targetKind),
  };
}

function isTargetOf({ rest }: Target, kind: TargetKind | undefined): boolean {
  return rest === '' && kind !== undefined && kind !== 'none';
}

/** `Update on s.t a` and `Foreign Update on t`, the lines that name the tables which a ModifyTable writes to. */
export function readTargetTable(line: string): Fields | undefined {
  const { name, target } = splitName(line);
  const isTarget = modify.test(name) || (foreign.test(name) && name !== 'Foreign Scan');
  return isTarget && target !== undefined ? targetFields(target, 'relation') : undefined;
}

/** Node kinds with their number of children: what the tree is made of where its indentation is lost. */
export function childrenOf(type: string): { readonly least: number; readonly most: number } {
  if (/(?:^| )Scan$/.test(type)) return type === 'Subquery Scan' ? exactly(1) : leafScan(type);
  if (/ Join$|^Nested Loop$|^Recursive Union$/.test(type)) return exactly(2);
  if (/^Bitmap(?:And|Or)$/.test(type)) return { least: 2, most: Infinity };
  if (/^(?:Merge )?Append$|^ModifyTable$/.test(type)) return { least: 0, most: Infinity };
  if (type === 'SetOp') return { least: 1, most: 2 };
  if (type === 'Result') return { least: 0, most: 1 };
  return Object.hasOwn(plainKinds, type) || type === 'Aggregate' ? exactly(1) : { least: 0, most: Infinity };
}

function leafScan(type: string): { readonly least: number; readonly most: number } {
  if (type === 'Bitmap Heap Scan') return exactly(1);
  return type === 'Custom Scan' || !Object.hasOwn(plainKinds, type) ? { least: 0, most: Infinity } : exactly(0);
}

function exactly(count: number): { readonly least: number; readonly most: number } {
  return { least: count, most: count };
}

interface SplitName {
  readonly name: string;
  readonly index?: string;
  readonly target?: Target;
}

/** Names of node kinds have neither ` on ` nor ` using `; what a custom scan's provider is called stands in brackets. */
function splitName(text: string): SplitName {
  const provider = text.startsWith('Custom Scan (') ? text.indexOf(')') : -1;
  const from = provider === -1 ? 0 : provider;
  const using = text.indexOf(' using ', from);
  const on = text.indexOf(' on ', from);
  if (using !== -1 && (on === -1 || using < on)) {
    const index = identifierAt(text, using + ' using '.length, false);
    if (index !== undefined) {
      const rest = text.slice(index.end);
      const target = rest.startsWith(' on ') ? readTarget(rest.slice(' on '.length)) : undefined;
      return { name: text.slice(0, using), index: index.name, ...(target !== undefined && { target }) };
    }
  }
  if (on !== -1) {
    const target = readTarget(text.slice(on + ' on '.length));
    if (target !== undefined) return { name: text.slice(0, on), target };
  }
  return { name: text };
}

function kindOf(name: string): { readonly fields: Fields; readonly targetKind?: TargetKind } {
  const bare = name.endsWith(' Backward') ? name.slice(0, -' Backward'.length) : name;
  if (Object.hasOwn(plainKinds, bare)) return { fields: { 'Node Type': bare }, targetKind: plainKinds[bare] ?? 'none' };
  if (name === 'Nested Loop') return { fields: { 'Node Type': name, 'Join Type': 'Inner' }, targetKind: 'none' };
  const [, joined, joinType] = join.exec(name) ?? [];
  if (joined !== undefined) {
    const type = joined === 'Nested Loop' ? joined : `${joined} Join`;
    return { fields: { 'Node Type': type, 'Join Type': joinType ?? 'Inner' }, targetKind: 'none' };
  }
  const [, partial, aggregated] = aggregate.exec(name) ?? [];
  if (aggregated !== undefined) {
    const strategy = strategies[aggregated];
    const fields = { 'Node Type': 'Aggregate', Strategy: strategy, 'Partial Mode': partial ?? 'Simple' };
    return { fields, targetKind: 'none' };
  }
  const [, operated, command] = setOperation.exec(name) ?? [];
  if (operated !== undefined) {
    return { fields: { 'Node Type': 'SetOp', Strategy: strategies[operated], Command: command }, targetKind: 'none' };
  }
  if (modify.test(name)) return { fields: { 'Node Type': 'ModifyTable', Operation: name }, targetKind: 'relation' };
  const [, operation] = foreign.exec(name) ?? [];
  if (operation !== undefined) {
    const fields = { 'Node Type': 'Foreign Scan', Operation: operation === 'Scan' ? 'Select' : operation };
    return { fields, targetKind: 'relation' };
  }
  if (name.startsWith('Custom Scan (') && name.endsWith(')')) {
    const provider = name.slice('Custom Scan ('.length, -1);
    return { fields: { 'Node Type': 'Custom Scan', 'Custom Plan Provider': provider }, targetKind: 'relation' };
  }
  return { fields: { 'Node Type': name === '' ? 'Unknown' : name } };
}

function targetFields({ schema, object, alias }: Target, kind: TargetKind): Fields {
  const inSchema = schema !== undefined && { Schema: schema };
  const named = { ...inSchema, Alias: alias ?? object };
  switch (kind) {
    case 'index':
      return { 'Index Name': object };
    case 'alias':
      return { Alias: object };
    case 'function':
      return { 'Function Name': object, ...named };
    case 'table function':
      return { 'Table Function Name': object, ...named };
    case 'cte':
      return { 'CTE Name': object, ...named };
    case 'tuplestore':
      return { 'Tuplestore Name': object, ...named };
    default:
      return { 'Relation Name': object, ...named };
  }
}
