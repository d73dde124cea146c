import { type AccessPath, accessPaths, isTableScan, stepText } from './accessPaths';
import { describeNode } from './describe';
import type { Plan, PlanNode } from './model';

/** Where the second of two plans of one statement leaves the way of the first. */
export interface Flip {
  /** The first node of the second plan that differs, parents before children. */
  readonly nodeId: string;
  readonly before: FlippedStep;
  readonly after: FlippedStep;
  /** `Index Scan using orders_status_idx on orders instead of Seq Scan on orders` */
  readonly text: string;
  /** `Index Scan instead of Seq Scan`; as `text` where the terms are the same. */
  readonly short: string;
}

export type FlippedStep = Pick<PlanNode, 'type' | 'relation' | 'index' | 'joinType'>;

/**
 * Compares two plans of one statement step by step. `undefined`: the same steps on the same tables by the same indexes,
 * whatever their numbers. Which partitions are read is no step: other values lie in other partitions. So a table is told
 * by its alias, which does not change when one partition is left; of an Append as many parts are compared as both
 * have, and one that is left alone stands for the Append.
 */
export function flipOf(first: Plan, second: Plan): Flip | undefined {
  const difference = firstDifference(first.root, second.root);
  if (difference === undefined) return undefined;
  const { one, other } = difference;
  return {
    nodeId: other.id,
    before: stepOf(one),
    after: stepOf(other),
    ...words(one, other, accessPaths(first), accessPaths(second)),
  };
}

interface Pair {
  readonly one: PlanNode;
  readonly other: PlanNode;
}

/** Does not recurse, so that depth is no limit. */
function firstDifference(first: PlanNode, second: PlanNode): Pair | undefined {
  const open: Pair[] = [{ one: first, other: second }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const one = withoutAppend(next.one, next.other);
    const other = withoutAppend(next.other, one);
    if (!sameStep(one, other)) return { one, other };
    const parts = Math.min(one.children.length, other.children.length);
    if (one.children.length !== other.children.length && !appends.has(one.type)) return { one, other };
    for (let i = parts - 1; i >= 0; i--) {
      const [child, counterpart] = [one.children[i], other.children[i]];
      if (child !== undefined && counterpart !== undefined) open.push({ one: child, other: counterpart });
    }
  }
  return undefined;
}

const appends = new Set(['Append', 'Merge Append']);

/** The first part of an Append over partitions, of which the other plan reads one alone. */
function withoutAppend(node: PlanNode, other: PlanNode): PlanNode {
  const [part] = node.children;
  if (!appends.has(node.type) || appends.has(other.type) || part === undefined) return node;
  // PostgreSQL calls the parts of `orders` orders_1, orders_2, … (ruleutils.c, `set_rtable_names`).
  const isPart = other.alias !== undefined && part.alias?.startsWith(`${other.alias}_`) === true;
  return isPart ? part : node;
}

function sameStep(one: PlanNode, other: PlanNode): boolean {
  if (describeNode(one).term !== describeNode(other).term) return false;
  const samePart = one.relation === other.relation && one.schema === other.schema;
  if (samePart) return one.index === other.index;
  // Partitions have indexes of their own, under names of their own.
  const oneName = one.alias ?? '';
  const otherName = other.alias ?? '';
  const sameItem = oneName === otherName || oneName.startsWith(`${otherName}_`) || otherName.startsWith(`${oneName}_`);
  return sameItem && (one.index === undefined) === (other.index === undefined);
}

function stepOf({ type, relation, index, joinType }: PlanNode): FlippedStep {
  return {
    type,
    ...(relation === undefined ? {} : { relation }),
    ...(index === undefined ? {} : { index }),
    ...(joinType === undefined ? {} : { joinType }),
  };
}

/**
 * What the reader wants to know first is how a table is read: where the steps that differ are no scans and joins
 * themselves (a Gather, a Sort, …), the first table that is read in another way is named instead.
 */
function words(
  one: PlanNode,
  other: PlanNode,
  before: readonly AccessPath[],
  after: readonly AccessPath[],
): Pick<Flip, 'text' | 'short'> {
  const itself = bothAre(one, other, isTableScan) || bothAre(one, other, isJoin);
  const known = new Map(before.map(path => [path.alias, path]));
  const changed = after.find(path => (known.get(path.alias) ?? path).text !== path.text);
  const earlier = changed && known.get(changed.alias);
  return itself || changed === undefined || earlier === undefined
    ? instead(
        { term: describeNode(one).term, text: stepText(one) },
        { term: describeNode(other).term, text: stepText(other) },
      )
    : instead(earlier, changed);
}

function instead(
  before: Pick<AccessPath, 'term' | 'text'>,
  after: Pick<AccessPath, 'term' | 'text'>,
): Pick<Flip, 'text' | 'short'> {
  const text = `${after.text} instead of ${before.text}`;
  return { text, short: after.term === before.term ? text : `${after.term} instead of ${before.term}` };
}

function bothAre(one: PlanNode, other: PlanNode, is: (node: PlanNode) => boolean): boolean {
  return is(one) && is(other);
}

const joins = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);

function isJoin(node: PlanNode): boolean {
  return joins.has(node.type);
}
