import { hierarchy, tree } from 'd3-hierarchy';

import type { Plan, PlanNode } from '../model';
import { ranTotals, type RanStep, ranTree } from './ranTree';

/** Left to right: a step, and right of it what it gets its rows from. Units are CSS pixels; `y` runs down. */
export interface Graph {
  /** Parents before children. */
  readonly boxes: readonly GraphBox[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

export interface GraphBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 for the root. */
  readonly depth: number;
  /** Position in `boxes`. */
  readonly parent: number | undefined;
  /** `undefined` where the box stands for steps that are folded away. */
  readonly node: PlanNode | undefined;
  /** Id of the step that a click opens or folds: the node itself, or the parent of the steps that are folded away. */
  readonly nodeId: string;
  /** Steps folded away here: inside the node, or those that the box stands for. */
  readonly folded: number;
  /** Whether something hangs below, shown or not. */
  readonly branch: boolean;
  /** Of the plan's time or cost, 0 to 1: the step's own; of a box of folded steps, theirs together. */
  readonly share: number;
}

export interface GraphEdge {
  /** Positions in `boxes`; rows go from `from` to `to`. */
  readonly from: number;
  readonly to: number;
  /** Of all loops, real where they were counted, planned otherwise. */
  readonly rows: number | undefined;
  /** Stroke in pixels, by the logarithm of the rows. */
  readonly thickness: number;
  /** A CTE or InitPlan goes to whoever ran it, not to its parent in EXPLAIN. */
  readonly outside: boolean;
  /** On the way to the costliest step. */
  readonly hot: boolean;
}

export interface GraphModel {
  readonly steps: readonly RanStep[];
  readonly own: readonly number[];
  /** Time or cost with all that ran inside. */
  readonly totals: readonly number[];
  readonly whole: number;
  /** Position of the costliest step. */
  readonly costliest: number | undefined;
}

export function graphModel(plan: Plan): GraphModel {
  const measured = plan.root.ownMs !== undefined;
  const ownOf = (node: PlanNode) => (measured ? node.ownMs : node.ownCost) ?? 0;
  const steps = ranTree(plan.root);
  const own = steps.map(({ node }) => ownOf(node));
  const totals = ranTotals(steps, ownOf);
  const whole = measured ? Math.max(plan.executionMs ?? 0, totals[0] ?? 0) : (totals[0] ?? 0);
  let costliest: number | undefined;
  own.forEach((amount, place) => {
    if (amount > (costliest === undefined ? 0 : (own[costliest] ?? 0))) costliest = place;
  });
  return { steps, own, totals, whole, costliest };
}

export interface GraphOptions {
  /** Steps whose folds the reader turned: cheap ones opened, others closed. */
  readonly turned: ReadonlySet<string>;
  /** Stays in sight whatever is folded. */
  readonly selected?: string | undefined;
  /** Of what the colours stand for, 0 to 1: the more, the higher the box. */
  readonly weightOf: (node: PlanNode, share: number) => number;
}

const boxWidth = 176;
const columnGap = 54;
const rowGap = 12;
const familyGap = 10;
const foldHeight = 26;

/** Box heights: room for one, two, … lines; importance buys lines. */
export function boxHeight(weight: number): number {
  if (weight >= 0.5) return 114;
  if (weight >= 0.2) return 98;
  return weight >= 0.05 ? 82 : 64;
}

/** Subtrees below this share are cheap. */
const cheapShare = 0.02;
/** A plan of usual size is shown whole. */
const foldsFrom = 16;

interface Branch {
  /** In the model's steps; -1 for a box of folded steps. */
  readonly place: number;
  readonly step: RanStep | undefined;
  readonly nodeId: string;
  folded: number;
  readonly branch: boolean;
  readonly share: number;
  readonly height: number;
  readonly children: Branch[];
}

/** Tidy tree (Reingold and Tilford; d3-hierarchy's after Buchheim and others). Nothing here recurses, nor does d3. */
export function graphLayout(model: GraphModel, options: GraphOptions): Graph {
  const placed = tree<Branch>()
    .nodeSize([1, 1])
    .separation((one, other) => {
      const gap = one.parent === other.parent ? rowGap : rowGap + familyGap;
      return (one.data.height + other.data.height) / 2 + gap;
    })(hierarchy(shownTree(model, options), branch => branch.children));
  const nodes = placed.descendants();
  let top = Infinity;
  let bottom = -Infinity;
  for (const { x, data } of nodes) {
    top = Math.min(top, x - data.height / 2);
    bottom = Math.max(bottom, x + data.height / 2);
  }
  const boxes: GraphBox[] = [];
  const branches: Branch[] = [];
  const positions = new Map<Branch, number>();
  placed.eachBefore(({ data, x, depth, parent }) => {
    positions.set(data, boxes.length);
    branches.push(data);
    boxes.push({
      x: depth * (boxWidth + columnGap),
      y: x - data.height / 2 - top,
      width: boxWidth,
      height: data.height,
      depth,
      parent: parent === null ? undefined : positions.get(parent.data),
      node: data.step?.node,
      nodeId: data.nodeId,
      folded: data.folded,
      branch: data.branch,
      share: data.share,
    });
  });
  return {
    boxes,
    edges: edgesOf(model, boxes, branches),
    width: boxes.reduce((most, box) => Math.max(most, box.x + box.width), 0),
    height: bottom - top,
  };
}

/** What is shown: closed steps lose their children, cheap siblings become one box. */
function shownTree(model: GraphModel, options: GraphOptions): Branch {
  const { steps } = model;
  const [first] = steps;
  if (first === undefined) throw new Error('a plan has a root');
  const kept = wayTo(model, options.selected);
  const sizes = subtreeSizes(steps);
  const branchOf = (place: number, step: RanStep): Branch => {
    const share = shareOf(model, model.own[place]);
    return {
      place,
      step,
      nodeId: step.node.id,
      folded: 0,
      branch: step.children.length > 0,
      share,
      height: boxHeight(options.weightOf(step.node, share)),
      children: [],
    };
  };
  const root = branchOf(0, first);
  const open = [root];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    const { step } = branch;
    if (step === undefined || step.children.length === 0) continue;
    const turned = options.turned.has(step.node.id);
    const cheap = cheapChildren(model, step, kept, sizes);
    if (turned && cheap.length === 0 && !step.children.some(child => kept.has(child))) {
      branch.folded = (sizes[branch.place] ?? 1) - 1;
      continue;
    }
    const closed = new Set(turned ? [] : cheap);
    for (const child of step.children) {
      const below = steps[child];
      if (below === undefined || closed.has(child)) continue;
      const next = branchOf(child, below);
      branch.children.push(next);
      open.push(next);
    }
    if (closed.size > 0) branch.children.push(foldBox(model, step, cheap, sizes));
  }
  return root;
}

/** Children that fold into one box: two steps or more that cost next to nothing together with what is below them. */
function cheapChildren(
  model: GraphModel,
  { children }: RanStep,
  kept: ReadonlySet<number>,
  sizes: readonly number[],
): readonly number[] {
  if (model.steps.length < foldsFrom || !(model.whole > 0)) return [];
  const cheap = children.filter(
    child =>
      !kept.has(child) &&
      (model.steps[child]?.runners?.length ?? 1) === 1 &&
      shareOf(model, model.totals[child]) < cheapShare,
  );
  return cheap.reduce((sum, child) => sum + (sizes[child] ?? 1), 0) >= 2 ? cheap : [];
}

function foldBox(model: GraphModel, step: RanStep, cheap: readonly number[], sizes: readonly number[]): Branch {
  const together = cheap.reduce((sum, child) => sum + (model.totals[child] ?? 0), 0);
  return {
    place: -1,
    step: undefined,
    nodeId: step.node.id,
    folded: cheap.reduce((sum, child) => sum + (sizes[child] ?? 1), 0),
    branch: true,
    share: shareOf(model, together),
    height: foldHeight,
    children: [],
  };
}

function shareOf({ whole }: GraphModel, amount: number | undefined): number {
  return whole > 0 ? Math.min(1, (amount ?? 0) / whole) : 0;
}

/** The step with all above it. */
function wayTo({ steps }: GraphModel, id: string | undefined): ReadonlySet<number> {
  const found = id === undefined ? -1 : steps.findIndex(({ node }) => node.id === id);
  return new Set(found < 0 ? [] : wayUp(steps, found));
}

function wayUp(steps: readonly RanStep[], from: number | undefined): readonly number[] {
  const way: number[] = [];
  for (let at = from; at !== undefined; at = steps[at]?.parent) way.push(at);
  return way;
}

function subtreeSizes(steps: readonly RanStep[]): readonly number[] {
  const single = steps.map(({ node, parent, depth, children }): RanStep => ({ node, parent, depth, children }));
  return ranTotals(single, () => 1);
}

function edgesOf(
  { steps, costliest }: GraphModel,
  boxes: readonly GraphBox[],
  branches: readonly Branch[],
): readonly GraphEdge[] {
  const boxOf = new Map(branches.map(({ place }, box) => [place, box]));
  const hot = new Set(wayUp(steps, costliest));
  return boxes.flatMap(({ parent, node }, from): readonly GraphEdge[] => {
    if (parent === undefined) return [];
    const place = branches[from]?.place ?? -1;
    const runners = steps[place]?.runners;
    const rows = node === undefined ? undefined : (node.ownRows ?? node.estimatedRows);
    const thickness = runners === undefined ? thicknessOf(rows) : 1.5;
    const edge = { from, rows, thickness, hot: hot.has(place), outside: runners !== undefined };
    if (runners === undefined) return [{ ...edge, to: parent }];
    return runners.flatMap(runner => {
      const to = boxOf.get(runner.place);
      return to === undefined ? [] : [{ ...edge, to, hot: edge.hot && to === parent }];
    });
  });
}

/** A pixel for each power of ten. */
function thicknessOf(rows: number | undefined): number {
  return rows === undefined ? 1 : Math.min(10, 1 + Math.log10(1 + Math.max(0, rows)));
}
