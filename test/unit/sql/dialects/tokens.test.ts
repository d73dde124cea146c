import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { OtherDialect } from '../../../../src/sql/dialects/dialect';
import { tokenize } from '../../../../src/sql/dialects/tokens';

function check(dialect: OtherDialect, text: string, expected: string, failed?: string): void {
  const { tokens, error } = tokenize(text, dialect);
  assert.equal(tokens.map(token => `${token.kind[0]}:${token.text}`).join(' '), expected, text);
  assert.equal(error?.message, failed, text);
}

describe('tokens of other dialects', () => {
  it('cuts as MySQL does', () => {
    check('mysql', `a\`b\`"c"'d'`, 'w:a n:b s:c s:d');
    check('mysql', `'a\\'b''c' "a""b" \`a\`\`b\` N'x' _utf8'y'`, `s:a\\'b'c s:a"b n:a\`b s:x s:y`);
    check('mysql', 'a--1 -- b\nc # d\ne /* f */ g', 'w:a s:- s:- n:1 w:c w:e w:g');
    check('mysql', 'a <=> b->>c := d && !e', 'w:a s:<=> w:b s:->> w:c s::= w:d s:&& s:! w:e');
    check('mysql', "'a", 's:a', 'unterminated quote');
    check('mysql', 'a /* b', 'w:a', 'unterminated comment');
  });

  it('cuts as SQLite does', () => {
    check('sqlite', `"a""b" [c]]d \`e\` 'f\\'`, `n:a"b n:c s:] w:d n:e s:f\\`);
    check('sqlite', 'a--b\nc == d || .5e-3 /* e', 'w:a w:c s:== w:d s:|| n:.5e-3');
    check('sqlite', '?1 :a @b $c ?', 'p:?1 p::a p:@b p:$c p:?');
  });

  it('cuts as Transact-SQL does', () => {
    check(
      'transactsql',
      `[a]]b].[c] "d" N'it''s' #e ##f @g @@h a#b`,
      `n:a]b s:. n:c n:d s:it's w:#e w:##f p:@g p:@@h w:a#b`,
    );
    check('transactsql', 'a /* b /* c */ d */ e !< f += 0xFF', 'w:a w:e s:!< w:f s:+= n:0xFF');
  });

  it('knows placeholders from operators', () => {
    check(
      'mysql',
      'a = %s and b in (%(c)s) and d % 2 and e%s',
      'w:a s:= p:%s w:and w:b w:in s:( p:%(c)s s:) w:and w:d s:% n:2 w:and w:e s:% w:s',
    );
    check(
      'mysql',
      'from %s where ${a} and #{b} and {0} and t_%s',
      'w:from p:%s w:where p:${a} w:and p:#{b} w:and p:{0} w:and p:t_%s',
    );
    check('mysql', '?? = ? and `%s_x`.`{a}` and a %% 2', 'p:?? s:= p:? w:and p:?? s:. p:?? w:and w:a s:% n:2');
    check('mysql', '$1 :a::b', 'p:$1 p::a s::: w:b');
  });

  it('leaves no character but spaces and comments out', () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      '`',
      '[',
      ']',
      '--',
      '#',
      '/*',
      '*/',
      '\\',
      '%s',
      '{',
      '}',
      '?',
      ':a',
      '@',
      '1',
      'a',
      ' ',
      '\n',
      'é',
    );
    const text = fc.array(piece, { maxLength: 20 }).map(pieces => pieces.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom<OtherDialect>('mysql', 'sqlite', 'transactsql'), (sql, dialect) => {
        let at = 0;
        for (const { start, end } of tokenize(sql, dialect).tokens) {
          assert.match(sql.slice(at, start), /^(?:\s|--|#|\/\*|$)/, sql);
          assert.ok(start >= at && end > start, sql);
          at = end;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
