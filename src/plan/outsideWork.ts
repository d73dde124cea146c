import type { OutsideWork } from './metrics';
import type { PlanNode } from './model';
import { type Visit, walkPlan } from './walk';

/**
 * CTEs and InitPlans hang under the node that declares them but run inside the nodes that use them. Gives for each of
 * them who ran it; one that nobody uses (a writing CTE without RETURNING runs after the query) has no runner.
 * `inclusive` is a node's time or blocks, with all that ran inside.
 */
export function shareOutside(visits: readonly Visit[], inclusive: ReadonlyMap<PlanNode, number>): OutsideWork {
  const scansOf = findCteScans(visits);
  const outside = new Map<PlanNode, readonly { runner: PlanNode; share: number }[]>();
  for (const { node, parent } of visits) {
    if (parent === undefined || node.parentRelationship !== 'InitPlan') continue;
    if (node.subplanName?.startsWith('CTE ') === true) {
      outside.set(node, shares(scansOf.get(node) ?? [], inclusive));
    } else {
      const user = findUser(node, parent.node, inclusive);
      if (user !== undefined) outside.set(node, [{ runner: user, share: 1 }]);
    }
  }
  return outside;
}

function shares(scans: readonly PlanNode[], inclusive: ReadonlyMap<PlanNode, number>) {
  const total = scans.reduce((sum, scan) => sum + (inclusive.get(scan) ?? 0), 0);
  return scans.map(runner => ({
    runner,
    share: total > 0 ? (inclusive.get(runner) ?? 0) / total : 1 / scans.length,
  }));
}

/** Scans of each CTE that is read, by the node that computes it; a name means the nearest declaration above the scan, as in SQL. */
export function findCteScans(visits: readonly Visit[]): ReadonlyMap<PlanNode, readonly PlanNode[]> {
  const scans = new Map<PlanNode, PlanNode[]>();
  for (const visit of visits) {
    const name = visit.node.details['CTE Name'];
    if (visit.node.type !== 'CTE Scan' || typeof name !== 'string') continue;
    for (let above: Visit | undefined = visit; above !== undefined; above = above.parent) {
      const declared = above.node.children.find(child => child.subplanName === `CTE ${name}`);
      if (declared === undefined) continue;
      scans.set(declared, [...(scans.get(declared) ?? []), visit.node]);
      break;
    }
  }
  return scans;
}

/** The node that waited for the InitPlan: of those under `owner` that name its result, the one with the largest number. */
function findUser(initPlan: PlanNode, owner: PlanNode, inclusive: ReadonlyMap<PlanNode, number>): PlanNode | undefined {
  const names = resultNames(initPlan.subplanName ?? '');
  if (names.length === 0) return undefined;
  let user: PlanNode | undefined;
  for (const { node } of walkPlan({ ...owner, children: owner.children.filter(child => child !== initPlan) })) {
    const texts = node.conditions.map(condition => condition.text);
    if (!texts.some(text => names.some(name => mentions(text, name)))) continue;
    const candidate = node.id === owner.id ? owner : node;
    if (user === undefined || (inclusive.get(candidate) ?? 0) > (inclusive.get(user) ?? 0)) user = candidate;
  }
  return user;
}

/** `InitPlan 1 (returns $0,$1)` until 16 names `$0` and `$1`; from 17 on `InitPlan 1` is named as `(InitPlan 1).col1`. */
function resultNames(subplanName: string): readonly string[] {
  const opening = '(returns ';
  const start = subplanName.indexOf(opening);
  if (start < 0) return subplanName === '' ? [] : [`(${subplanName}).`];
  return subplanName.slice(start + opening.length, subplanName.lastIndexOf(')')).split(',');
}

/** Whether `name` stands in the text as a whole: `$1` is not in `$10`. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const next = text[at + name.length] ?? '';
    if (!name.startsWith('$') || !(next >= '0' && next <= '9')) return true;
  }
  return false;
}
