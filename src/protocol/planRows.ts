import { describeNode, type NodeDescription } from '../plan/describe';
import type { Plan, PlanNode } from '../plan/model';
import { rowRatio } from '../plan/rowRatio';
import { formatBytes, formatCost, formatCount, formatMs } from '../plan/units';
import { type Visit, walkPlan } from '../plan/walk';

/** How much of the whole a step takes: colour and bar follow from it. */
export type Heat = 'none' | 'cool' | 'mild' | 'warm' | 'hot';

/** One line of the plan's tree, ready to be shown. */
export interface PlanRow {
  readonly node: PlanNode;
  readonly words: NodeDescription;
  /** 0 for the root. */
  readonly depth: number;
  /** Position in `rows` of the parent; `undefined` for the root. */
  readonly parent: number | undefined;
  /** Count of rows that hang below, at any depth. */
  readonly descendants: number;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
  /** Own time or cost; empty where the plan has none. */
  readonly own: string;
  /** Of the plan's time or cost, 0 to 1. */
  readonly share: number;
  readonly heat: Heat;
  /** Time or cost with everything below. */
  readonly total: string;
  /** `1,184 → 37`, or `1,184` where nothing was measured. */
  readonly rows: string;
  /** `32× over`, from 10 times on. */
  readonly ratio?: { readonly text: string; readonly title: string; readonly grave: boolean };
  readonly loops: string;
  /** Own blocks touched; empty where EXPLAIN did not count. */
  readonly buffers: string;
  readonly buffersTitle: string;
  readonly neverRan: boolean;
}

export interface PlanRows {
  /** Parents before children, in the order of the tree. */
  readonly rows: readonly PlanRow[];
  readonly measure: 'time' | 'cost';
  readonly hasBuffers: boolean;
  readonly hasLoops: boolean;
}

export function planRows(plan: Plan): PlanRows {
  const measure = plan.root.ownMs === undefined ? 'cost' : 'time';
  const wholeMs = Math.max(plan.executionMs ?? 0, plan.root.actualMs?.total ?? 0);
  const whole = measure === 'time' ? wholeMs : (plan.totalCost ?? 0);
  const visits = walkPlan(plan.root);
  const places = new Map(visits.map(({ node }, place) => [node, place]));
  const descendants = new Array<number>(visits.length).fill(0);
  for (let i = visits.length - 1; i > 0; i--) {
    const parent = places.get(visits[i]?.parent?.node ?? plan.root) ?? 0;
    descendants[parent] = (descendants[parent] ?? 0) + 1 + (descendants[i] ?? 0);
  }
  const positions = new Map<PlanNode, number>();
  for (const { node } of visits) node.children.forEach((child, i) => positions.set(child, i + 1));

  const rows = visits.map((visit, i): PlanRow => {
    const { node, parent, depth } = visit;
    const own = measure === 'time' ? node.ownMs : node.ownCost;
    const total = measure === 'time' ? node.actualMs?.total : node.estimatedCost?.total;
    const format = measure === 'time' ? formatMs : formatCost;
    const share = own === undefined || whole <= 0 ? 0 : Math.min(1, own / whole);
    const neverRan = node.neverExecuted === true;
    const ratio = ratioBadge(visit);
    return {
      node,
      words: describeNode(node),
      depth,
      parent: parent === undefined ? undefined : places.get(parent.node),
      descendants: descendants[i] ?? 0,
      position: positions.get(node) ?? 1,
      siblings: parent?.node.children.length ?? 1,
      own: own === undefined || neverRan ? '' : format(own),
      share,
      heat: heat(share),
      total: total === undefined || neverRan ? '' : format(total),
      rows: rowsText(node),
      ...(ratio !== undefined && { ratio }),
      loops: node.loops === undefined ? '' : formatCount(node.loops),
      buffers: buffersText(node),
      buffersTitle: buffersTitle(node),
      neverRan,
    };
  });
  return {
    rows,
    measure,
    hasBuffers: visits.some(({ node }) => node.buffers !== undefined),
    hasLoops: visits.some(({ node }) => (node.loops ?? 1) > (node.processes ?? 1)),
  };
}

function heat(share: number): Heat {
  if (share >= 0.5) return 'hot';
  if (share >= 0.2) return 'warm';
  if (share >= 0.05) return 'mild';
  return share > 0 ? 'cool' : 'none';
}

/** EXPLAIN prints 0 real rows for them whatever they find. */
const bitmaps = new Set(['BitmapAnd', 'BitmapOr']);

function rowsText(node: PlanNode): string {
  const planned = node.estimatedRows === undefined ? '' : formatCount(node.estimatedRows);
  if (node.actualRows === undefined || node.neverExecuted === true || bitmaps.has(node.type)) return planned;
  return planned === '' ? formatCount(node.actualRows) : `${planned} → ${formatCount(node.actualRows)}`;
}

const leastShownRatio = 10;
const graveRatio = 100;

function ratioBadge(visit: Visit): PlanRow['ratio'] {
  const ratio = rowRatio(visit);
  if (ratio === undefined || ratio.factor < leastShownRatio) return undefined;
  const times = `${formatCount(Math.round(ratio.factor))}×`;
  return {
    text: `${times} ${ratio.direction}`,
    title: `The planner expected ${times} ${ratio.direction === 'over' ? 'more' : 'fewer'} rows than came.`,
    grave: ratio.factor >= graveRatio,
  };
}

const blockBytes = 8192;

function buffersText(node: PlanNode): string {
  if (node.buffers === undefined) return '';
  const { sharedHit = 0, sharedRead = 0, localHit = 0, localRead = 0, tempRead = 0, tempWritten = 0 } = node.buffers;
  const blocks = sharedHit + sharedRead + localHit + localRead + tempRead + tempWritten;
  return blocks === 0 ? '–' : formatCount(blocks);
}

const bufferWords: readonly (readonly [key: string, text: string])[] = [
  ['sharedHit', 'from the cache'],
  ['sharedRead', 'read from disk or the system’s cache'],
  ['sharedDirtied', 'changed'],
  ['sharedWritten', 'written'],
  ['localHit', 'of temporary tables from the cache'],
  ['localRead', 'of temporary tables read'],
  ['tempRead', 'of temporary files read'],
  ['tempWritten', 'of temporary files written'],
];

function buffersTitle(node: PlanNode): string {
  const lines = bufferWords
    .map(([key, text]) => [node.buffers?.[key] ?? 0, text] as const)
    .filter(([blocks]) => blocks > 0)
    .map(([blocks, text]) => `${formatCount(blocks)} blocks (${formatBytes(blocks * blockBytes)}) ${text}`);
  return lines.join('\n');
}
