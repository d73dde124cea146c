import type { Plan, PlanNode } from '../model';
import { type RanStep, type Runner, ranTotals, ranTree } from './ranTree';

/** One bar of the icicle. Positions and widths are shares of what is shown, 0 to 1. */
export interface FlameBar {
  /** Tells one bar from the next: a CTE that two steps read has a bar inside each. */
  readonly key: string;
  readonly start: number;
  readonly width: number;
  /** From the top, 0 for what is outermost. */
  readonly level: number;
  /** ms or cost, with all that ran inside. */
  readonly total: number;
  readonly own: number;
  /** `undefined` for a trigger and for bars too narrow to be drawn, which stand as one. */
  readonly node: PlanNode | undefined;
  /** Name of a trigger; `7 steps` of bars that stand as one. */
  readonly label?: string;
  /** It holds the one that was zoomed to, and is as wide as the view whatever its own share. */
  readonly above: boolean;
}

export interface Flame {
  /** Parents before children. */
  readonly bars: readonly FlameBar[];
  readonly levels: number;
  /** ms or cost of the full width. */
  readonly whole: number;
  readonly measure: 'time' | 'cost';
}

/** What does not change while the reader zooms. */
export interface FlameModel {
  readonly steps: readonly RanStep[];
  readonly totals: readonly number[];
  /** What ran inside each step, with the part of it that did. */
  readonly inner: readonly (readonly Runner[])[];
  readonly measure: 'time' | 'cost';
  /** The execution time where it was printed: what no bar covers is starting, sending and ending. */
  readonly whole: number;
  readonly triggers: readonly { readonly label: string; readonly ms: number }[];
}

export function flameModel(plan: Plan): FlameModel {
  const measure = plan.root.ownMs === undefined ? 'cost' : 'time';
  const steps = ranTree(plan.root);
  const totals = ranTotals(steps, node => ownOf(node, measure));
  const triggers = (measure === 'cost' ? [] : (plan.triggers ?? []))
    .filter(({ timeMs }) => (timeMs ?? 0) > 0)
    .map(({ name, timeMs }) => ({ label: `Trigger ${name}`, ms: timeMs ?? 0 }));
  const summed = triggers.reduce((sum, { ms }) => sum + ms, totals[0] ?? 0);
  const whole = Math.max(summed, measure === 'time' ? (plan.executionMs ?? 0) : 0);
  return { steps, totals, inner: innerOf(steps), measure, whole, triggers };
}

function innerOf(steps: readonly RanStep[]): readonly (readonly Runner[])[] {
  const inner: Runner[][] = steps.map(({ children }) =>
    children.filter(place => steps[place]?.runners === undefined).map(place => ({ place, share: 1 })),
  );
  steps.forEach(({ runners }, place) => {
    for (const runner of runners ?? []) inner[runner.place]?.push({ place, share: runner.share });
  });
  return inner;
}

function ownOf(node: PlanNode, measure: 'time' | 'cost'): number {
  return (measure === 'time' ? node.ownMs : node.ownCost) ?? 0;
}

export interface FlameOptions {
  /** Id of the step that takes the full width; the whole plan without it. */
  readonly zoom?: string | undefined;
  /** Bars narrower than this share stand with their neighbours as one, or are left out: 1 ÷ pixels of the view. */
  readonly least: number;
}

interface Open {
  readonly place: number;
  readonly start: number;
  readonly level: number;
  /** Of the step's total, the part that ran here. */
  readonly part: number;
  readonly prefix: string;
}

/**
 * Width is wall-clock time, or cost where nothing was measured: a step's bar holds the bars of all that ran inside it,
 * and what is left of it is its own. The number of bars is bounded by the pixels of the view times the depth of the
 * plan, whatever its size. Does not recurse.
 */
export function flameLayout(model: FlameModel, { zoom, least }: FlameOptions): Flame {
  const { steps, totals, measure } = model;
  const root =
    zoom === undefined
      ? 0
      : Math.max(
          0,
          steps.findIndex(({ node }) => node.id === zoom),
        );
  const whole = root === 0 ? model.whole : (totals[root] ?? 0);
  if (!(whole > 0)) return { bars: [], levels: 0, whole: 0, measure };
  const bars = barsAbove(model, root);
  const open: Open[] = [{ place: root, start: 0, level: bars.length, part: 1, prefix: '' }];
  if (root === 0) bars.push(...triggerBars(model, least));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const node = steps[at.place]?.node;
    if (node === undefined) continue;
    const total = (totals[at.place] ?? 0) * at.part;
    bars.push({
      key: at.prefix + node.id,
      start: at.start,
      width: total / whole,
      level: at.level,
      total,
      own: ownOf(node, measure) * at.part,
      node,
      above: false,
    });
    const { wide, narrow } = innerBars(model, at, whole, least);
    bars.push(...narrow);
    open.push(...wide.reverse());
  }
  return { bars, levels: bars.reduce((most, bar) => Math.max(most, bar.level + 1), 0), whole, measure };
}

/** The way from the root down to the step that was zoomed to, each as wide as the view. */
function barsAbove({ steps, totals, measure }: FlameModel, root: number): FlameBar[] {
  const way: RanStep[] = [];
  const places: number[] = [];
  for (let at = steps[root]?.parent; at !== undefined; at = steps[at]?.parent) {
    const step = steps[at];
    if (step === undefined) break;
    way.push(step);
    places.push(at);
  }
  return way
    .map(({ node }, i): FlameBar => ({
      key: node.id,
      start: 0,
      width: 1,
      level: way.length - 1 - i,
      total: totals[places[i] ?? 0] ?? 0,
      own: ownOf(node, measure),
      node,
      above: true,
    }))
    .reverse();
}

function triggerBars({ triggers, totals, whole }: FlameModel, least: number): readonly FlameBar[] {
  let start = (totals[0] ?? 0) / whole;
  return triggers.flatMap(({ label, ms }, i) => {
    const width = ms / whole;
    const bar = {
      key: `trigger ${i}`,
      start,
      width,
      level: 0,
      total: ms,
      own: ms,
      node: undefined,
      label,
      above: false,
    };
    start += width;
    return width < least ? [] : [bar];
  });
}

/** What ran inside one bar, side by side from its left end; narrow ones in a row become one bar. */
function innerBars(
  { steps, totals, inner }: FlameModel,
  at: Open,
  whole: number,
  least: number,
): { readonly wide: Open[]; readonly narrow: readonly FlameBar[] } {
  const wide: Open[] = [];
  const narrow: FlameBar[] = [];
  const level = at.level + 1;
  let start = at.start;
  let run = { count: 0, start };
  const endRun = () => {
    const width = start - run.start;
    if (run.count > 0 && width >= least) {
      const key = `${at.prefix}${steps[at.place]?.node.id ?? ''}+${narrow.length}`;
      const label = `${run.count} ${run.count === 1 ? 'step' : 'steps'}`;
      const total = width * whole;
      narrow.push({ key, start: run.start, width, level, total, own: total, node: undefined, label, above: false });
    }
    run = { count: 0, start };
  };
  for (const { place, share } of inner[at.place] ?? []) {
    const part = at.part * share;
    const width = ((totals[place] ?? 0) * part) / whole;
    if (width >= least) {
      endRun();
      const shared = (steps[place]?.runners?.length ?? 1) > 1;
      const prefix = shared ? `${at.prefix}${steps[at.place]?.node.id ?? ''}>` : at.prefix;
      wide.push({ place, start, level, part, prefix });
      start += width;
      run = { count: 0, start };
    } else {
      start += width;
      run = { count: run.count + (width > 0 ? 1 : 0), start: run.start };
    }
  }
  endRun();
  return { wide, narrow };
}
