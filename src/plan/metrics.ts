/**
 * Turns what EXPLAIN prints into each node's own share; docs/plan-arithmetic.md derives every formula from PostgreSQL's
 * source. In short:
 * - Wall-clock time of a node = time of a loop × loops ÷ participants (participants.ts).
 * - Own time = wall-clock time − wall-clock time of what ran inside: children, SubPlans, and CTEs and InitPlans where they
 *   were asked for (guests.ts, outsideWork.ts).
 * - Own blocks, I/O times and WAL: the same subtraction on sums (ownUsage.ts). Own cost: ownCost.ts.
 * - What the nodes do not have of the execution time is booked by name (accounts.ts).
 */
import { bookTime } from './accounts';
import { findGuests } from './guests';
import type { Plan, PlanAccount, PlanNode } from './model';
import { shareCost } from './ownCost';
import { ownShares } from './ownShares';
import { bufferFields, ioFields, ownUsage, walFields } from './ownUsage';
import { countParticipants, waitForSlowest } from './participants';
import { type PlanIndex, indexPlan } from './planIndex';
import { walkPlan } from './walk';

export interface Metrics {
  /** The plan again with `actualMs` in wall-clock terms of all loops, and every `own…` and usage. */
  readonly root: PlanNode;
  /** Absent where nothing was timed. */
  readonly accounts?: readonly PlanAccount[];
}

export function withMetrics(
  root: PlanNode,
  facts: Pick<Plan, 'executionMs' | 'triggers' | 'jit' | 'details'>,
): Metrics {
  const index = indexPlan(walkPlan(root));
  const guests = findGuests(index);
  const participants = countParticipants(index.visits);
  const wallMs = new Map<PlanNode, number>();
  for (const { node } of index.visits) {
    const ms = node.neverExecuted === true ? 0 : node.actualMs?.total;
    if (ms !== undefined) wallMs.set(node, (ms * (node.loops ?? 1)) / (participants.get(node) ?? 1));
  }
  const halfSteps = new Map(
    index.visits.map(({ node }) => [node, (halfStepMs * (node.loops ?? 1)) / (participants.get(node) ?? 1)] as const),
  );
  settleRounding(index, halfSteps, wallMs);
  const bounds = roundingBounds(index, halfSteps);
  const times = ownShares(index, guests, wallMs, bounds);
  const built = build(index, participants, times.own, bounds, {
    cost: shareCost(index.visits),
    buffers: ownUsage(index, guests, bufferFields, Math.round),
    ioMs: ownUsage(index, guests, ioFields, roundToMicroseconds),
    wal: ownUsage(index, guests, walFields, Math.round),
  });
  const bound = [...bounds.values()].reduce((sum, ms) => sum + ms, 0);
  return { root: built, ...(wallMs.has(root) && { accounts: bookTime(facts, root, times, bound) }) };
}

/** EXPLAIN rounds the time of a loop to 0.001 ms. */
const halfStepMs = 0.0005;

/**
 * Children cannot take longer than their parent, so where rounding says so, they are taken to be as much shorter as it
 * can have made them longer. Without that the steps of many short loops would have more than the whole.
 */
function settleRounding(
  { visits }: PlanIndex,
  halfSteps: ReadonlyMap<PlanNode, number>,
  wallMs: Map<PlanNode, number>,
): void {
  const sum = (nodes: readonly PlanNode[], amounts: ReadonlyMap<PlanNode, number>) =>
    nodes.reduce((total, node) => total + (amounts.get(node) ?? 0), 0);
  for (const { node } of visits) {
    const whole = wallMs.get(node);
    const inside = node.children.filter(child => child.parentRelationship !== 'InitPlan');
    const excess = whole === undefined ? 0 : sum(inside, wallMs) - whole;
    const slack = sum(inside, halfSteps);
    if (excess <= 0 || excess > slack) continue;
    for (const child of inside) {
      const step = ((halfSteps.get(child) ?? 0) * excess) / slack;
      const ms = wallMs.get(child);
      if (ms !== undefined) wallMs.set(child, Math.max(0, ms - step));
    }
  }
}

/** By how much rounding can make a node's own time wrong: by its own half step and by those of what ran inside. */
function roundingBounds(
  { visits }: PlanIndex,
  halfSteps: ReadonlyMap<PlanNode, number>,
): ReadonlyMap<PlanNode, number> {
  const bounds = new Map<PlanNode, number>();
  for (const { node, parent } of visits) {
    const bound = halfSteps.get(node) ?? 0;
    bounds.set(node, (bounds.get(node) ?? 0) + bound);
    if (parent !== undefined) bounds.set(parent.node, (bounds.get(parent.node) ?? 0) + bound);
  }
  return bounds;
}

type Usage = ReadonlyMap<PlanNode, Readonly<Record<string, number>>>;

function build(
  { visits }: PlanIndex,
  participants: ReadonlyMap<PlanNode, number>,
  ownMs: ReadonlyMap<PlanNode, number>,
  bounds: ReadonlyMap<PlanNode, number>,
  own: {
    readonly cost: ReadonlyMap<PlanNode, number>;
    readonly buffers: Usage;
    readonly ioMs: Usage;
    readonly wal: Usage;
  },
): PlanNode {
  const [root] = visits;
  // A plan that did not run is printed with zeros for its blocks.
  const ran = root?.node.loops !== undefined;
  const built = new Map<PlanNode, PlanNode>();
  for (let i = visits.length - 1; i >= 0; i--) {
    const node = visits[i]?.node;
    if (node === undefined) continue;
    const ms = node.neverExecuted === true ? undefined : ownMs.get(node);
    const bound = bounds.get(node) ?? 0;
    const cost = own.cost.get(node);
    const used = (usage: Usage) => (ran && node.neverExecuted !== true ? usage.get(node) : undefined);
    const [buffers, ioMs, wal] = [used(own.buffers), used(own.ioMs), used(own.wal)];
    const processes = participants.get(node) ?? 1;
    const factor = (node.loops ?? 1) / processes;
    const waited = waitForSlowest(node, participants);
    built.set(node, {
      ...node,
      ...(node.actualMs && {
        actualMs: { startup: node.actualMs.startup * factor, total: node.actualMs.total * factor },
      }),
      ...(processes > 1 && { processes: Math.round(processes) }),
      ...(ms !== undefined && { ownMs: ms }),
      ...(ms !== undefined && bound >= notableMs && bound > ms * notableShare && { ownMsBound: bound }),
      ...(waited !== undefined && ms !== undefined && { waitedMs: Math.min(waited, ms) }),
      ...(cost !== undefined && { ownCost: cost }),
      ...(node.actualRows !== undefined && { ownRows: Math.round(node.actualRows * (node.loops ?? 1)) }),
      ...(buffers !== undefined && { buffers }),
      ...(ioMs !== undefined && { ioMs }),
      ...(wal !== undefined && { wal }),
      children: node.children.map(child => built.get(child) ?? child),
    });
  }
  if (root === undefined) throw new Error('a plan without a root');
  return built.get(root.node) ?? root.node;
}

/** Below these nobody asks how exact an own time is. */
const notableMs = 0.01;
const notableShare = 0.01;

function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
