import type { Problem } from '../../base/problem';
import type { PlanCondition, PlanNode } from '../model';

export type Fields = Record<string, unknown>;

/** More nodes than any plan has; what lies beyond is dropped and reported (an object that contains itself ends here). */
const maxNodes = 200_000;
/** Below this depth a path of positions would cost more memory than the plan. */
const maxPathDepth = 64;

interface Draft {
  readonly fields: Fields;
  readonly id: string;
  readonly depth: number;
  readonly parent: Draft | undefined;
  readonly children: PlanNode[];
}

/** The tree of nodes without derived numbers. Depth is bounded by memory alone: nothing here recurses. */
export function readNodes(root: Fields, problems: Problem[]): PlanNode {
  const drafts: Draft[] = [];
  const stack: Draft[] = [{ fields: root, id: '0', depth: 0, parent: undefined, children: [] }];
  for (let draft = stack.pop(); draft !== undefined; draft = stack.pop()) {
    if (drafts.length === maxNodes) {
      problems.push({ message: `The plan has more than ${maxNodes} nodes; the rest is left out.` });
      break;
    }
    drafts.push(draft);
    const plans = draft.fields['Plans'];
    if (!Array.isArray(plans)) continue;
    const children = (plans as readonly unknown[]).filter(isFields);
    if (children.length < plans.length) problems.push({ message: `A child of node ${draft.id} is no plan node.` });
    const depth = draft.depth + 1;
    for (let i = children.length - 1; i >= 0; i--) {
      const fields = children[i];
      const id = depth < maxPathDepth ? `${draft.id}.${i}` : `#${drafts.length}.${i}`;
      if (fields !== undefined) stack.push({ fields, id, depth, parent: draft, children: [] });
    }
  }
  let node: PlanNode | undefined;
  for (let i = drafts.length - 1; i >= 0; i--) {
    const draft = drafts[i];
    if (draft === undefined) continue;
    draft.children.reverse();
    node = readNode(draft, problems);
    draft.parent?.children.push(node);
  }
  return node ?? readNode({ fields: root, id: '0', depth: 0, parent: undefined, children: [] }, problems);
}

/** Fields that hold a condition or a key, in the order a reader wants them (explain.c, `ExplainNode`). */
const conditionLabels = [
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'One-Time Filter',
  'Filter',
  'Order By',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Cache Key',
  'Run Condition',
  'Window',
  'Conflict Filter',
  'Conflict Arbiter Indexes',
  'Function Call',
  'Table Function Call',
  'Sampling Method',
  'Remote SQL',
] as const;

function readNode(draft: Draft, problems: Problem[]): PlanNode {
  const rest: Fields = { ...draft.fields };
  const report = (name: string) => {
    problems.push({ message: `Node ${draft.id}: the field "${name}" has an unexpected value; it is kept as it is.` });
  };
  const number = (name: string): number | undefined => {
    const value = rest[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) return void report(name);
    delete rest[name];
    return value;
  };
  const text = (name: string): string | undefined => {
    const value = rest[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return void report(name);
    delete rest[name];
    return value;
  };

  if (Array.isArray(rest['Plans'])) delete rest['Plans'];
  else if (rest['Plans'] !== undefined) report('Plans');
  const type = text('Node Type');
  if (type === undefined) problems.push({ message: `Node ${draft.id} has no type.` });
  const startupCost = number('Startup Cost');
  const totalCost = number('Total Cost');
  const startupMs = number('Actual Startup Time');
  const totalMs = number('Actual Total Time');
  const planned = number('Workers Planned');
  const launched = number('Workers Launched');
  const loops = number('Actual Loops');
  const removed = [number('Rows Removed by Filter'), number('Rows Removed by Join Filter')];
  const removedSum = removed.some(value => value !== undefined)
    ? removed.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    : undefined;
  return {
    id: draft.id,
    type: type ?? 'Unknown',
    ...present({
      schema: text('Schema'),
      relation: text('Relation Name'),
      alias: text('Alias'),
      index: text('Index Name'),
      joinType: text('Join Type'),
      strategy: text('Strategy'),
      scanDirection: text('Scan Direction'),
      estimatedRows: number('Plan Rows'),
      estimatedWidth: number('Plan Width'),
      estimatedCost: totalCost === undefined ? undefined : { startup: startupCost ?? 0, total: totalCost },
      // PostgreSQL prints zeros for a node that never ran: nothing is known of it.
      actualRows: loops === 0 ? undefined : number('Actual Rows'),
      loops,
      actualMs: totalMs === undefined || loops === 0 ? undefined : { startup: startupMs ?? 0, total: totalMs },
      workers: planned === undefined && launched === undefined ? undefined : present({ planned, launched }),
      neverExecuted: loops === 0 ? true : undefined,
      subplanName: text('Subplan Name'),
      parentRelationship: text('Parent Relationship'),
      rowsRemoved: loops === 0 ? undefined : removedSum,
    }),
    conditions: readConditions(rest),
    details: rest,
    children: draft.children,
  };
}

function readConditions(rest: Fields): readonly PlanCondition[] {
  const conditions: PlanCondition[] = [];
  for (const label of conditionLabels) {
    const value = rest[label];
    const text = typeof value === 'string' ? value : isTexts(value) ? value.join(', ') : undefined;
    if (text === undefined) continue;
    conditions.push({ label, text, ...(isTexts(value) && { items: value }) });
    delete rest[label];
  }
  return conditions;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without the fields that are absent. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
