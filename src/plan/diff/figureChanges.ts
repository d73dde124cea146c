import type { Plan, PlanNode } from '../model';
import { formatBytes, formatCost, formatCount, formatMs, formatRows } from '../units';
import { walkPlan } from '../walk';
import type { PlanChange, PlanFigures } from './planDiff';

/**
 * What one run of each plan cannot show: caches, other work and the clock itself move a time by half as much again,
 * and short ones by a millisecond.
 */
export const timeNoise = { factor: 1.5, ms: 1 } as const;
/** Cost and blocks are counted, not timed; what the cache holds still moves blocks. */
const noise = { cost: 1.01, buffers: 1.1, blocks: 10 } as const;
const blockBytes = 8192;

export function figuresOf(plan: Plan): PlanFigures {
  const { root } = plan;
  const timeMs = plan.executionMs ?? root.actualMs?.total;
  const buffers = blocksOf(root);
  return {
    ...(plan.totalCost === undefined ? {} : { cost: plan.totalCost }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(plan.planningMs === undefined ? {} : { planningMs: plan.planningMs }),
    ...(root.ownRows === undefined ? {} : { rows: root.ownRows }),
    ...(buffers === undefined ? {} : { buffers }),
  };
}

/** Blocks that all nodes together touched; nodes have their own share. */
function blocksOf(root: PlanNode): number | undefined {
  let sum: number | undefined;
  for (const { node } of walkPlan(root)) {
    const own = ownBlocks(node);
    if (own !== undefined) sum = (sum ?? 0) + own;
  }
  return sum;
}

export function ownBlocks({ buffers }: PlanNode): number | undefined {
  if (buffers === undefined) return undefined;
  const { sharedHit = 0, sharedRead = 0, localHit = 0, localRead = 0, tempRead = 0, tempWritten = 0 } = buffers;
  return sharedHit + sharedRead + localHit + localRead + tempRead + tempWritten;
}

/** Whether the times differ by more than a single run of each can do by itself. */
export function timesDiffer(beforeMs: number, afterMs: number): boolean {
  const [low, high] = [Math.min(beforeMs, afterMs), Math.max(beforeMs, afterMs)];
  return high - low >= timeNoise.ms && high / Math.max(low, 1e-6) >= timeNoise.factor;
}

export function figureChanges(before: PlanFigures, after: PlanFigures): readonly PlanChange[] {
  const changes: PlanChange[] = [];
  const add = (kind: 'rows' | 'time' | 'cost' | 'buffers', what: string, one: string, other: string) => {
    changes.push({ kind, before: one, after: other, text: `${what}: ${one} → ${other}` });
  };
  if (before.rows !== undefined && after.rows !== undefined && before.rows !== after.rows) {
    add('rows', 'Result', formatRows(before.rows), formatRows(after.rows));
  }
  if (before.timeMs !== undefined && after.timeMs !== undefined && timesDiffer(before.timeMs, after.timeMs)) {
    add('time', 'Time', formatMs(before.timeMs), formatMs(after.timeMs));
  }
  if (before.cost !== undefined && after.cost !== undefined && factor(before.cost, after.cost) >= noise.cost) {
    add('cost', 'Cost', formatCost(before.cost), formatCost(after.cost));
  }
  const [blocks, blocksNow] = [before.buffers, after.buffers];
  if (
    blocks !== undefined &&
    blocksNow !== undefined &&
    Math.abs(blocks - blocksNow) >= noise.blocks &&
    factor(blocks, blocksNow) >= noise.buffers
  ) {
    add('buffers', 'Blocks touched', blocksText(blocks), blocksText(blocksNow));
  }
  return changes;
}

function blocksText(blocks: number): string {
  return `${formatCount(blocks)} (${formatBytes(blocks * blockBytes)})`;
}

function factor(one: number, other: number): number {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  return high === low ? 1 : high / Math.max(low, 1e-6);
}

/** `26 times faster: 81 ms → 3.1 ms` */
export function headlineOf(before: PlanFigures, after: PlanFigures, sameSteps: boolean): string {
  const steps = sameSteps ? 'The same steps' : 'Other steps';
  if (before.timeMs !== undefined && after.timeMs !== undefined) {
    const figures = `${formatMs(before.timeMs)} → ${formatMs(after.timeMs)}`;
    if (!timesDiffer(before.timeMs, after.timeMs))
      return `${steps}, no difference in time that one run shows: ${figures}`;
    const times = timesText(before.timeMs, after.timeMs);
    return `${times} ${after.timeMs < before.timeMs ? 'faster' : 'slower'}: ${figures}`;
  }
  if (before.cost === undefined || after.cost === undefined) return steps;
  const figures = `cost ${formatCost(before.cost)} → ${formatCost(after.cost)}`;
  if (factor(before.cost, after.cost) < noise.cost) return `${steps}, the same cost by the planner: ${figures}`;
  const word = after.cost < before.cost ? 'cheaper' : 'dearer';
  return `${timesText(before.cost, after.cost)} ${word} by the planner: ${figures}`;
}

function timesText(one: number, other: number): string {
  const times = factor(one, other);
  if (times < 2) return `${formatCount(Math.round((times - 1) * 100))} %`;
  return `${times >= 10 ? formatCount(Math.round(times)) : String(Number(times.toFixed(1)))} times`;
}

export function caveatsOf(before: PlanFigures, after: PlanFigures): readonly string[] {
  const [ran, ranNow] = [before.timeMs !== undefined, after.timeMs !== undefined];
  if (ran && ranNow) {
    return [
      `Each time comes from one run. A difference of less than ${timeNoise.factor} times, or of less than ${timeNoise.ms} ms, is taken for noise; measure to be sure.`,
    ];
  }
  if (ran !== ranNow) return ['Only one of the two was run: they are compared by the planner’s estimates.'];
  return [];
}
