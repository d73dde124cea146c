import assert from 'node:assert/strict';

import { colourSql } from '../../../src/webview/sqlColours';

/** Pieces of one kind, in order. */
function pieces(sql: string, kind: string): readonly string[] {
  const all = colourSql(sql);
  assert.equal(all.map(({ text }) => text).join(''), sql, 'nothing is lost');
  return all.filter(piece => piece.kind === kind).map(({ text }) => text);
}

describe('colours of SQL', () => {
  it('tell keywords from names', () => {
    assert.deepEqual(pieces('SELECT "from", fromage FROM t', 'keyword'), ['SELECT', 'FROM']);
  });
  it('end strings where PostgreSQL does', () => {
    assert.deepEqual(pieces("SELECT 'it''s', E'a\\'b', $$x';$$, $q$ $$ $q$, 'open", 'string'), [
      "'it''s'",
      "'a\\'b'",
      "$$x';$$",
      '$q$ $$ $q$',
      "'open",
    ]);
  });
  it('end comments where PostgreSQL does', () => {
    assert.deepEqual(pieces('SELECT 1 -- x\n/* a /* b */ c */ + 2 /* open', 'comment'), [
      '-- x',
      '/* a /* b */ c */',
      '/* open',
    ]);
  });
  it('know parameters and numbers', () => {
    assert.deepEqual(pieces('a1 = $12 + 1.5e3', 'parameter'), ['$12']);
    assert.deepEqual(pieces('a1 = $12 + 15', 'number'), ['15']);
  });
  it('lose nothing of any text', () => {
    for (const sql of ['', ' ', '$', "'", '"', '/*', '\u{1f600} é', '<script>']) pieces(sql, 'plain');
  });
});
