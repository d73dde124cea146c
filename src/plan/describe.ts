import type { PlanNode, PlanCondition } from './model';
import { describeNotes } from './nodeNotes';
import { describeKind } from './nodeWords';

/** A plan node in words: what it does for the reader, then PostgreSQL's own term for it. */
export interface NodeDescription {
  /** `Read all of orders, keep what matches`. */
  readonly headline: string;
  /** PostgreSQL's name with what qualifies it: `Parallel Seq Scan`, `Hash Left Join`, `Aggregate (Partial)`. */
  readonly term: string;
  /** The index that the node reads. */
  readonly index?: string;
  /** `SubPlan 1`, `CTE recent`: the name under which other nodes refer to this one's result. */
  readonly name?: string;
  /** Conditions worth showing beside the headline. */
  readonly conditions: readonly PlanCondition[];
  /** Facts, one a line: `37 times`, `1,199,963 rows read and thrown away`, `top-N heapsort, 31 kB`. */
  readonly notes: readonly string[];
}

/** Conditions that say what the node selects or joins on; keys already stand in the headline. */
const shownConditions = new Set([
  'Index Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'One-Time Filter',
  'Filter',
  'Order By',
  'Function Call',
  'Table Function Call',
  'Conflict Filter',
  'Remote SQL',
]);

export function describeNode(node: PlanNode): NodeDescription {
  return {
    headline: describeKind(node),
    term: technicalTerm(node),
    ...(node.index !== undefined && { index: node.index }),
    ...(node.subplanName !== undefined && { name: node.subplanName }),
    conditions: node.conditions.filter(condition => shownConditions.has(condition.label)),
    notes: describeNotes(node),
  };
}

/** Put together as EXPLAIN's text format does (explain.c, `ExplainNode`). */
export function technicalTerm(node: PlanNode): string {
  const partial = node.details['Partial Mode'];
  const words: string[] = [];
  if (node.details['Async Capable'] === true) words.push('Async');
  if (node.details['Parallel Aware'] === true) words.push('Parallel');
  if (typeof partial === 'string' && partial !== 'Simple') words.push(partial);
  words.push(kindTerm(node));
  return words.join(' ');
}

const aggregateTerms: ReadonlyMap<string, string> = new Map([
  ['Sorted', 'GroupAggregate'],
  ['Hashed', 'HashAggregate'],
  ['Mixed', 'MixedAggregate'],
]);

function kindTerm(node: PlanNode): string {
  const operation = node.details['Operation'];
  switch (node.type) {
    case 'Aggregate':
      return aggregateTerms.get(node.strategy ?? '') ?? 'Aggregate';
    case 'SetOp':
      return node.strategy === 'Hashed' ? 'HashSetOp' : 'SetOp';
    case 'ModifyTable':
      return typeof operation === 'string' ? operation : node.type;
    case 'Foreign Scan':
      return typeof operation === 'string' && operation !== 'Select' ? `Foreign ${operation}` : node.type;
    case 'Custom Scan': {
      const provider = node.details['Custom Plan Provider'];
      return typeof provider === 'string' ? `Custom Scan (${provider})` : node.type;
    }
    case 'Nested Loop':
    case 'Hash Join':
    case 'Merge Join':
      return joinTerm(node);
    case 'Index Scan':
    case 'Index Only Scan':
      return node.scanDirection === 'Backward' ? `${node.type} Backward` : node.type;
    default:
      return node.type;
  }
}

function joinTerm(node: PlanNode): string {
  if (node.joinType === undefined || node.joinType === 'Inner') return node.type;
  const kind = node.type === 'Nested Loop' ? 'Nested Loop' : node.type.slice(0, -' Join'.length);
  return `${kind} ${node.joinType} Join`;
}
