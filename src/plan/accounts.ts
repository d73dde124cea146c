import { groupField, numberField } from './fields';
import type { Plan, PlanAccount, PlanNode, PlanTrigger } from './model';
import type { OwnShares } from './ownShares';
import { walkPlan } from './walk';

/**
 * Where the execution time is booked. It runs from the start of the executor to its end, printing left out (explain.c,
 * `ExplainOnePlan`); a node's clock runs only while the node is asked for rows. The accounts add up to the execution time,
 * or, where the server printed none, to what the nodes took.
 */
export function bookTime(
  plan: Pick<Plan, 'executionMs' | 'triggers' | 'jit' | 'details'>,
  root: PlanNode,
  shares: OwnShares,
  roundingBound: number,
): readonly PlanAccount[] {
  const nodes = [...shares.own.values()].reduce((sum, ms) => sum + ms, 0);
  const accounts: PlanAccount[] = [{ what: 'nodes', ms: nodes }];
  const add = (what: PlanAccount['what'], ms: number, bound?: number) => {
    if (ms !== 0) accounts.push({ what, ms, ...(bound !== undefined && { bound }) });
  };
  add('overlap', shares.overlap);
  add('rounding', shares.rounding, roundingBound);
  let contradiction = shares.contradiction;
  if (plan.executionMs !== undefined) {
    let rest = plan.executionMs - (nodes + shares.overlap + shares.rounding + shares.contradiction);
    const serialization = numberField(groupField(plan.details, 'Serialization'), 'Time') ?? 0;
    add('serialization', serialization);
    rest -= serialization;
    const triggers = triggersOutside(plan.triggers ?? [], rest);
    add('triggers', triggers);
    rest -= triggers;
    const jit = Math.max(0, Math.min(leadersGeneration(plan.jit, root), rest));
    add('jit', jit);
    rest -= jit;
    if (rest >= 0) add('executor', rest);
    else contradiction += rest;
  }
  add('contradiction', contradiction);
  return accounts;
}

/**
 * AFTER triggers and foreign keys run when the root has ended (trigger.c, `AfterTriggerEndQuery`, from `ExecutorFinish`);
 * BEFORE and INSTEAD OF triggers inside ModifyTable. EXPLAIN does not say which are which, but that a constraint's are
 * AFTER: of the others those are outside that fit, the longest first.
 */
function triggersOutside(triggers: readonly PlanTrigger[], room: number): number {
  const ofConstraints = triggers.filter(({ constraint }) => constraint !== undefined);
  const others = triggers.filter(({ constraint }) => constraint === undefined).map(({ timeMs }) => timeMs ?? 0);
  let outside = ofConstraints.reduce((sum, { timeMs }) => sum + (timeMs ?? 0), 0);
  for (const ms of others.sort((a, b) => b - a)) if (outside + ms <= room) outside += ms;
  return outside;
}

/**
 * Functions are generated when the executor starts, before any node's clock runs (llvmjit_expr.c, `llvm_compile_expr`);
 * they are inlined, optimised and emitted inside the node that first calls one (`ExecRunCompiledExpr`). The summary adds up
 * all processes; workers start inside their Gather. Without VERBOSE, which shows theirs, each is taken to need the same.
 */
function leadersGeneration(jit: Plan['jit'], root: PlanNode): number {
  const all = generation(jit);
  if (all === 0) return 0;
  let [ofWorkers, shown, launched] = [0, false, 0];
  for (const { node } of walkPlan(root)) {
    launched += node.workers?.launched ?? 0;
    const workers: unknown = node.details['Workers'];
    if (!Array.isArray(workers)) continue;
    for (const worker of workers as readonly unknown[]) {
      const fields = groupField({ worker }, 'worker');
      if (fields['JIT'] === undefined) continue;
      shown = true;
      ofWorkers += generation(groupField(fields, 'JIT'));
    }
  }
  return shown ? Math.max(0, all - ofWorkers) : all / (1 + launched);
}

/** A number until PostgreSQL 16; from 17 on a group with `Deform` and `Total`. */
function generation(jit: Plan['jit']): number {
  const timing = groupField(jit, 'Timing');
  return numberField(timing, 'Generation') ?? numberField(groupField(timing, 'Generation'), 'Total') ?? 0;
}
