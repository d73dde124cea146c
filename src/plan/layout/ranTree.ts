import type { PlanNode } from '../model';
import { shareOutside } from '../outsideWork';
import { type Visit, walkPlan } from '../walk';

/** A step in the tree of who ran whom. Numbers are positions in the list that `ranTree` gives. */
export interface RanStep {
  readonly node: PlanNode;
  /** `undefined` for the root. Of several that ran a CTE, the one with the largest share. */
  readonly parent: number | undefined;
  /** 0 for the root. */
  readonly depth: number;
  /** In the order of the plan; what was declared elsewhere comes last. */
  readonly children: readonly number[];
  /** Set where the step hangs elsewhere in EXPLAIN's tree (CTE, InitPlan): all that ran it, with shares that add up to 1. */
  readonly runners?: readonly Runner[];
}

export interface Runner {
  readonly place: number;
  readonly share: number;
}

/**
 * The plan as it ran: CTEs and InitPlans hang under the nodes that asked for them (outsideWork.ts), everything else as
 * EXPLAIN has it. In the order of the plan, the root first. Where a plan that no server made leads into a circle, the
 * tree is EXPLAIN's own. Does not recurse.
 */
export function ranTree(root: PlanNode): readonly RanStep[] {
  const visits = walkPlan(root);
  const places = new Map(visits.map(({ node }, place) => [node, place]));
  const declared = visits.map(({ parent }) => (parent === undefined ? undefined : places.get(parent.node)));
  const moved = movedSteps(visits, places);
  return isAcyclic(declared, moved) ? build(visits, declared, moved) : build(visits, declared, new Map());
}

type Moved = ReadonlyMap<number, readonly Runner[]>;

function movedSteps(visits: readonly Visit[], places: ReadonlyMap<PlanNode, number>): Moved {
  const inclusive = new Map(
    visits.map(({ node }) => [node, node.actualMs?.total ?? node.estimatedCost?.total ?? 0] as const),
  );
  const moved = new Map<number, readonly Runner[]>();
  for (const [node, runners] of shareOutside(visits, inclusive)) {
    const place = places.get(node);
    const known = runners.flatMap(({ runner, share }) => {
      const at = places.get(runner);
      return at === undefined ? [] : [{ place: at, share }];
    });
    if (place !== undefined && known.length > 0) moved.set(place, known);
  }
  return moved;
}

/** Kahn's order covers every step exactly where there is no circle. */
function isAcyclic(declared: readonly (number | undefined)[], moved: Moved): boolean {
  const inside: number[][] = declared.map(() => []);
  const waits = declared.map((parent, place) => {
    const above = moved.get(place)?.map(runner => runner.place) ?? (parent === undefined ? [] : [parent]);
    for (const at of above) inside[at]?.push(place);
    return above.length;
  });
  const ready = waits.flatMap((count, place) => (count === 0 ? [place] : []));
  let seen = 0;
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    seen++;
    for (const below of inside[at] ?? []) {
      const left = (waits[below] ?? 0) - 1;
      waits[below] = left;
      if (left === 0) ready.push(below);
    }
  }
  return seen === declared.length;
}

function build(visits: readonly Visit[], declared: readonly (number | undefined)[], moved: Moved): readonly RanStep[] {
  const parents = declared.map((parent, place) => mainRunner(moved.get(place)) ?? parent);
  const children: number[][] = parents.map(() => []);
  for (const guests of [false, true]) {
    parents.forEach((parent, place) => {
      if (parent !== undefined && moved.has(place) === guests) children[parent]?.push(place);
    });
  }
  const depths = new Array<number>(visits.length).fill(0);
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const child of children[at] ?? []) {
      depths[child] = (depths[at] ?? 0) + 1;
      open.push(child);
    }
  }
  return visits.map(({ node }, place) => {
    const runners = moved.get(place);
    return {
      node,
      parent: parents[place],
      depth: depths[place] ?? 0,
      children: children[place] ?? [],
      ...(runners !== undefined && { runners }),
    };
  });
}

function mainRunner(runners: readonly Runner[] | undefined): number | undefined {
  let main: Runner | undefined;
  for (const runner of runners ?? []) if (main === undefined || runner.share > main.share) main = runner;
  return main?.place;
}

/** Every step's own amount with all that ran inside it; a CTE counts in each that ran it by its share. */
export function ranTotals(steps: readonly RanStep[], ownOf: (node: PlanNode) => number): readonly number[] {
  const totals = steps.map(({ node }) => ownOf(node));
  const above = steps.map(
    ({ parent, runners }) => runners ?? (parent === undefined ? [] : [{ place: parent, share: 1 }]),
  );
  const waits = new Array<number>(steps.length).fill(0);
  for (const runners of above) for (const { place } of runners) waits[place] = (waits[place] ?? 0) + 1;
  const ready = waits.flatMap((count, place) => (count === 0 ? [place] : []));
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    for (const { place, share } of above[at] ?? []) {
      totals[place] = (totals[place] ?? 0) + (totals[at] ?? 0) * share;
      const left = (waits[place] ?? 0) - 1;
      waits[place] = left;
      if (left === 0) ready.push(place);
    }
  }
  return totals;
}
