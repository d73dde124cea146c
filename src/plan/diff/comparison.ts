import type { Plan, PlanNode } from '../model';
import { type MatchedItems, matchItems } from './matchItems';
import { type MatchedNodes, matchNodes } from './matchNodes';
import { type ItemisedPlan, itemisePlan } from './planItems';
import { relationSets, type SetsOfBoth } from './relationSets';
import { type Surroundings, surroundingsOf } from './surroundings';

/** Two plans with what is known of how they belong together: what each kind of change is read from. */
export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly items: MatchedItems;
  readonly nodes: MatchedNodes;
}

export interface Side extends ItemisedPlan {
  readonly plan: Plan;
  readonly sets: SetsOfBoth['before'];
  readonly around: ReadonlyMap<PlanNode, Surroundings>;
}

export function comparePlans(before: Plan, after: Plan): Comparison {
  const one = itemisePlan(before.root);
  const other = itemisePlan(after.root);
  const items = matchItems(one.items, other.items);
  const sets = relationSets(one, other, items.pairs);
  return {
    before: { plan: before, ...one, sets: sets.before, around: surroundingsOf(one) },
    after: { plan: after, ...other, sets: sets.after, around: surroundingsOf(other) },
    items,
    nodes: matchNodes(one, other, items, sets),
  };
}
