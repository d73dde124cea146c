import assert from 'node:assert/strict';

import { planFacts, rowFacts, rowFields } from '../../../src/protocol/planFacts';
import { planRows } from '../../../src/protocol/planRows';
import { firstCollapsed, visibleRows } from '../../../src/protocol/visibleRows';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { corpusPlan } from '../plan/corpus';

describe('rows of the tree', () => {
  const { plan } = corpusPlan('unread-per-customer');
  const { rows, measure, hasLoops, hasBuffers } = planRows(plan);

  it('stand in the order of the tree, with their place in it', () => {
    assert.deepEqual(
      rows.map(({ depth }) => depth),
      [0, 1, 2, 3, 4, 4, 2, 3],
    );
    assert.deepEqual(
      rows.map(({ parent }) => parent),
      [undefined, 0, 1, 2, 3, 3, 1, 6],
    );
    assert.deepEqual(
      rows.map(({ descendants }) => descendants),
      [7, 6, 3, 2, 0, 0, 1, 0],
    );
    assert.deepEqual(rows.map(({ position, siblings }) => `${position}/${siblings}`).slice(4, 7), [
      '1/2',
      '2/2',
      '2/2',
    ]);
    assert.deepEqual([measure, hasLoops, hasBuffers], ['time', true, true]);
  });

  it('are hot where the time is', () => {
    assert.deepEqual(
      rows.filter(row => row.reading('time').heat === 'hot').map(({ node }) => node.relation),
      ['reviews'],
    );
  });

  it('show the ratio of rows from ten times on, and never under a LIMIT', () => {
    assert.deepEqual(rows.map(({ ratio }) => ratio?.text).filter(Boolean), []);
    const parts = planRows(corpusPlan('partitions').plan).rows;
    assert.deepEqual(
      parts.map(({ ratio }) => ratio?.text),
      [undefined, '95× under', '132× under', '62× under'],
    );
  });

  it('hide what is below a collapsed node', () => {
    assert.deepEqual(visibleRows(rows, new Set()), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(visibleRows(rows, new Set(['0.0.0', '0.0.1'])), [0, 1, 2, 6]);
    assert.deepEqual(visibleRows(rows, new Set(['0'])), [0]);
  });

  it('of a usual plan are all open; of a large one the way to the costliest', () => {
    assert.equal(firstCollapsed(rows, []).size, 0);
    const leaf = (ms: number) => ({
      'Node Type': 'Seq Scan',
      'Actual Total Time': ms,
      'Actual Loops': 1,
      'Parent Relationship': 'Outer',
    });
    const branch = (ms: number) => ({
      ...leaf(ms),
      'Node Type': 'Sort',
      Plans: [{ ...leaf(ms), 'Node Type': 'Hash', Plans: [leaf(ms)] }],
    });
    const { value } = readPostgresJson({
      ...leaf(1100),
      'Node Type': 'Append',
      Plans: Array.from({ length: 300 }, (_, i) => branch(i === 250 ? 500 : 1)),
    });
    assert.ok(value);
    const large = planRows(value).rows;
    const costliest = large.filter(row => row.own === '500 ms');
    const shown = visibleRows(large, firstCollapsed(large, costliest)).map(place => large[place]);
    assert.ok(shown.length < 330);
    assert.ok(shown.some(row => row?.own === '500 ms'));
  });

  it('tell the facts of a step and keep every other field', () => {
    const row = rows[7];
    assert.ok(row);
    const facts = new Map(rowFacts(row, measure));
    assert.equal(facts.get('Runs'), '20 times');
    assert.equal(facts.get('Rows, all runs'), '560');
    assert.equal(facts.get('Table'), 'reviews');
    assert.ok(new Map(rowFields(row)).has('Output'));
  });

  it('tell what stands beside the tree', () => {
    assert.deepEqual(
      planFacts(corpusPlan('delete-cascade').plan)
        .map(([label]) => label)
        .slice(0, 5),
      [
        'Planning time',
        'Execution time',
        'Of it in the steps',
        'Start and end of the executor',
        'Trigger order_items_order_id_fkey on orders',
      ],
    );
  });
});
