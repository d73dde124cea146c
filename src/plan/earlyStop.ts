import type { PlanNode } from './model';
import type { Visit } from './walk';

/** Nodes that read all of their input before they give a row, so that nobody above stops their input early. */
const blocking = new Set(['Sort', 'Aggregate', 'Hash', 'Materialize', 'ModifyTable', 'SetOp']);

/**
 * Whether a node may have given fewer rows than it has because nobody asked for more: under a LIMIT, in a merge join
 * whose other side ended, on the inner side of a join that needs one match, in a subquery of an expression.
 */
export function mayStopEarly(visit: Visit): boolean {
  for (let at: Visit = visit; at.parent !== undefined; at = at.parent) {
    const above = at.parent.node;
    if (above.type === 'Limit' || above.type === 'Merge Join') return true;
    if (at.node.parentRelationship === 'SubPlan') return true;
    if (at.node.parentRelationship === 'Inner' && needsOneMatch(above)) return true;
    if (blocking.has(above.type)) return false;
  }
  return false;
}

function needsOneMatch(join: PlanNode): boolean {
  return join.details['Inner Unique'] === true || join.joinType === 'Semi' || join.joinType === 'Anti';
}
