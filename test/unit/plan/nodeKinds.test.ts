import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { nodeKind, nodeKinds } from '../../../src/plan/nodeKinds';
import type { PlanNode } from '../../../src/plan/model';

/** Every name that `ExplainNode` prints (explain.c of PostgreSQL 9.6 to 18). */
const printed = (
  'Result,ProjectSet,ModifyTable,Append,Merge Append,Recursive Union,BitmapAnd,BitmapOr,Nested Loop,Merge Join,' +
  'Hash Join,Seq Scan,Sample Scan,Gather,Gather Merge,Index Scan,Index Only Scan,Bitmap Index Scan,Bitmap Heap Scan,' +
  'Tid Scan,Tid Range Scan,Subquery Scan,Function Scan,Table Function Scan,Values Scan,CTE Scan,' +
  'Named Tuplestore Scan,WorkTable Scan,Foreign Scan,Custom Scan,Materialize,Memoize,Sort,Incremental Sort,Group,' +
  'Aggregate,WindowAgg,Unique,SetOp,LockRows,Limit,Hash'
).split(',');

describe('explanations of node kinds', () => {
  const node = (type: string, more: Partial<PlanNode> = {}): PlanNode => ({
    id: '0',
    type,
    conditions: [],
    details: {},
    children: [],
    ...more,
  });

  it('cover every kind that PostgreSQL prints', () => {
    assert.deepEqual(
      printed.filter(type => nodeKind(node(type)) === undefined),
      [],
    );
    const known = new Set(printed);
    assert.deepEqual(
      [...nodeKinds.keys()].filter(key => !known.has(key.split('/')[0] ?? '')),
      [],
    );
  });

  it('are full sentences that a card has room for', () => {
    for (const [key, kind] of nodeKinds) {
      for (const text of [kind.does, kind.good, kind.slow]) {
        assert.match(text, /^[A-Z].*\.$/s, key);
        assert.ok(text.length <= 240, `${key}: ${text.length} characters`);
      }
    }
  });

  it('differ by strategy and operation', () => {
    assert.match(nodeKind(node('Aggregate', { strategy: 'Hashed' }))?.does ?? '', /hash table/);
    assert.match(nodeKind(node('ModifyTable', { details: { Operation: 'Delete' } }))?.does ?? '', /deleted/);
    assert.equal(nodeKind(node('Citus Adaptive')), undefined);
  });

  it('are there for every node of the corpus', () => {
    const folder = join(process.cwd(), 'test/corpus/plans');
    const types = readdirSync(folder)
      .filter(file => file.endsWith('.json'))
      .flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(/"Node Type": "([^"]*)"/g)])
      .map(([, type]) => type ?? '');
    assert.ok(types.length > 50);
    assert.deepEqual(
      [...new Set(types)].filter(type => nodeKind(node(type)) === undefined),
      [],
    );
  });
});
