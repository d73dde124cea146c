import type { Plan, PlanNode } from '../model';
import { alignPlans } from './alignment';
import { type Comparison, comparePlans } from './comparison';
import { estimateChanges } from './estimateChanges';
import { caveatsOf, figureChanges, figuresOf, headlineOf, ownBlocks } from './figureChanges';
import { joinChanges } from './joinChanges';
import { pathChanges, termOf } from './pathChanges';
import type { NodeFigures, NodePair, PlanChange, PlanDiff } from './planDiff';
import { anyDifference, stepChanges } from './stepChanges';
import { contentChanges, surroundingChanges } from './wholeChanges';

/**
 * Compares two plans by what their steps do, not by where they stand. Linear but for the alignment of the two trees,
 * which is n log n; nothing recurses. Never throws for a plan that was read.
 */
export function diffPlans(before: Plan, after: Plan): PlanDiff {
  const comparison = comparePlans(before, after);
  const told = [
    ...pathChanges(comparison),
    ...joinChanges(comparison),
    ...stepChanges(comparison),
    ...contentChanges(comparison),
  ];
  const steps = told.length > 0 ? told : anyDifference(comparison);
  const [figures, figuresNow] = [figuresOf(before), figuresOf(after)];
  return {
    changes: [
      ...steps,
      ...surroundingChanges(comparison),
      ...estimateChanges(comparison),
      ...figureChanges(figures, figuresNow),
    ],
    before: figures,
    after: figuresNow,
    nodes: pairsOf(comparison, steps),
    headline: headlineOf(figures, figuresNow, steps.length === 0),
    caveats: caveatsOf(figures, figuresNow),
  };
}

function pairsOf(comparison: Comparison, steps: readonly PlanChange[]): readonly NodePair[] {
  const { nodes } = comparison;
  const changedBefore = new Set(steps.map(({ beforeId }) => beforeId));
  const changedAfter = new Set(steps.map(({ afterId }) => afterId));
  return alignPlans(comparison).map(({ before, after }): NodePair => {
    const partner = before === undefined ? after && nodes.toBefore.get(after) : nodes.toAfter.get(before);
    const [one, other] = [before ?? partner, after ?? partner];
    const moved = before === undefined || after === undefined ? partner?.id : undefined;
    const named = changedBefore.has(before?.id ?? '') || changedAfter.has(after?.id ?? '');
    const differs = one === undefined || other === undefined || termOf(one) !== termOf(other);
    return {
      ...(before === undefined ? {} : { before: before.id }),
      ...(after === undefined ? {} : { after: after.id }),
      ...(moved === undefined ? {} : { movedTo: moved }),
      changed: named || differs,
      figures: {
        ...(before === undefined ? {} : { before: figuresOfNode(before) }),
        ...(after === undefined ? {} : { after: figuresOfNode(after) }),
      },
    };
  });
}

function figuresOfNode(node: PlanNode): NodeFigures {
  const buffers = ownBlocks(node);
  return {
    ...(node.ownMs === undefined ? {} : { ownMs: node.ownMs }),
    ...(node.ownCost === undefined ? {} : { ownCost: node.ownCost }),
    ...(node.ownRows === undefined ? {} : { rows: node.ownRows }),
    ...(buffers === undefined ? {} : { buffers }),
  };
}
