import { findCteScans, isCte } from './cteScans';
import { findMentions } from './mentions';
import type { PlanNode } from './model';
import { type PlanIndex, isGather, isWithin } from './planIndex';

/**
 * A plan within the plan that may run elsewhere than in the node that it hangs under.
 * - `cte`: runs inside the scans that read it, whichever first asks for a row (nodeCtescan.c, `CteScanNext`).
 * - `once`: an InitPlan, runs when its result is first asked for (nodeSubplan.c, `ExecSetParamPlan`), but for workers'
 *   use before they start, in the leader's Gather (nodeGather.c, `ExecGather`; setrefs.c, `initParam`).
 * - `shared`: a SubPlan that several nodes compute, as each child of a partitioned table does: explain.c prints it under
 *   the first alone (`ExplainSubPlans`, `printed_subplans`).
 */
export interface Guest {
  readonly kind: 'cte' | 'once' | 'shared';
  readonly node: PlanNode;
  readonly parent: PlanNode;
  /** The nodes that may have run it. */
  readonly hosts: readonly PlanNode[];
}

export function findGuests(index: PlanIndex): readonly Guest[] {
  const mentions = findMentions(index);
  const scans = findCteScans(index.visits);
  return index.visits.flatMap(({ node, parent }): readonly Guest[] => {
    if (parent === undefined) return [];
    if (node.parentRelationship === 'SubPlan') {
      const name = (node.subplanName ?? '').split(' (', 1)[0] ?? '';
      const hosts = (mentions.get(name) ?? []).filter(host => !isWithin(index, host, node));
      if (hosts.length < 2 || !hosts.includes(parent.node)) return [];
      return [{ kind: 'shared', node, parent: parent.node, hosts }];
    }
    if (node.parentRelationship !== 'InitPlan') return [];
    if (isCte(node)) return [{ kind: 'cte', node, parent: parent.node, hosts: scans.get(node) ?? [] }];
    const hosts = resultNames(node.subplanName ?? '')
      .flatMap(name => mentions.get(name) ?? [])
      .filter(host => isWithin(index, host, parent.node) && !isWithin(index, host, node))
      .map(host => leaderOf(index, host, parent.node));
    return [{ kind: 'once', node, parent: parent.node, hosts: [...new Set(hosts)] }];
  });
}

/** `InitPlan 1 (returns $0,$1)` until 16 names `$0` and `$1`; from 17 on `InitPlan 1` is named as `(InitPlan 1).col1`. */
function resultNames(subplanName: string): readonly string[] {
  const opening = '(returns ';
  const start = subplanName.indexOf(opening);
  if (start < 0) return subplanName === '' ? [] : [subplanName];
  return subplanName.slice(start + opening.length, subplanName.lastIndexOf(')')).split(',');
}

/** The host itself, or the highest Gather between it and the owner: the leader hands its workers values, not plans. */
function leaderOf(index: PlanIndex, host: PlanNode, owner: PlanNode): PlanNode {
  let leader = host;
  let at = index.visits[index.at.get(host) ?? -1];
  while (at !== undefined && at.node !== owner) {
    at = at.parent;
    if (at !== undefined && isGather(at.node)) leader = at.node;
  }
  return leader;
}
