import type { PlanNode } from './model';

/** What a node does, in plain words; a kind that this file does not know keeps its own name. */
export function describeKind(node: PlanNode): string {
  return words.get(node.type)?.(node) ?? node.type;
}

/** Every node kind of PostgreSQL 12 to 18 (explain.c, `ExplainNode`). */
const words: ReadonlyMap<string, (node: PlanNode) => string> = new Map(
  Object.entries<(node: PlanNode) => string>({
    'Seq Scan': node => `Read all of ${source(node)}${filtered(node)}`,
    'Sample Scan': node => `Read a sample of ${source(node)}${filtered(node)}`,
    'Index Scan': node =>
      has(node, 'Index Cond')
        ? `Look up ${source(node)} by key${filtered(node)}`
        : `Read all of ${source(node)} in the order of an index${filtered(node)}`,
    'Index Only Scan': node =>
      has(node, 'Index Cond')
        ? `Look up ${source(node)} in the index alone${filtered(node)}`
        : `Read all of ${source(node)} from the index alone${filtered(node)}`,
    'Bitmap Index Scan': node => `Find matching places in ${node.index ?? 'an index'}`,
    'Bitmap Heap Scan': node => `Read the rows of ${source(node)} found${filtered(node)}`,
    BitmapAnd: () => 'Keep the places found by all',
    BitmapOr: () => 'Keep the places found by any',
    'Tid Scan': node => `Fetch rows of ${source(node)} by their address`,
    'Tid Range Scan': node => `Read a range of ${source(node)} by address`,
    'Subquery Scan': node => `Go through subquery ${source(node)}${filtered(node)}`,
    'Function Scan': node => `Read what ${detail(node, 'Function Name') ?? 'a function'} returns${filtered(node)}`,
    'Table Function Scan': node =>
      `Read what ${detail(node, 'Table Function Name') ?? 'a table function'} returns${filtered(node)}`,
    'Values Scan': node => `Go through a list of values${filtered(node)}`,
    'CTE Scan': node => `Read from CTE ${detail(node, 'CTE Name') ?? source(node)}${filtered(node)}`,
    'WorkTable Scan': node => `Read the last round of ${detail(node, 'CTE Name') ?? 'the recursion'}${filtered(node)}`,
    'Named Tuplestore Scan': node => `Read the transition table ${detail(node, 'Tuplestore Name') ?? source(node)}`,
    'Foreign Scan': foreignWords,
    'Custom Scan': node => `Run ${detail(node, 'Custom Plan Provider') ?? 'a custom scan'}`,

    'Nested Loop': joinWords,
    'Hash Join': joinWords,
    'Merge Join': joinWords,
    Hash: node => `Put ${below(node)} in a hash table`,
    Materialize: node => `Keep ${below(node)} for reading again`,
    Memoize: node => `Remember rows of ${below(node)} by key`,

    Sort: node => `Sort by ${keys(node, 'Sort Key')}`,
    'Incremental Sort': node => `Finish sorting by ${keys(node, 'Sort Key')}`,
    Group: node => `Group by ${keys(node, 'Group Key')}`,
    Aggregate: aggregateWords,
    WindowAgg: () => 'Compute window functions',
    Unique: () => 'Drop repeated rows',
    SetOp: setOpWords,
    Limit: limitWords,
    LockRows: () => 'Lock the rows',
    Result: resultWords,
    ProjectSet: () => 'Unfold functions that return many rows',
    ModifyTable: modifyWords,

    Append: node =>
      `Read ${node.children.length} ${node.children.length === 1 ? 'part' : 'parts'}, one after the other`,
    'Merge Append': node => `Merge ${node.children.length} sorted parts`,
    'Recursive Union': () => 'Repeat until nothing new comes',
    Gather: node => `Collect rows from ${workers(node)}`,
    'Gather Merge': node => `Collect sorted rows from ${workers(node)}`,
  }),
);

function source(node: PlanNode): string {
  const name = node.relation ?? node.alias;
  if (name === undefined) return 'a table';
  return node.alias !== undefined && node.alias !== name ? `${name} ${node.alias}` : name;
}

function filtered(node: PlanNode): string {
  return has(node, 'Filter') ? ', keep what matches' : '';
}

function has(node: PlanNode, label: string): boolean {
  return node.conditions.some(condition => condition.label === label);
}

function detail(node: PlanNode, name: string): string | undefined {
  const value = node.details[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What the rows of a subtree are called: the first table, CTE or function that its outer side comes to. */
function below(node: PlanNode): string {
  return sourceName(node.children[0]) ?? 'the rows';
}

function sourceName(start: PlanNode | undefined): string | undefined {
  let node = start;
  for (let depth = 0; node !== undefined && depth < 100; depth++) {
    if (node.type === 'Subquery Scan') return node.alias;
    const name = node.relation ?? detail(node, 'CTE Name') ?? node.alias;
    if (name !== undefined) return name;
    node = node.children.find(
      child => child.parentRelationship !== 'InitPlan' && child.parentRelationship !== 'SubPlan',
    );
  }
  return undefined;
}

function joinWords(node: PlanNode): string {
  const plain = node.children.filter(
    child => child.parentRelationship !== 'InitPlan' && child.parentRelationship !== 'SubPlan',
  );
  const outer = sourceName(plain[0]) ?? 'the rows';
  const inner = sourceName(plain[1]) ?? 'other rows';
  switch (node.joinType) {
    case 'Left':
      return `Join ${outer} to ${inner}, keep all of ${outer}`;
    case 'Right':
      return `Join ${outer} to ${inner}, keep all of ${inner}`;
    case 'Full':
      return `Join ${outer} to ${inner}, keep all of both`;
    case 'Semi':
      return `Keep ${outer} that have a match in ${inner}`;
    case 'Right Semi':
      return `Keep ${inner} that have a match in ${outer}`;
    case 'Anti':
      return `Keep ${outer} without a match in ${inner}`;
    case 'Right Anti':
      return `Keep ${inner} without a match in ${outer}`;
    default:
      return `Join ${outer} to ${inner}`;
  }
}

function aggregateWords(node: PlanNode): string {
  const mode = detail(node, 'Partial Mode');
  const grouped = has(node, 'Group Key') ? `group by ${keys(node, 'Group Key')}` : undefined;
  if (mode === 'Partial') return `In each worker, ${grouped ?? 'sum up'}`;
  if (mode === 'Finalize') return `Put the workers' results together${grouped === undefined ? '' : `, ${grouped}`}`;
  if (node.details['Grouping Sets'] !== undefined) return 'Group by several sets of keys';
  if (grouped === undefined) return 'Sum up all rows in one';
  return `Group by ${keys(node, 'Group Key')}${filtered(node)}`;
}

function setOpWords(node: PlanNode): string {
  const command = detail(node, 'Command') ?? '';
  if (command.startsWith('Intersect')) return 'Keep rows that stand in both';
  if (command.startsWith('Except')) return 'Keep rows that do not stand in the second';
  return 'Compare two sets of rows';
}

/** EXPLAIN does not print the limit itself; the planner's row estimate is it where the limit is a constant. */
function limitWords(node: PlanNode): string {
  const rows = node.actualRows ?? node.estimatedRows;
  return rows === undefined
    ? 'Keep the first rows'
    : `Keep the first ${rows === 1 ? 'row' : `${Math.round(rows)} rows`}`;
}

function resultWords(node: PlanNode): string {
  const condition = node.conditions.find(({ label }) => label === 'One-Time Filter')?.text;
  if (condition === 'false') return 'Give no rows, since the condition cannot hold';
  return node.children.length > 0 ? 'Compute the result' : 'Make a row without a table';
}

function modifyWords(node: PlanNode): string {
  const target = source(node);
  switch (detail(node, 'Operation')) {
    case 'Insert':
      return has(node, 'Conflict Filter') || detail(node, 'Conflict Resolution') !== undefined
        ? `Insert into ${target}, unless it is there`
        : `Insert into ${target}`;
    case 'Update':
      return `Update ${target}`;
    case 'Delete':
      return `Delete from ${target}`;
    case 'Merge':
      return `Merge into ${target}`;
    default:
      return `Change ${target}`;
  }
}

function foreignWords(node: PlanNode): string {
  const operation = detail(node, 'Operation');
  if (operation !== undefined && operation !== 'Select') return `${operation} on another server`;
  return node.relation === undefined
    ? 'Ask another server'
    : `Read ${source(node)} from another server${filtered(node)}`;
}

function workers(node: PlanNode): string {
  const count = node.workers?.launched ?? node.workers?.planned;
  if (count === undefined) return 'parallel workers';
  return count === 1 ? '1 worker' : `${count} workers`;
}

/** Keys as a reader says them: `created_at, descending`; beyond two `and 3 more`. */
function keys(node: PlanNode, label: string): string {
  const text = node.conditions.find(condition => condition.label === label)?.text;
  if (text === undefined) return 'a key';
  const all = splitKeys(text);
  const shown = all.slice(0, 2).map(readableKey).join(', ');
  return all.length > 2 ? `${shown} and ${all.length - 2} more` : shown;
}

/** Splits at commas outside parentheses and quotes. */
function splitKeys(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote: string | undefined;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

const maxKeyLength = 48;

function readableKey(key: string): string {
  const descending = key.endsWith(' DESC') || key.includes(' DESC NULLS ');
  const name = key.split(' DESC')[0]?.split(' NULLS ')[0] ?? key;
  const dot = name.lastIndexOf('.');
  const plain =
    dot > 0 && isPlainName(name.slice(0, dot)) && isPlainName(name.slice(dot + 1)) ? name.slice(dot + 1) : name;
  const short = plain.length > maxKeyLength ? `${plain.slice(0, maxKeyLength)}…` : plain;
  return descending ? `${short} descending` : short;
}

function isPlainName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(text);
}
