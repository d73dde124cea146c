import assert from 'node:assert/strict';

import type { Plan, PlanNode } from '../../src/plan/model';
import { walkPlan } from '../../src/plan/walk';

/**
 * What must hold of every plan that a server ran and timed: the accounts add up to the execution time, none contradicts
 * itself, rounding stays within its bound, workers overlap only below a Gather, own blocks and costs add up to the root's.
 */
export function checkAccounts(plan: Plan): void {
  const nodes = walkPlan(plan.root).map(({ node }) => node);
  const accounts = plan.accounts ?? [];
  const account = (what: string) => accounts.find(one => one.what === what);
  const own = sum(nodes.map(({ ownMs }) => ownMs));
  assert.equal(account('nodes')?.ms.toFixed(6), own.toFixed(6));
  for (const { ownMs, ownCost } of nodes) assert.ok((ownMs ?? 0) >= 0 && (ownCost ?? 0) >= 0);

  const whole = plan.executionMs ?? plan.root.actualMs?.total ?? 0;
  const booked = sum(accounts.map(({ ms }) => ms));
  assert.ok(Math.abs(booked - whole) < 0.001, `${booked} booked of ${whole}`);

  const contradiction = account('contradiction')?.ms ?? 0;
  // The execution time and the root's are rounded too.
  assert.ok(contradiction > -0.002, `contradiction ${contradiction}`);
  const rounding = account('rounding');
  if (rounding !== undefined) assert.ok(-rounding.ms <= (rounding.bound ?? 0), `rounding ${rounding.ms}`);
  if (!nodes.some(isGather)) assert.equal(account('overlap'), undefined);

  const cost = plan.totalCost;
  if (cost !== undefined) {
    const costs = sum(nodes.map(({ ownCost }) => ownCost));
    assert.ok(Math.abs(costs - cost) < 0.01 + cost * 1e-9, `cost ${costs} of ${cost}`);
  }
  checkBlocks(plan, nodes, 'Shared Hit Blocks', 'sharedHit');
  checkBlocks(plan, nodes, 'Shared Read Blocks', 'sharedRead');
  checkBlocks(plan, nodes, 'Temp Written Blocks', 'tempWritten');
}

function checkBlocks(plan: Plan, nodes: readonly PlanNode[], field: string, key: string): void {
  const blocks = plan.root.details[field];
  // A writing CTE that is not read runs after the root has ended.
  const writes = nodes.some(
    ({ type, parentRelationship }) => type === 'ModifyTable' && parentRelationship === 'InitPlan',
  );
  if (typeof blocks !== 'number' || writes) return;
  const owned = sum(nodes.map(({ buffers }) => buffers?.[key]));
  // Shares of a CTE or SubPlan are rounded to whole blocks.
  assert.ok(Math.abs(owned - blocks) <= 2, `${field}: ${owned} of ${blocks}`);
}

function isGather({ type }: PlanNode): boolean {
  return type === 'Gather' || type === 'Gather Merge';
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
