import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { checkAccounts } from '../../support/planAccounts';
import { corpus } from './corpus';

const folder = join(__dirname, '../../corpus/plans');

const kinds = ['18', '15'].flatMap(version =>
  readdirSync(join(folder, version))
    .filter(file => file.endsWith('.analyze.json'))
    .map(file => ({
      name: `${version}/${file}`,
      explain: JSON.parse(readFileSync(join(folder, version, file), 'utf8')) as unknown,
    })),
);

describe('the accounts of the execution time', () => {
  for (const { name, explain } of [...corpus, ...kinds]) {
    it(`add up for ${name}`, () => {
      const { value } = readPostgresJson(explain);
      assert.ok(value);
      if (value.root.actualMs !== undefined) checkAccounts(value);
    });
  }

  const node = (ms: number, more: object = {}) => ({
    'Node Type': 'Result',
    'Actual Startup Time': 0,
    'Actual Total Time': ms,
    'Actual Rows': 1,
    'Actual Loops': 1,
    ...more,
  });
  const read = (root: object, more: object = {}) => {
    const { value } = readPostgresJson([{ Plan: root, ...more }]);
    assert.ok(value);
    return Object.fromEntries((value.accounts ?? []).map(({ what, ms }) => [what, Math.round(ms * 1000) / 1000]));
  };

  it('put a constraint and what fits of other triggers after the nodes, the rest inside them', () => {
    const trigger = (name: string, ms: number, constraint?: string) => ({
      'Trigger Name': name,
      ...(constraint !== undefined && { 'Constraint Name': constraint }),
      Time: ms,
      Calls: 1,
    });
    const accounts = read(node(10, { 'Node Type': 'ModifyTable' }), {
      Triggers: [trigger('before', 8), trigger('after', 2), trigger('RI', 3, 'fk')],
      'Execution Time': 15.5,
    });
    assert.deepEqual(accounts, { nodes: 10, triggers: 5, executor: 0.5 });
  });

  it('give the leader its own part of what JIT generated', () => {
    const worker = { 'Worker Number': 0, JIT: { Timing: { Generation: { Deform: 0.1, Total: 2 } } } };
    const gather = node(10, {
      'Node Type': 'Gather',
      'Workers Launched': 1,
      Plans: [node(4, { 'Actual Loops': 2, 'Parent Relationship': 'Outer', Workers: [worker] })],
    });
    const jit = (generation: unknown) => ({ Timing: { Generation: generation, Total: 9 } });
    assert.deepEqual(read(gather, { JIT: jit({ Total: 5 }), 'Execution Time': 14 }), {
      nodes: 10,
      jit: 3,
      executor: 1,
    });
    const silent = node(10, { 'Workers Launched': 1 });
    assert.deepEqual(read(silent, { JIT: jit(5), 'Execution Time': 14 }), { nodes: 10, jit: 2.5, executor: 1.5 });
  });

  it('count serialization beside the nodes', () => {
    const accounts = read(node(10), { Serialization: { Time: 4, Format: 'text' }, 'Execution Time': 14.1 });
    assert.deepEqual(accounts, { nodes: 10, serialization: 4, executor: 0.1 });
  });

  it('say what workers did while the leader was not in their Gather', () => {
    const gather = node(6, {
      'Node Type': 'Gather',
      Plans: [node(10, { 'Actual Loops': 3, 'Parent Relationship': 'Outer' })],
    });
    const sort = node(20, { 'Node Type': 'Sort', Plans: [{ ...gather, 'Parent Relationship': 'Outer' }] });
    assert.deepEqual(read(sort, { 'Execution Time': 20 }), { nodes: 24, overlap: -4 });
  });

  it('say what no server can have measured', () => {
    const impossible = node(2, { Plans: [node(5, { 'Parent Relationship': 'Outer' })] });
    assert.deepEqual(read(impossible, { 'Execution Time': 3 }), { nodes: 5, executor: 1, contradiction: -3 });
  });

  it('give the shutdown of workers to the node that ended early', () => {
    const child = node(1626.206, { 'Node Type': 'Gather Merge', 'Parent Relationship': 'Outer' });
    const aggregate = node(1621.74, { 'Node Type': 'Aggregate', 'Parent Relationship': 'Outer', Plans: [child] });
    const limit = node(1626.219, { 'Node Type': 'Limit', Plans: [aggregate] });
    const { value } = readPostgresJson([{ Plan: limit, 'Execution Time': 1626.725 }]);
    assert.equal(value?.root.ownMs?.toFixed(3), '0.013');
    assert.deepEqual(read(limit, { 'Execution Time': 1626.725 }), { nodes: 1626.219, executor: 0.506 });
  });

  it('are absent where nothing was timed', () => {
    const { value } = readPostgresJson([{ Plan: { 'Node Type': 'Result', 'Actual Loops': 1 }, 'Execution Time': 1 }]);
    assert.equal(value?.accounts, undefined);
  });
});
