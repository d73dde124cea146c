import { findGuests, type Guest } from './guests';
import type { PlanNode } from './model';
import { type PlanIndex, indexPlan } from './planIndex';
import type { Visit } from './walk';

/** Who did the work of a plan within the plan, where it is not (alone) the node above it: shares that add up to 1. */
export type OutsideWork = ReadonlyMap<PlanNode, readonly Runner[]>;

export interface Runner {
  readonly runner: PlanNode;
  readonly share: number;
}

/** By a node's time, blocks or cost with all that ran inside (`inclusive`). What nobody ran is not in the answer. */
export function shareOutside(visits: readonly Visit[], inclusive: ReadonlyMap<PlanNode, number>): OutsideWork {
  const index = indexPlan(visits);
  const guests = findGuests(index);
  const left = new Map(inclusive);
  const placed = placeGuests(index, guests, inclusive, left, () => 0);
  return new Map(
    [...placed].flatMap(([node, amounts]) => {
      const total = amounts.reduce((sum, { amount }) => sum + amount, 0);
      const runners = amounts.map(({ runner, amount }) => ({
        runner,
        share: total > 0 ? amount / total : 1 / amounts.length,
      }));
      const above = visits[index.at.get(node) ?? -1]?.parent?.node;
      return runners.every(({ runner }) => runner === above) ? [] : [[node, runners] as const];
    }),
  );
}

export interface Amount {
  readonly runner: PlanNode;
  readonly amount: number;
}

/**
 * Takes what ran inside a node from what is `left` of it, and gives for each guest who ran how much of it. A node cannot
 * have run what is longer than itself: that decides between several that name a guest. What an unread CTE took stays out:
 * one that writes runs to its end after the query (execMain.c, `ExecPostprocessPlan`).
 */
export function placeGuests(
  index: PlanIndex,
  guests: readonly Guest[],
  inclusive: ReadonlyMap<PlanNode, number>,
  left: Map<PlanNode, number>,
  bound: (node: PlanNode) => number,
): ReadonlyMap<PlanNode, readonly Amount[]> {
  const placed = new Map<PlanNode, readonly Amount[]>();
  const take = (runner: PlanNode, amount: number) => {
    const rest = left.get(runner);
    if (rest !== undefined) left.set(runner, rest - amount);
  };
  const guestNodes = new Set(guests.map(({ node }) => node));
  for (const { node, parent } of index.visits) {
    const amount = inclusive.get(node);
    if (parent === undefined || amount === undefined || guestNodes.has(node)) continue;
    const isSubPlan = node.parentRelationship === 'SubPlan';
    take(isSubPlan ? nearestWith(amount - bound(node), inclusive, parent, bound) : parent.node, amount);
  }
  const rank = { shared: 0, once: 1, cte: 2 } as const;
  const amountOf = ({ node }: Guest) => inclusive.get(node) ?? 0;
  const ordered = [...guests].sort((a, b) => rank[a.kind] - rank[b.kind] || amountOf(b) - amountOf(a));
  for (const guest of ordered) {
    const amount = inclusive.get(guest.node);
    if (amount === undefined) continue;
    const amounts = amountsOf(index, guest, amount, left, bound);
    for (const { runner, amount: part } of amounts) take(runner, part);
    placed.set(guest.node, amounts);
  }
  return placed;
}

function amountsOf(
  index: PlanIndex,
  guest: Guest,
  amount: number,
  left: ReadonlyMap<PlanNode, number>,
  bound: (node: PlanNode) => number,
): readonly Amount[] {
  switch (guest.kind) {
    case 'once':
      return [{ runner: hostOf(index, guest, amount, left, bound), amount }];
    case 'shared':
      return shareSubPlan(guest, amount, left);
    case 'cte':
      return shareCte(guest, amount, left);
  }
}

/**
 * The host with the most left; where none has enough, the nearest node above that has. Where none of those has, it is the
 * host, and what it lacks ran in several above it: a LIMIT that shuts down the InitPlan's workers.
 */
function hostOf(
  index: PlanIndex,
  { node, parent, hosts }: Guest,
  amount: number,
  left: ReadonlyMap<PlanNode, number>,
  bound: (node: PlanNode) => number,
): PlanNode {
  const spare = (host: PlanNode) => (left.get(host) ?? 0) + bound(host);
  const [most = parent] = [...hosts].sort((a, b) => spare(b) - spare(a));
  const visit = index.visits[index.at.get(most) ?? -1];
  return visit === undefined ? parent : nearestWith(amount - bound(node), left, visit, bound);
}

/** Of a node and those above it the nearest that has so much; the node itself where none has. */
function nearestWith(
  amount: number,
  amounts: ReadonlyMap<PlanNode, number>,
  from: Visit,
  bound: (node: PlanNode) => number,
): PlanNode {
  let at: Visit | undefined = from;
  while (at !== undefined && (amounts.get(at.node) ?? 0) + bound(at.node) < amount) at = at.parent;
  return at?.node ?? from.node;
}

/** By the rows for which each host computed it, as far as each has the time. */
function shareSubPlan(
  { parent, hosts }: Guest,
  amount: number,
  left: ReadonlyMap<PlanNode, number>,
): readonly Amount[] {
  const room = hosts.map(host => Math.max(0, left.get(host) ?? 0));
  const wanted = apportion(amount, hosts.map(rowsRead));
  const amounts = fit(amount, wanted, room);
  const missing = amount - sum(amounts);
  return hosts.map((runner, i) => ({ runner, amount: (amounts[i] ?? 0) + (runner === parent ? missing : 0) }));
}

/** So that what the scans did themselves goes by the rows they read: whichever came first ran the most of the CTE. */
function shareCte(
  { node, parent, hosts }: Guest,
  amount: number,
  left: ReadonlyMap<PlanNode, number>,
): readonly Amount[] {
  const room = hosts.map(host => Math.max(0, left.get(host) ?? 0));
  const selves = apportion(sum(room) - amount, hosts.map(rowsRead));
  const amounts = fit(
    amount,
    room.map((spare, i) => spare - (selves[i] ?? 0)),
    room,
  );
  const run = hosts.map((runner, i) => ({ runner, amount: amounts[i] ?? 0 }));
  const missing = amount - sum(amounts);
  // What a query does at its end (ExecShutdownNode) goes down the plan as declared.
  return node.type === 'ModifyTable' || missing <= 0 ? run : [...run, { runner: parent, amount: missing }];
}

/** `wanted`, each within 0 and its room, corrected so that they add up to `amount` as far as there is room. */
function fit(amount: number, wanted: readonly number[], room: readonly number[]): readonly number[] {
  const inside = wanted.map((part, i) => Math.min(room[i] ?? 0, Math.max(0, part)));
  const total = sum(inside);
  if (total >= amount) return inside.map(part => (total > 0 ? (part * amount) / total : 0));
  const spare = inside.map((part, i) => (room[i] ?? 0) - part);
  const missing = Math.min(amount - total, sum(spare));
  const more = apportion(missing, spare);
  return inside.map((part, i) => part + (more[i] ?? 0));
}

function apportion(amount: number, weights: readonly number[]): readonly number[] {
  const total = sum(weights);
  return weights.map(weight => (total > 0 ? (amount * weight) / total : amount / weights.length));
}

/** Rows that a scan looked at, of all loops. */
function rowsRead(node: PlanNode): number {
  return ((node.actualRows ?? 0) + (node.rowsRemoved ?? 0)) * (node.loops ?? 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
