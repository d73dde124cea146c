import { type PlanFields, numberField } from './fields';
import type { PlanNode } from './model';
import { isGather } from './planIndex';
import type { Visit } from './walk';

/**
 * The processes that ran each node at a time: loops of a Gather's child ÷ loops of the Gather. EXPLAIN adds the loops of
 * all processes (execParallel.c, `ExecParallelRetrieveInstrumentation`), so workers that did not start and a leader that
 * took no part (`parallel_leader_participation`, a single copy, rows that workers had ready first) are not counted. A
 * Gather that ran often may have had different numbers of workers: the number is their mean and need not be whole.
 */
export function countParticipants(visits: readonly Visit[]): ReadonlyMap<PlanNode, number> {
  const participants = new Map<PlanNode, number>();
  for (const { node, parent } of visits) {
    let count = parent === undefined ? 1 : (participants.get(parent.node) ?? 1);
    if (parent !== undefined && isGather(parent.node) && runsInWorkers(node)) {
      const loops = parent.node.loops ?? 1;
      if (loops > 0 && node.loops !== undefined) count *= Math.max(1, node.loops / loops);
    }
    participants.set(node, count);
  }
  return participants;
}

/** What hangs under a Gather as InitPlan or SubPlan runs in the leader alone. */
function runsInWorkers(child: PlanNode): boolean {
  return child.parentRelationship !== 'InitPlan' && child.parentRelationship !== 'SubPlan';
}

/** By how much a Gather's slowest process outran the mean, where VERBOSE shows the workers one by one. */
export function waitForSlowest(gather: PlanNode, participants: ReadonlyMap<PlanNode, number>): number | undefined {
  const child = gather.children.find(runsInWorkers);
  const workers: unknown = child?.details['Workers'];
  if (!isGather(gather) || child?.actualMs === undefined || !Array.isArray(workers)) return undefined;
  const loops = gather.loops ?? 1;
  const total = child.actualMs.total * (child.loops ?? 1);
  const times = workers.flatMap((worker: unknown) => {
    const fields = typeof worker === 'object' && worker !== null ? (worker as PlanFields) : {};
    const ms = numberField(fields, 'Actual Total Time');
    const times = numberField(fields, 'Actual Loops');
    return ms === undefined || times === undefined ? [] : [ms * times];
  });
  if (times.length === 0 || loops <= 0) return undefined;
  const leader = total - times.reduce((sum, ms) => sum + ms, 0);
  const processes = (participants.get(child) ?? 1) / (participants.get(gather) ?? 1);
  return Math.max(0, Math.max(leader, ...times) - total / processes);
}
