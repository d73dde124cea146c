import type { PlanNode } from '../model';
import type { Visit } from '../walk';
import type { ItemPair } from './matchItems';
import { isSubplan, type ItemisedPlan, type PlanItem } from './planItems';

/**
 * For each node, what rows it handles: the set of items below it, subplans of its expressions left out. A set is
 * written as the sum of random-looking numbers, so that 10,000 nodes cost 10,000 additions.
 */
export type RelationSets = ReadonlyMap<PlanNode, string>;

export interface SetsOfBoth {
  readonly before: RelationSets;
  readonly after: RelationSets;
}

/** Items that were paired count as one; a CTE that only one plan keeps counts as what it is made from. */
export function relationSets(before: ItemisedPlan, after: ItemisedPlan, pairs: readonly ItemPair[]): SetsOfBoth {
  const numbers = new Map<PlanItem, number>();
  pairs.forEach((pair, i) => {
    numbers.set(pair.before, i + 1);
    numbers.set(pair.after, i + 1);
  });
  let next = pairs.length;
  for (const item of [...before.items, ...after.items]) if (!numbers.has(item)) numbers.set(item, ++next);
  const keptAfter = cteRoots(after);
  const common = new Set([...cteRoots(before).keys()].filter(name => keptAfter.has(name)));
  return { before: setsOf(before, numbers, common), after: setsOf(after, numbers, common) };
}

/** The plans of CTEs by name. */
export function cteRoots({ visits }: ItemisedPlan): ReadonlyMap<string, PlanNode> {
  const roots = new Map<string, PlanNode>();
  for (const { node } of visits) {
    if (node.subplanName?.startsWith('CTE ') === true) roots.set(node.subplanName.slice('CTE '.length), node);
  }
  return roots;
}

interface Sum {
  a: number;
  b: number;
}

function setsOf(plan: ItemisedPlan, numbers: ReadonlyMap<PlanItem, number>, common: ReadonlySet<string>): RelationSets {
  const sums = new Map<PlanNode, Sum>();
  const ctes = cteRoots(plan);
  const waiting = new Map<PlanNode, PlanNode>();
  // Children before parents.
  for (let i = plan.visits.length - 1; i >= 0; i--) {
    const visit = plan.visits[i];
    if (visit === undefined) continue;
    const { node } = visit;
    const sum: Sum = sums.get(node) ?? { a: 0, b: 0 };
    sums.set(node, sum);
    const item = plan.itemOf.get(node);
    if (item?.node === node) {
      const name = node.type === 'CTE Scan' ? item.relation : undefined;
      const cte = name === undefined || common.has(name) ? undefined : ctes.get(name);
      if (cte === undefined) add(sum, mixed(numbers.get(item) ?? 0));
      else waiting.set(node, cte);
    }
    const parent = visit.parent?.node;
    if (parent === undefined || isSubplan(node) || (item !== undefined && item.node !== node)) continue;
    const above = sums.get(parent) ?? { a: 0, b: 0 };
    sums.set(parent, above);
    add(above, sum);
  }
  addCtes(plan, sums, waiting);
  return new Map([...sums].map(([node, { a, b }]) => [node, `${a}:${b}`]));
}

/** A CTE stands beside its scans, so that its sum is known only once all are: it is added to all above the scan. */
function addCtes(
  { visits }: ItemisedPlan,
  sums: ReadonlyMap<PlanNode, Sum>,
  scans: ReadonlyMap<PlanNode, PlanNode>,
): void {
  for (const visit of scans.size === 0 ? [] : visits) {
    const cte = scans.get(visit.node);
    const content = cte && sums.get(cte);
    if (content === undefined) continue;
    const { a, b } = content;
    for (let at: Visit | undefined = visit; at !== undefined; at = at.parent) {
      const sum = sums.get(at.node);
      if (sum !== undefined) add(sum, { a, b });
      if (isSubplan(at.node)) break;
    }
  }
}

function add(sum: Sum, { a, b }: Sum): void {
  sum.a = (sum.a + a) >>> 0;
  sum.b = (sum.b + b) >>> 0;
}

/** The finaliser of MurmurHash3 (Austin Appleby, public domain) with two seeds. */
function mixed(number: number): Sum {
  return { a: scramble(number ^ 0x9e3779b9), b: scramble(number ^ 0x243f6a88) };
}

function scramble(seed: number): number {
  let hash = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
