import assert from 'node:assert/strict';

import type { Plan, PlanNode } from '../../../src/plan/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { walkPlan } from '../../../src/plan/walk';
import { corpus, corpusPlan } from './corpus';

function nodes(plan: Plan): readonly PlanNode[] {
  return walkPlan(plan.root).map(({ node }) => node);
}

function find(plan: Plan, test: (node: PlanNode) => boolean): PlanNode {
  const node = nodes(plan).find(test);
  assert.ok(node);
  return node;
}

const sum = (values: readonly (number | undefined)[]) => values.reduce<number>((all, value) => all + (value ?? 0), 0);

describe('own time, cost and buffers', () => {
  for (const { name, plan } of corpus) {
    it(`add up to the whole of ${name}`, () => {
      const all = nodes(plan);
      const total = plan.root.actualMs?.total;
      if (total !== undefined) {
        const own = sum(all.map(({ ownMs }) => ownMs));
        // Loops multiply EXPLAIN's rounding to 0.001 ms; a Gather's workers end at different times.
        const rounding = sum(all.map(({ loops }) => (loops ?? 0) * 0.001));
        assert.ok(Math.abs(own - total) <= rounding + total * 0.01 + 0.02, `${own} of ${total}`);
      }
      if (plan.totalCost !== undefined) {
        assert.ok(Math.abs(sum(all.map(({ ownCost }) => ownCost)) - plan.totalCost) < 0.01 + plan.totalCost * 1e-9);
      }
      const hit = plan.root.details['Shared Hit Blocks'];
      if (typeof hit === 'number') assert.equal(sum(all.map(({ buffers }) => buffers?.['sharedHit'])), hit);
      for (const { ownMs, ownCost } of all) assert.ok((ownMs ?? 0) >= 0 && (ownCost ?? 0) >= 0);
    });
  }

  it('multiply by loops', () => {
    const { plan } = corpusPlan('unread-per-customer');
    const scan = find(plan, ({ relation }) => relation === 'reviews');
    assert.equal(scan.loops, 20);
    assert.ok((scan.ownMs ?? 0) > (plan.executionMs ?? 0) * 0.5, 'most of the time is in the scan of the subquery');
  });

  it('divide by the processes below a Gather', () => {
    const { plan } = corpusPlan('parallel-hash-join');
    const scan = find(plan, ({ relation }) => relation === 'orders');
    assert.equal(scan.processes, 3);
    assert.equal(scan.ownRows, 200_000);
    assert.ok((scan.actualMs?.total ?? 0) < (plan.executionMs ?? 0));
  });

  it('give the time of a CTE to the CTE once, not to its scans', () => {
    const { plan } = corpusPlan('cte-twice');
    const cte = find(plan, ({ subplanName }) => subplanName === 'CTE big');
    const scans = nodes(plan).filter(({ type }) => type === 'CTE Scan');
    assert.equal(scans.length, 2);
    const inside = sum(walkPlan(cte).map(({ node }) => node.ownMs));
    assert.ok(Math.abs(inside - (cte.actualMs?.total ?? 0)) < 0.01);
    assert.ok(sum(scans.map(({ ownMs }) => ownMs)) < (cte.actualMs?.total ?? 0) / 4);
  });

  it('take the time of an InitPlan from the node that waited for it', () => {
    const { plan } = corpusPlan('init-plan');
    const top = plan.root;
    const reader = find(plan, ({ conditions }) => conditions.some(({ text }) => text.includes('InitPlan')));
    const init = find(plan, ({ parentRelationship }) => parentRelationship === 'InitPlan');
    assert.ok(Math.abs((reader.ownMs ?? 0) - ((reader.actualMs?.total ?? 0) - (init.actualMs?.total ?? 0))) < 1e-6);
    assert.ok((top.ownMs ?? 0) > 0);
  });

  it('tell $1 from $10 where an older server names InitPlans', () => {
    const scan = (filter: string, more: object = {}) => ({
      'Node Type': 'Seq Scan',
      'Parent Relationship': 'Outer',
      'Actual Total Time': 10,
      'Actual Loops': 1,
      Filter: filter,
      ...more,
    });
    const { value } = readPostgresJson({
      'Node Type': 'Append',
      'Actual Total Time': 21,
      'Actual Loops': 1,
      Plans: [
        {
          'Node Type': 'Result',
          'Parent Relationship': 'InitPlan',
          'Subplan Name': 'InitPlan 1 (returns $1)',
          'Actual Total Time': 4,
          'Actual Loops': 1,
        },
        scan('(a = $10)'),
        scan('(a = $1)'),
      ],
    });
    assert.ok(value);
    assert.deepEqual(
      nodes(value).map(({ ownMs }) => ownMs),
      [1, 4, 10, 6],
    );
  });

  it('are absent for what never ran, and for blocks of a plan that did not run', () => {
    const { plan } = corpusPlan('never-executed');
    const scan = find(plan, ({ neverExecuted }) => neverExecuted === true);
    const { ownMs, ownRows, actualMs, actualRows, buffers } = scan;
    assert.deepEqual(
      [ownMs, ownRows, actualMs, actualRows, buffers],
      [undefined, undefined, undefined, undefined, undefined],
    );
    const { value } = readPostgresJson([
      { Plan: { 'Node Type': 'Seq Scan', 'Startup Cost': 0, 'Total Cost': 1, 'Shared Hit Blocks': 0 } },
    ]);
    assert.equal(value?.root.buffers, undefined);
  });

  it('are absent where nothing was timed', () => {
    for (const { ownMs, buffers } of nodes(corpusPlan('timing-off').plan))
      assert.deepEqual([ownMs, buffers], [undefined, undefined]);
    for (const { ownCost } of nodes(corpusPlan('costs-off').plan)) assert.equal(ownCost, undefined);
  });

  it('charge a LIMIT only for the part of the cost that it pays', () => {
    const { plan } = corpusPlan('index-backward');
    const scan = find(plan, ({ type }) => type === 'Index Scan');
    assert.ok((scan.estimatedCost?.total ?? 0) > 1000);
    assert.ok((scan.ownCost ?? Infinity) <= (plan.totalCost ?? 0));
  });
});
