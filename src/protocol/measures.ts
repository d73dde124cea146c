import { type Heat, heatOf } from '../plan/layout/heat';
import type { PlanNode } from '../plan/model';
import { rowRatio } from '../plan/rowRatio';
import type { Visit } from '../plan/walk';

/** What colours the plan, in every view: the reader picks one. */
export const measures = ['time', 'rows', 'ratio', 'buffers', 'cost'] as const;
export type Measure = (typeof measures)[number];

export type { Heat };

export interface Reading {
  /** 0 to 1: of the plan's time, cost or blocks; of its most rows; for a ratio, on a logarithmic scale up to 10,000. */
  readonly share: number;
  readonly heat: Heat;
}

/** What a share is a share of, by measure; absent where the plan does not have the measure. */
export interface Wholes {
  readonly time?: number;
  readonly rows?: number;
  readonly ratio?: number;
  readonly buffers?: number;
  readonly cost?: number;
}

const nothingRead: Reading = { share: 0, heat: 'none' };
const largestRatio = 10_000;

export function wholesOf(
  visits: readonly Visit[],
  times: { readonly executionMs?: number; readonly totalCost?: number },
): Wholes {
  const root = visits[0]?.node;
  let rows = 0;
  let blocks = 0;
  let counted = false;
  for (const { node } of visits) {
    rows = Math.max(rows, rowsOf(node) ?? 0);
    counted ||= node.buffers !== undefined;
    blocks += blocksOf(node) ?? 0;
  }
  const wholeMs = Math.max(times.executionMs ?? 0, root?.actualMs?.total ?? 0);
  return {
    ...(root?.ownMs !== undefined && wholeMs > 0 && { time: wholeMs }),
    ...(rows > 0 && { rows }),
    ...(root?.actualRows !== undefined && root.estimatedRows !== undefined && { ratio: largestRatio }),
    ...(counted && { buffers: blocks }),
    ...(times.totalCost !== undefined && { cost: times.totalCost }),
  };
}

export function readMeasure(visit: Visit, measure: Measure, wholes: Wholes): Reading {
  const whole = wholes[measure];
  if (whole === undefined || whole <= 0) return nothingRead;
  if (measure === 'ratio') {
    const ratio = rowRatio(visit);
    if (ratio === undefined) return nothingRead;
    return { share: Math.min(1, Math.log10(ratio.factor) / Math.log10(largestRatio)), heat: ratioHeat(ratio.factor) };
  }
  const own = amountOf(visit.node, measure);
  const share = own === undefined ? 0 : Math.max(0, Math.min(1, own / whole));
  return { share, heat: heatOf(share) };
}

function amountOf(node: PlanNode, measure: Exclude<Measure, 'ratio'>): number | undefined {
  switch (measure) {
    case 'time':
      return node.ownMs;
    case 'rows':
      return rowsOf(node);
    case 'buffers':
      return blocksOf(node);
    case 'cost':
      return node.ownCost;
  }
}

/** Rows that the step gave in all its runs; planned ones where nothing ran. */
function rowsOf(node: PlanNode): number | undefined {
  if (node.neverExecuted === true) return undefined;
  return node.ownRows ?? node.estimatedRows;
}

/** Blocks that the step itself touched; `undefined` where EXPLAIN did not count. */
export function blocksOf(node: PlanNode): number | undefined {
  if (node.buffers === undefined) return undefined;
  const { sharedHit = 0, sharedRead = 0, localHit = 0, localRead = 0, tempRead = 0, tempWritten = 0 } = node.buffers;
  return sharedHit + sharedRead + localHit + localRead + tempRead + tempWritten;
}

function ratioHeat(factor: number): Heat {
  if (factor >= 100) return 'hot';
  if (factor >= 10) return 'warm';
  if (factor >= 3) return 'mild';
  return factor > 1 ? 'cool' : 'none';
}
