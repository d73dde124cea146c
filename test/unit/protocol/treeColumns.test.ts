import assert from 'node:assert/strict';

import { findRows, nextMatch } from '../../../src/protocol/findRows';
import { readChoices } from '../../../src/protocol/panelChoices';
import { planRows } from '../../../src/protocol/planRows';
import { columnIds, columnsOf, columnText, fitColumns, usualColumns } from '../../../src/protocol/treeColumns';
import { corpusPlan } from '../plan/corpus';

describe('columns of the tree', () => {
  const measured = planRows(corpusPlan('unread-per-customer').plan);
  const all = columnsOf(measured);
  const fitted = (available: number, chosen = usualColumns, measure: (typeof measured.measures)[number] = 'time') =>
    fitColumns(available, all, chosen, measure).columns.map(({ id }) => id);

  it('are those that the plan has numbers for', () => {
    assert.deepEqual(
      all.map(({ id }) => id),
      columnIds,
    );
    const estimated = planRows(corpusPlan('seq-scan-estimated').plan);
    assert.deepEqual(
      columnsOf(estimated).map(({ id, label }) => `${id}: ${label}`),
      ['own: own cost', 'rows: rows planned', 'total: total cost', 'width: row width'],
    );
    assert.deepEqual(estimated.measures, ['rows', 'cost']);
  });

  it('go, the least important first, where there is no room; the coloured one stays', () => {
    assert.deepEqual(fitted(1600), ['own', 'rows', 'loops', 'total', 'buffers']);
    assert.deepEqual(fitted(800), ['own', 'rows', 'total', 'buffers']);
    assert.deepEqual(fitted(540), ['own', 'rows']);
    assert.deepEqual(fitted(320), ['own']);
    assert.deepEqual(fitted(300, usualColumns, 'buffers'), ['buffers']);
    assert.deepEqual(fitted(2000, columnIds), columnIds);
  });

  it('have a text for every step', () => {
    for (const row of measured.rows) for (const id of columnIds) assert.equal(typeof columnText(row, id), 'string');
    assert.equal(columnText(measured.rows[7] ?? assert.fail(), 'own'), '321 ms');
  });

  it('are remembered, and nothing that is none', () => {
    assert.deepEqual(readChoices({ columns: ['own', 'width'], colourBy: 'buffers' }), {
      columns: ['own', 'width'],
      colourBy: 'buffers',
    });
    for (const kept of [undefined, 1, { columns: ['evil'] }, { colourBy: 'x' }, { more: 1 }]) {
      assert.deepEqual(readChoices(kept), {});
    }
  });
});

describe('search in a plan', () => {
  const { rows } = planRows(corpusPlan('unread-per-customer').plan);

  it('finds words, names and conditions in any case', () => {
    assert.deepEqual(findRows(rows, 'REVIEWS').matches, [7]);
    assert.deepEqual(findRows(rows, 'customers_pkey').matches, [4]);
    assert.deepEqual(findRows(rows, 'total_cents > 1000').matches, [5]);
    assert.deepEqual(findRows(rows, ' ').matches, []);
    assert.deepEqual(findRows(rows, 'no such thing').matches, []);
  });

  it('goes from match to match around the end', () => {
    const find = findRows(rows, 'o');
    assert.ok(find.matches.length > 2);
    const last = find.matches.length - 1;
    assert.equal(nextMatch(find, 1, 0), 0);
    assert.equal(nextMatch(find, -1, 0), last);
    assert.equal(nextMatch({ ...find, at: last }, 1, 0), 0);
    assert.equal(nextMatch({ ...find, at: 0 }, -1, 0), last);
    assert.equal(nextMatch(findRows(rows, 'zzz'), 1, 0), undefined);
  });
});
