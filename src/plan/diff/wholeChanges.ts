import type { Plan, PlanNode } from '../model';
import { formatCount } from '../units';
import type { Comparison, Side } from './comparison';
import { namesBelow } from './joinChanges';
import { listText } from './pathChanges';
import type { PlanChange } from './planDiff';
import type { PlanItem } from './planItems';
import { cteRoots } from './relationSets';
import { roleOf } from './roles';

/** What is read at all, CTEs that are kept or worked into the query, and workers. */
export function contentChanges({ before, after, items }: Comparison): readonly PlanChange[] {
  const [kept, keptNow] = [cteRoots(before), cteRoots(after)];
  const cteChanges = [
    ...[...kept.keys()].filter(name => !keptNow.has(name)).map(name => cteChange(name, true)),
    ...[...keptNow.keys()].filter(name => !kept.has(name)).map(name => cteChange(name, false)),
  ];
  const told = (item: PlanItem) =>
    item.node.type === 'CTE Scan' &&
    item.relation !== undefined &&
    kept.has(item.relation) !== keptNow.has(item.relation);
  const removed = items.removed.filter(item => !told(item));
  const added = items.added.filter(item => !told(item));
  return [
    ...cteChanges,
    ...removed.map((item): PlanChange => ({
      kind: 'relation',
      before: itemText(item),
      relation: item.name,
      text: `${itemText(item)} is no longer read`,
      beforeId: item.node.id,
    })),
    ...added.map((item): PlanChange => ({
      kind: 'relation',
      after: itemText(item),
      relation: item.name,
      text: `${itemText(item)} is read too`,
      afterId: item.node.id,
    })),
    ...parallelChanges(before, after),
  ];
}

function itemText({ name, relation }: PlanItem): string {
  return relation === undefined || relation === name ? name : `${relation} ${name}`;
}

function cteChange(name: string, wasKept: boolean): PlanChange {
  const [kept, inlined] = ['computed once and kept', 'worked into the query'];
  const [one, other] = wasKept ? [kept, inlined] : [inlined, kept];
  return {
    kind: 'materialization',
    before: one,
    after: other,
    relation: name,
    text: `CTE ${name}: ${one} → ${other}`,
  };
}

function parallelChanges(before: Side, after: Side): readonly PlanChange[] {
  const [one, other] = [gathers(before), gathers(after)];
  const [was, now] = [workersText(one, before), workersText(other, after)];
  if (was === now) return [];
  const [first, firstNow] = [one[0], other[0]];
  return [
    {
      kind: 'parallelism',
      before: was,
      after: now,
      text: `Parallel: ${was} → ${now}`,
      ...(first === undefined ? {} : { beforeId: first.id }),
      ...(firstNow === undefined ? {} : { afterId: firstNow.id }),
    },
  ];
}

function gathers({ visits }: Side): readonly PlanNode[] {
  return visits.flatMap(({ node }) => (roleOf(node) === 'gather' ? [node] : []));
}

function workersText(nodes: readonly PlanNode[], side: Side): string {
  if (nodes.length === 0) return 'no workers';
  return listText(
    nodes.map(node => {
      const { planned, launched } = node.workers ?? {};
      const count = planned ?? launched;
      const missing = planned !== undefined && launched !== undefined && launched < planned;
      const workers = count === undefined ? 'workers' : `${formatCount(count)} ${count === 1 ? 'worker' : 'workers'}`;
      return `${workers}${missing ? ` (${formatCount(launched)} came)` : ''} for ${namesBelow(node, side)}`;
    }),
  );
}

/** What stands beside the tree: JIT, triggers, settings, the server's version. */
export function surroundingChanges({ before, after }: Comparison): readonly PlanChange[] {
  return [
    ...versionChange(before.plan, after.plan),
    ...settingChanges(before.plan.settings ?? {}, after.plan.settings ?? {}),
    ...jitChange(before.plan, after.plan),
    ...triggerChanges(before.plan, after.plan),
  ];
}

function versionChange({ serverVersion: one }: Plan, { serverVersion: other }: Plan): readonly PlanChange[] {
  if (one === undefined || other === undefined || one === other) return [];
  return [{ kind: 'serverVersion', before: one, after: other, text: `PostgreSQL ${one} → ${other}` }];
}

/** EXPLAIN names settings that differ from the default, where it was asked to: one that is not named may be either. */
function settingChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly PlanChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap(name => {
    const [one, other] = [before[name], after[name]];
    if (one === other) return [];
    return [
      {
        kind: 'settings' as const,
        ...(one === undefined ? {} : { before: one }),
        ...(other === undefined ? {} : { after: other }),
        text: `${name}: ${one ?? 'not named'} → ${other ?? 'not named'}`,
      },
    ];
  });
}

function jitChange({ jit: one }: Plan, { jit: other }: Plan): readonly PlanChange[] {
  if ((one === undefined) === (other === undefined)) return [];
  const [was, now] = [one === undefined ? 'off' : 'on', other === undefined ? 'off' : 'on'];
  return [{ kind: 'jit', before: was, after: now, text: `Compiled just in time (JIT): ${was} → ${now}` }];
}

/** Triggers are told of statements that ran. */
function triggerChanges(before: Plan, after: Plan): readonly PlanChange[] {
  if (before.executionMs === undefined || after.executionMs === undefined) return [];
  const names = ({ triggers = [] }: Plan) =>
    new Map(triggers.map(({ name, relation }) => [JSON.stringify([name, relation]), name]));
  const [one, other] = [names(before), names(after)];
  return [
    ...[...one]
      .filter(([key]) => !other.has(key))
      .map(([, name]) => ({ kind: 'triggers' as const, before: name, text: `Trigger ${name} no longer runs` })),
    ...[...other]
      .filter(([key]) => !one.has(key))
      .map(([, name]) => ({ kind: 'triggers' as const, after: name, text: `Trigger ${name} runs too` })),
  ];
}
