import { type Fields, isFields } from '../../../src/plan/readers/postgresNodes';

/** The names that `ExplainNode` of PostgreSQL's explain.c (15 and 18) can give as `Node Type`. */
export const nodeTypes = [
  ...['Result', 'ProjectSet', 'ModifyTable', 'Append', 'Merge Append', 'Recursive Union', 'BitmapAnd', 'BitmapOr'],
  ...['Nested Loop', 'Merge Join', 'Hash Join', 'Seq Scan', 'Sample Scan', 'Gather', 'Gather Merge', 'Index Scan'],
  ...['Index Only Scan', 'Bitmap Index Scan', 'Bitmap Heap Scan', 'Tid Scan', 'Tid Range Scan', 'Subquery Scan'],
  ...['Function Scan', 'Table Function Scan', 'Values Scan', 'CTE Scan', 'Named Tuplestore Scan', 'WorkTable Scan'],
  ...['Foreign Scan', 'Custom Scan', 'Materialize', 'Memoize', 'Sort', 'Incremental Sort', 'Group', 'Aggregate'],
  ...['WindowAgg', 'Unique', 'SetOp', 'LockRows', 'Limit', 'Hash'],
] as const;

/** What a server started from its distribution cannot be brought to print, and why. */
export const notProduced: Readonly<Record<string, string>> = {
  'Custom Scan': 'only an extension makes it (Citus, TimescaleDB), and neither server comes with one',
  'Insert Foreign Scan': 'postgres_fdw pushes down UPDATE and DELETE alone; an INSERT is a ModifyTable',
  AlternativeSubPlan: 'printed as two SubPlans until PostgreSQL 13; from 14 on the planner chooses one',
  '???': 'stands in the source for node tags, strategies and commands that do not exist',
};

/**
 * What a plan shows, each as one text: its node types, also with what refines them (`Parallel Seq Scan`,
 * `Hashed Aggregate`, `Anti Hash Join`, `Update ModifyTable`), and the names of its fields.
 */
export function traitsOf(explain: unknown): ReadonlySet<string> {
  const traits = new Set<string>();
  const top = Array.isArray(explain) ? (explain as readonly unknown[])[0] : explain;
  if (!isFields(top)) return traits;
  for (const [name, value] of Object.entries(top)) {
    if (name !== 'Plan' && !(Array.isArray(value) && value.length === 0)) traits.add(name);
    if (isFields(value) && name !== 'Plan') for (const key of Object.keys(value)) traits.add(`${name}: ${key}`);
  }
  const stack = [top['Plan']];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!isFields(node)) continue;
    addNode(traits, node);
    if (Array.isArray(node['Plans'])) stack.push(...(node['Plans'] as readonly unknown[]));
  }
  return traits;
}

function addNode(traits: Set<string>, node: Fields): void {
  const text = (name: string) => (typeof node[name] === 'string' ? node[name] : undefined);
  const type = text('Node Type') ?? 'Unknown';
  traits.add(type);
  for (const [name, value] of Object.entries(node)) {
    if (value !== 0 && value !== false && name !== 'Node Type') traits.add(name);
  }
  for (const name of ['Strategy', 'Partial Mode', 'Join Type', 'Operation', 'Command']) {
    const value = text(name);
    if (value !== undefined) traits.add(`${value} ${type}`);
  }
  if (text('Scan Direction') === 'Backward') traits.add(`Backward ${type}`);
  if (node['Parallel Aware'] === true) traits.add(`Parallel ${type}`);
  if (node['Async Capable'] === true) traits.add(`Async ${type}`);
  if (node['Actual Loops'] === 0) traits.add('never executed');
  const sort = text('Sort Method');
  if (sort !== undefined) traits.add(`${sort} ${text('Sort Space Type') ?? ''}`);
  const relationship = text('Parent Relationship');
  if (relationship === 'InitPlan' || relationship === 'SubPlan') traits.add(relationship);
}
