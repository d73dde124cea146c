import type { Plan, PlanNode } from '../plan/model';
import { walkPlan } from '../plan/walk';
import { type Measure, measures, wholesOf } from './measures';
import { PlanRow } from './planRow';

export type { PlanRow };

export interface PlanRows {
  /** Parents before children, in the order of the tree. */
  readonly rows: readonly PlanRow[];
  /** Position in `rows` of each node id. */
  readonly places: ReadonlyMap<string, number>;
  /** What the plan is judged by: time where it was measured. */
  readonly measure: 'time' | 'cost';
  /** What the plan can be coloured by. */
  readonly measures: readonly Measure[];
  readonly hasBuffers: boolean;
  readonly hasLoops: boolean;
}

export function planRows(plan: Plan): PlanRows {
  const measure = plan.root.ownMs === undefined ? 'cost' : 'time';
  const visits = walkPlan(plan.root);
  const count = visits.length;
  const placeOf = new Map<PlanNode, number>();
  const parents: (number | undefined)[] = [];
  for (let i = 0; i < count; i++) {
    const visit = visits[i];
    if (visit === undefined) continue;
    placeOf.set(visit.node, i);
    parents.push(visit.parent === undefined ? undefined : placeOf.get(visit.parent.node));
  }
  const descendants = new Array<number>(count).fill(0);
  for (let i = count - 1; i > 0; i--) {
    const parent = parents[i] ?? 0;
    descendants[parent] = (descendants[parent] ?? 0) + 1 + (descendants[i] ?? 0);
  }
  const born = new Array<number>(count).fill(0);
  const wholes = wholesOf(visits, plan);
  const places = new Map<string, number>();
  const rows = visits.map((visit, i) => {
    const parent = parents[i];
    if (parent !== undefined) born[parent] = (born[parent] ?? 0) + 1;
    places.set(visit.node.id, i);
    const place = {
      depth: visit.depth,
      parent,
      descendants: descendants[i] ?? 0,
      position: parent === undefined ? 1 : (born[parent] ?? 1),
      siblings: visit.parent?.node.children.length ?? 1,
    };
    return new PlanRow(visit, place, wholes, measure);
  });
  return {
    rows,
    places,
    measure,
    measures: measures.filter(one => wholes[one] !== undefined),
    hasBuffers: wholes.buffers !== undefined,
    hasLoops: visits.some(({ node }) => (node.loops ?? 1) > (node.processes ?? 1)),
  };
}
