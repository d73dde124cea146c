import assert from 'node:assert/strict';

import { accessPaths } from '../../../src/plan/accessPaths';
import { flipOf } from '../../../src/plan/flip';
import type { Plan } from '../../../src/plan/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { corpusPlan } from './corpus';

type Raw = Readonly<Record<string, unknown>>;

function plan(node: Raw): Plan {
  const { value } = readPostgresJson([{ Plan: node }]);
  assert.ok(value);
  return value;
}

const scan = (type: string, more: Raw = {}): Raw => ({
  'Node Type': type,
  'Relation Name': 'orders',
  Schema: 'public',
  Alias: 'orders',
  'Parent Relationship': 'Outer',
  ...more,
});
const seq = scan('Seq Scan');
const index = scan('Index Scan', { 'Index Name': 'orders_status_idx', 'Scan Direction': 'Forward' });
const over = (type: string, plans: readonly Raw[], more: Raw = {}): Raw => ({
  'Node Type': type,
  ...more,
  Plans: plans,
});
const text = (one: Raw, other: Raw) => flipOf(plan(one), plan(other))?.text;

describe('flips of a plan', () => {
  it('are none where the steps are the same, whatever the numbers', () => {
    assert.equal(
      flipOf(plan({ ...seq, 'Total Cost': 1 }), plan({ ...seq, 'Total Cost': 9, 'Plan Rows': 5 })),
      undefined,
    );
    for (const name of ['partitions', 'memoize', 'parallel-hash-join', 'window']) {
      const { plan: same } = corpusPlan(name);
      assert.equal(flipOf(same, same), undefined, name);
    }
  });

  it('name how the table is read now and before', () => {
    assert.deepEqual(flipOf(plan(seq), plan(index)), {
      nodeId: '0',
      before: { type: 'Seq Scan', relation: 'orders' },
      after: { type: 'Index Scan', relation: 'orders', index: 'orders_status_idx' },
      text: 'Index Scan using orders_status_idx on orders instead of Seq Scan on orders',
      short: 'Index Scan instead of Seq Scan',
    });
    const other = { ...index, 'Index Name': 'orders_pkey' };
    assert.equal(
      text(index, other),
      'Index Scan using orders_pkey on orders instead of Index Scan using orders_status_idx on orders',
    );
  });

  it('name the index behind a bitmap, and the alias where there is one', () => {
    const bitmap = scan('Bitmap Heap Scan', {
      Alias: 'o',
      Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': 'orders_status_idx' }],
    });
    assert.equal(
      text({ ...seq, Alias: 'o' }, bitmap),
      'Bitmap Heap Scan using orders_status_idx on orders o instead of Seq Scan on orders o',
    );
    assert.deepEqual(
      accessPaths(plan(bitmap)).map(({ alias }) => alias),
      ['o'],
    );
  });

  it('look through a Sort or a Gather to the table that is read in another way', () => {
    const parallel = { ...seq, 'Parallel Aware': true };
    assert.equal(
      text(index, over('Gather', [parallel])),
      'Parallel Seq Scan on orders instead of Index Scan using orders_status_idx on orders',
    );
    const flip = flipOf(plan(over('Limit', [index])), plan(over('Limit', [over('Sort', [seq])])));
    assert.equal(flip?.nodeId, '0.0');
    assert.equal(flip.after.type, 'Sort');
    assert.equal(flip.text, 'Seq Scan on orders instead of Index Scan using orders_status_idx on orders');
    assert.equal(
      text(over('Limit', [seq]), over('Limit', [over('Sort', [seq])])),
      'Sort instead of Seq Scan on orders',
    );
  });

  it('name joins, and the order in which tables are joined', () => {
    const lines = scan('Seq Scan', { 'Relation Name': 'lines', Alias: 'lines' });
    const join = (type: string, plans: readonly Raw[]) => over(type, plans, { 'Join Type': 'Inner' });
    assert.equal(
      text(join('Hash Join', [seq, lines]), join('Nested Loop', [seq, lines])),
      'Nested Loop instead of Hash Join',
    );
    assert.match(
      text(join('Hash Join', [seq, lines]), join('Hash Join', [lines, seq])) ?? '',
      /lines instead of .*orders/,
    );
  });

  it('are none where other partitions are read', () => {
    const part = (n: number, alias: string, how = index) => ({
      ...how,
      'Relation Name': `orders_2024_${n}`,
      Alias: alias,
      ...(how === index ? { 'Index Name': `orders_2024_${n}_idx` } : {}),
      'Parent Relationship': 'Member',
    });
    const three = over('Append', [part(1, 'orders_1'), part(2, 'orders_2'), part(3, 'orders_3')]);
    const two = over('Append', [part(2, 'orders_1'), part(3, 'orders_2')]);
    assert.equal(text(three, two), undefined);
    assert.equal(text(three, part(2, 'orders')), undefined);
    assert.equal(text(part(2, 'orders'), part(3, 'orders')), undefined);
    assert.equal(text(part(2, 'orders'), three), undefined);
    assert.match(text(three, part(2, 'orders', seq)) ?? '', /^Seq Scan on orders_2024_2 orders instead of Index Scan/);
  });
});
