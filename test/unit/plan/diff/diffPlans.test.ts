import assert from 'node:assert/strict';

import fc from 'fast-check';

import { diffPlans } from '../../../../src/plan/diff/diffPlans';
import type { Plan } from '../../../../src/plan/model';
import { readPostgresJson } from '../../../../src/plan/readers/postgresJson';
import { walkPlan } from '../../../../src/plan/walk';
import { corpus } from '../corpus';

type Fields = Record<string, unknown>;

function planOf(root: Fields): Plan {
  const { value } = readPostgresJson({ Plan: root });
  assert.ok(value);
  return value;
}

const scan = (relation: string, more: Fields = {}): Fields => ({
  'Node Type': 'Seq Scan',
  'Relation Name': relation,
  Alias: relation,
  'Plan Rows': 100,
  'Total Cost': 10,
  ...more,
});
const join = (type: string, ...plans: readonly Fields[]): Fields => ({
  'Node Type': type,
  'Join Type': 'Inner',
  'Plan Rows': 100,
  'Total Cost': 50,
  Plans: plans.map((plan, i) => ({ ...plan, 'Parent Relationship': i === 0 ? 'Outer' : 'Inner' })),
});

describe('the difference of two plans', () => {
  it('is none for a plan and itself, which keeps each step on one line', () => {
    for (const { name, plan } of corpus) {
      const { changes, nodes } = diffPlans(plan, plan);
      assert.deepEqual(changes, [], name);
      assert.equal(nodes.length, walkPlan(plan.root).length, name);
      assert.ok(
        nodes.every(({ before, after, changed }) => before === after && !changed),
        name,
      );
    }
  });

  it('of any two plans has every step of both once, and never throws', () => {
    const plans = fc.constantFrom(...corpus);
    fc.assert(
      fc.property(plans, plans, ({ plan: one }, { plan: other }) => {
        const { nodes, changes, headline } = diffPlans(one, other);
        const ids = (plan: Plan) => walkPlan(plan.root).map(({ node }) => node.id);
        assert.deepEqual(
          nodes.flatMap(({ before }) => before ?? []),
          ids(one),
        );
        assert.deepEqual(
          nodes.flatMap(({ after }) => after ?? []),
          ids(other),
        );
        assert.notEqual(headline, '');
        for (const { text } of changes) assert.doesNotMatch(text, /undefined|NaN|\[object/);
      }),
      { numRuns: 300 },
    );
  });

  it('tells self-joins by their aliases, and a moved table from a changed one', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(alias => scan('nodes', { Alias: alias }));
    assert.ok(a && b && c);
    const one = planOf(join('Nested Loop', join('Nested Loop', a, b), c));
    const other = planOf(join('Nested Loop', join('Nested Loop', a, c), b));
    const { changes, nodes } = diffPlans(one, other);
    assert.deepEqual(
      changes.map(({ text }) => text),
      ['Join order: ((a, b), c) → ((a, c), b)'],
    );
    const moved = nodes.filter(({ movedTo }) => movedTo !== undefined);
    assert.equal(moved.length, 2, 'one line in each tree');
  });

  it('says what changed of joins with swapped sides, once', () => {
    const hash = (plan: Fields): Fields => ({
      'Node Type': 'Hash',
      Plans: [{ ...plan, 'Parent Relationship': 'Outer' }],
    });
    const left = join('Hash Join', scan('orders'), hash(scan('customers')));
    const right = join('Hash Join', scan('customers'), hash(scan('orders')));
    const { changes } = diffPlans(planOf({ ...left, 'Join Type': 'Left' }), planOf({ ...right, 'Join Type': 'Right' }));
    assert.deepEqual(
      changes.map(({ kind, before, after }) => [kind, before, after]),
      [['joinSides', 'hashes customers', 'hashes orders']],
    );
  });

  it('takes next to no time on 10,000 nodes, wide or deep', function () {
    this.timeout(60_000);
    const wide = (type: string): Plan =>
      planOf({
        'Node Type': 'Append',
        Plans: Array.from({ length: 10_000 }, (_, i) => scan(`t${i}`, { 'Node Type': type, Alias: `t${i}` })),
      });
    const deep = (flipped: boolean): Plan => {
      let node = scan('t0');
      for (let i = 1; i < 5_000; i++) {
        const next = scan(`t${i}`);
        node = flipped && i % 2 === 0 ? join('Hash Join', next, node) : join('Nested Loop', node, next);
      }
      return planOf(node);
    };
    for (const [one, other] of [
      [wide('Seq Scan'), wide('Index Scan')],
      [deep(false), deep(true)],
    ] as const) {
      const start = process.cpuUsage();
      const { nodes } = diffPlans(one, other);
      // Processor time: other work on the machine is not the diff's.
      const { user, system } = process.cpuUsage(start);
      const ms = (user + system) / 1000;
      console.log(`      ${nodes.length} lines in ${ms.toFixed(0)} ms`);
      assert.ok(nodes.length >= 9_999);
      assert.ok(ms < 3_000, `${ms.toFixed(0)} ms`);
    }
  });
});
