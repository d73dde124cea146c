import type { PlanNode } from '../model';
import type { Plan } from '../model';
import { walkPlan } from '../walk';
import { timesDiffer } from './figureChanges';
import type { NodePair, PlanChange, PlanChangeKind, PlanDiff } from './planDiff';

export interface ChangeGroups {
  /** What is done otherwise. */
  readonly inKind: readonly PlanChange[];
  /** What the planner expects otherwise. */
  readonly expected: readonly PlanChange[];
  /** How much it took. */
  readonly figures: readonly PlanChange[];
}

const figureKinds: ReadonlySet<PlanChangeKind> = new Set(['time', 'cost', 'buffers', 'rows']);

export function changeGroups({ changes }: Pick<PlanDiff, 'changes'>): ChangeGroups {
  return {
    inKind: changes.filter(({ kind }) => kind !== 'estimates' && !figureKinds.has(kind)),
    expected: changes.filter(({ kind }) => kind === 'estimates'),
    figures: changes.filter(({ kind }) => figureKinds.has(kind)),
  };
}

/** `same`: the same work in the same way, whatever its numbers. */
export type PairState = 'same' | 'changed' | 'moved' | 'removed' | 'added';

/** A line of both trees, ready to be shown. */
export interface DiffLine {
  readonly pair: NodePair;
  readonly state: PairState;
  readonly before?: PlacedNode;
  readonly after?: PlacedNode;
  /** Its own time, or cost where one plan was not timed, differs by more than noise. */
  readonly figureDiffers: boolean;
}

export interface PlacedNode {
  readonly node: PlanNode;
  readonly depth: number;
}

export function diffLines(diff: PlanDiff, before: Plan, after: Plan): readonly DiffLine[] {
  const [placed, placedNow] = [placedNodes(before), placedNodes(after)];
  return diff.nodes.map(pair => {
    const one = placed.get(pair.before ?? '');
    const other = placedNow.get(pair.after ?? '');
    return {
      pair,
      state: stateOf(pair),
      figureDiffers: differs(pair),
      ...(one === undefined ? {} : { before: one }),
      ...(other === undefined ? {} : { after: other }),
    };
  });
}

function placedNodes(plan: Plan): ReadonlyMap<string, PlacedNode> {
  return new Map(walkPlan(plan.root).map(({ node, depth }) => [node.id, { node, depth }]));
}

function stateOf({ before, after, movedTo, changed }: NodePair): PairState {
  if (movedTo !== undefined) return 'moved';
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  return changed ? 'changed' : 'same';
}

const costDiffers = 1.05;

function differs({ figures }: NodePair): boolean {
  const { before, after } = figures ?? {};
  if (before === undefined || after === undefined) return false;
  if (before.ownMs !== undefined && after.ownMs !== undefined) return timesDiffer(before.ownMs, after.ownMs);
  const [one, other] = [before.ownCost ?? 0, after.ownCost ?? 0];
  return Math.max(one, other) > Math.max(1e-6, Math.min(one, other)) * costDiffers;
}
