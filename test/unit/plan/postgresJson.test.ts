import assert from 'node:assert/strict';

import type { Plan } from '../../../src/plan/model';
import { readPostgresJson, readPostgresJsonText } from '../../../src/plan/readers/postgresJson';
import { walkPlan } from '../../../src/plan/walk';
import { corpus } from './corpus';

function read(raw: unknown): Plan {
  const { value } = readPostgresJson(raw);
  assert.ok(value);
  return value;
}

describe('reading EXPLAIN (FORMAT JSON)', () => {
  for (const { name, explain, plan } of corpus) {
    it(`keeps every node and field of ${name}`, () => {
      const before = JSON.stringify(explain);
      const root = (explain as readonly [{ Plan: Record<string, unknown> }])[0].Plan;
      const nodes = walkPlan(plan.root).map(({ node }) => node);
      assert.equal(nodes.length, countNodes(root));
      assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length, 'ids are unique');
      assert.equal(nodes[0]?.type, root['Node Type']);
      assert.equal(plan.totalCost, root['Total Cost']);
      assert.equal(JSON.stringify(explain), before, 'the input is untouched');
    });
  }

  it('keeps unknown nodes, fields and top-level facts as themselves', () => {
    const plan = read([
      {
        Plan: { 'Node Type': 'Quantum Scan', Spin: 'up', Nested: { a: [1] } },
        'Query Identifier': 12,
        Planning: { 'Shared Hit Blocks': 3 },
      },
    ]);
    assert.equal(plan.root.type, 'Quantum Scan');
    assert.deepEqual(plan.root.details, { Spin: 'up', Nested: { a: [1] } });
    assert.deepEqual(plan.details, { 'Query Identifier': 12, Planning: { 'Shared Hit Blocks': 3 } });
  });

  it('leaves absent numbers absent', () => {
    const { root, planningMs, executionMs, totalCost } = read({ 'Node Type': 'Result' });
    assert.deepEqual([planningMs, executionMs, totalCost], [undefined, undefined, undefined]);
    assert.deepEqual(root, { id: '0', type: 'Result', conditions: [], details: {}, children: [] });
  });

  it('takes a bare node, an object and an array alike', () => {
    const node = { 'Node Type': 'Result', 'Total Cost': 0.01 };
    for (const raw of [node, { Plan: node }, [{ Plan: node }], { 'Query Text': 'select 1', Plan: node }]) {
      assert.equal(read(raw).totalCost, 0.01);
    }
  });

  it('reports fields of an unexpected type and keeps them', () => {
    const { value, problems } = readPostgresJson([
      {
        Plan: {
          'Node Type': 'Seq Scan',
          'Plan Rows': 'many',
          'Relation Name': 7,
          Plans: [null, { 'Node Type': 'Result' }, 3],
        },
      },
    ]);
    assert.ok(value);
    assert.deepEqual(value.root.details, { 'Plan Rows': 'many', 'Relation Name': 7 });
    assert.equal(value.root.children.length, 1);
    assert.equal(problems.length, 3);
  });

  for (const raw of [
    undefined,
    null,
    0,
    'x',
    [],
    {},
    [[]],
    { Plan: null },
    { Plan: [] },
    [{ Plan: 'x' }],
    { 'QUERY PLAN': [] },
  ]) {
    it(`says why ${JSON.stringify(raw)} is no plan`, () => {
      const { value, problems } = readPostgresJson(raw);
      assert.equal(value, undefined);
      assert.equal(problems.length > 0 && problems.every(({ message }) => message !== ''), true);
    });
  }

  it('does not let a field reach the prototype', () => {
    const { value } = readPostgresJsonText(
      '[{"Plan": {"Node Type": "Result", "__proto__": {"type": "x"}, "constructor": 1}}]',
    );
    assert.ok(value);
    assert.equal(value.root.type, 'Result');
    assert.equal(Object.getPrototypeOf(value.root.details), Object.prototype);
    assert.ok(Object.hasOwn(value.root.details, '__proto__'));
  });

  it('ends on an object that contains itself', () => {
    const node: Record<string, unknown> = { 'Node Type': 'Append' };
    node['Plans'] = [node];
    const { problems } = readPostgresJson(node);
    assert.match(problems[0]?.message ?? '', /more than 200000 nodes/);
  });

  it('reads ten thousand nodes, wide or deep, without growing slow', () => {
    const leaf = {
      'Node Type': 'Seq Scan',
      'Total Cost': 1,
      'Actual Total Time': 1,
      'Actual Loops': 1,
      'Actual Rows': 1,
    };
    let deep: Record<string, unknown> = leaf;
    for (let i = 1; i < 10_000; i++) deep = { ...leaf, 'Node Type': 'Result', 'Total Cost': i, Plans: [deep] };
    const wide = { ...leaf, 'Node Type': 'Append', Plans: Array.from({ length: 9_999 }, () => leaf) };
    for (const raw of [deep, wide]) {
      const start = performance.now();
      const nodes = walkPlan(read(raw).root);
      assert.equal(nodes.length, 10_000);
      assert.equal(new Set(nodes.map(({ node }) => node.id)).size, 10_000);
      // Quadratic work would take minutes; how fast it is, a bench says.
      assert.ok(performance.now() - start < 10_000);
    }
  });
});

describe('reading a plan from text', () => {
  const json = '[{"Plan": {"Node Type": "Result", "Output": ["\'}]\'"]}}]';
  const type = (text: string) => readPostgresJsonText(text).value?.root.type;

  it('reads plain JSON without a word', () => {
    assert.deepEqual(readPostgresJsonText(` ${json}\n`).problems, []);
  });

  it('passes over what stands around', () => {
    assert.equal(type(`LOG: [12] duration: 3 ms plan:\n${json}\n(1 row)\n`), 'Result');
  });

  it('reads what psql draws', () => {
    const framed =
      '        QUERY PLAN\n--------------------\n [                 +\n   {"Plan": {      +\n     "Node Type": "Result"+\n   }}              +\n ]\n(1 row)\n';
    assert.equal(type(framed), 'Result');
  });

  it('says where JSON breaks', () => {
    const { value, problems } = readPostgresJsonText('[{"Plan": {\n  "Node Type": oops}}]');
    assert.equal(value, undefined);
    assert.deepEqual([problems[0]?.line, problems[0]?.column], [1, 15]);
  });

  for (const text of ['', '   ', '42', '"x"', 'null', 'no plan here', '[[[[', '{}']) {
    it(`says that ${JSON.stringify(text)} is no plan`, () => {
      const { value, problems } = readPostgresJsonText(text);
      assert.equal(value, undefined);
      assert.equal(problems.length > 0, true);
    });
  }
});

function countNodes(node: Record<string, unknown>): number {
  const children = (node['Plans'] ?? []) as readonly Record<string, unknown>[];
  return children.reduce((sum, child) => sum + countNodes(child), 1);
}
