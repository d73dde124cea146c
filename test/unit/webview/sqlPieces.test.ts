import assert from 'node:assert/strict';

import { sqlPieces } from '../../../src/webview/sqlPieces';

describe('pieces of a statement', () => {
  const sql = 'SELECT *\n    FROM orders o\n    WHERE o.id = 1\n      AND o.total > 2';
  const mark = (nodeId: string, text: string) => {
    const start = sql.indexOf(text);
    return { nodeId, start, end: start + text.length };
  };
  const shown = (pieces: ReturnType<typeof sqlPieces>) => pieces.map(({ text }) => text).join('');

  it('leave out the margin that all lines share, and nothing else', () => {
    assert.equal(shown(sqlPieces(sql)), 'SELECT *\nFROM orders o\nWHERE o.id = 1\n  AND o.total > 2');
    assert.equal(shown(sqlPieces('SELECT 1')), 'SELECT 1');
    assert.equal(shown(sqlPieces('SELECT 1\n\n  , 2\n')), 'SELECT 1\n\n, 2\n');
  });

  it('belong to the node whose part is smallest, by the offsets of the text with its margin', () => {
    const whole = mark('0', 'o.id = 1\n      AND o.total > 2');
    const pieces = sqlPieces(sql, [mark('0.1', 'orders o'), mark('0.2', 'o.total > 2'), whole]);
    const of = (nodeId: string) => shown(pieces.filter(({ owner }) => owner === nodeId));
    assert.equal(of('0.1'), 'orders o');
    assert.equal(of('0.2'), 'o.total > 2');
    assert.equal(of('0'), 'o.id = 1\n  AND ');
    assert.equal(shown(pieces.filter(({ nodes }) => nodes.has('0'))), 'o.id = 1\n  AND o.total > 2');
  });

  it('are whole whatever the ranges are', () => {
    const wild = [
      { nodeId: 'a', start: -1, end: 3 },
      { nodeId: 'b', start: 5, end: 5 },
      { nodeId: 'c', start: 10, end: 10_000 },
      { nodeId: 'd', start: 0, end: sql.length },
    ];
    const pieces = sqlPieces(sql, wild);
    assert.equal(shown(pieces), shown(sqlPieces(sql)));
    assert.deepEqual([...new Set(pieces.map(({ owner }) => owner))], ['d']);
  });
});
