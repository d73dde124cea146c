import { type Expression, conjuncts, partsOf } from '../../sql/expression';
import type { PlanNode } from '../model';
import type { ExaminedPlan } from './examinedPlan';

/**
 * Whether `user` asks that no row of `subplan` is equal, as `NOT IN (SELECT …)` and `<> ALL (SELECT …)` do, and whether
 * it looks the answer up in a hash table. EXPLAIN prints `NOT (ANY (a = (hashed SubPlan 1).col1))` from 17 on, before
 * `NOT (hashed SubPlan 1)` and `NOT (SubPlan 1)` (ruleutils.c, `get_rule_expr`). The last may stand for
 * `NOT (SELECT boolean)` as well; an IN reads its rows again and again from a Materialize (subselect.c, `build_subplan`).
 */
export function negatedMembership(
  examined: ExaminedPlan,
  user: PlanNode,
  subplan: PlanNode,
): { readonly hashed: boolean; readonly operand?: Expression } | undefined {
  const name = subplan.subplanName;
  if (name === undefined) return undefined;
  for (const { label } of user.conditions) {
    const condition = examined.condition(user, label);
    for (const part of condition === undefined ? [] : conjuncts(condition)) {
      const found = membership(part, name);
      if (found === undefined) continue;
      if (!found.hashed && !found.spelled && subplan.type !== 'Materialize') continue;
      return { hashed: found.hashed, ...(found.operand !== undefined && { operand: found.operand }) };
    }
  }
  return undefined;
}

function membership(part: Expression, name: string) {
  const isAll = part.kind === 'call' && part.name === 'all';
  const inner = part.kind === 'not' ? part.operands[0] : isAll ? part : undefined;
  if (inner === undefined) return undefined;
  if (inner.kind === 'subplan') {
    return inner.name === name ? { hashed: inner.hashed, spelled: false, operand: undefined } : undefined;
  }
  if (!isAll && !(inner.kind === 'call' && inner.name === 'any')) return undefined;
  const reference = partsOf(inner).find(item => item.kind === 'subplan' && item.name === name);
  if (reference?.kind !== 'subplan') return undefined;
  const comparison = inner.kind === 'call' ? inner.operands[0] : undefined;
  if (comparison?.kind !== 'operator' || comparison.name !== (isAll ? '<>' : '=')) return undefined;
  return { hashed: reference.hashed, spelled: true, operand: comparison.operands[0] };
}
