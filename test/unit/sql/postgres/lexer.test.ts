import assert from 'node:assert/strict';

import fc from 'fast-check';
import { loadModule, scanSync } from 'libpg-query';

import { tokenize } from '../../../../src/sql/postgres/lexer';
import { TextOffsets } from '../../../../src/sql/postgres/textOffsets';

/** PostgreSQL's own scanner's tokens as UTF-16 ranges; `undefined` where it refuses the text. */
function scanned(text: string): readonly (readonly [number, number])[] | undefined {
  const offsets = new TextOffsets(text);
  try {
    return scanSync(text).tokens.map(token => [offsets.fromByte(token.start), offsets.fromByte(token.end)] as const);
  } catch {
    return undefined;
  }
}

function check(text: string): void {
  const expected = scanned(text);
  assert.ok(expected, `PostgreSQL's scanner takes ${JSON.stringify(text)}`);
  assert.deepEqual(ranges(text), expected, JSON.stringify(text));
}

const ranges = (text: string) => tokenize(text).map(token => [token.start, token.end]);

describe('lexer', () => {
  before(loadModule);

  it('cuts as PostgreSQL does', () => {
    check('select $1, é, "ü😀", 1.5e3 -- hi\n /* c /* nested */ */ ; select 2');
    check(`select 'a' , E'\\n\\'' , $$x;y$$, $a$ b $$ $a$, B'01', X'1F', U&'x', U&"d\\0061t", N'x', 'it''s', "a""b"`);
    check(`'a'\n'b' 'c' E'\\\\'\n  '\\'' 'a' -- between\n 'b'`);
    check('1 1.5 .5 5. 1e5 1.5e-3 1e+2 123_456 0xFF 0o17 0b101 1..2 12.5.6 1.e3');
    check('a->>b #>> c @> d <@ e ?| f ?& g ? h || i !~~* j = k<>l!=m <= n >= o => p := q :: r');
    check('a=-1 a=- 1 a<-1 a@-1 a=+-1 a=?-1 x+-+y a*-b @-- comment\n +/* c */- a');
    check('$1$2 $x $foo$a$foo$ a$b$c $1abc ${x} x[1:2] [:n] a.b.*');
    check('\\d foo `x` { } # ^ ~ & | % %% %s %(n)s');
    check('\u2028 \u00a0 x \'ü\' "€" 😀 1');
  });

  it('cuts any text that PostgreSQL cuts, alike', () => {
    const piece = fc.constantFrom(
      ...[
        "'",
        '"',
        '$$',
        '$a$',
        '--',
        '/*',
        '*/',
        '\n',
        ' ',
        "E'",
        "U&'",
        'N',
        'e',
        'x',
        "B'",
        '\\',
        '1',
        '0x',
        '.5',
        '1e',
      ],
      ...[
        '?',
        '|',
        '=',
        '-',
        '+',
        '@',
        ':',
        '::',
        ';',
        '(',
        ')',
        '[',
        '$1',
        '_',
        '😀',
        'ü',
        'select',
        ',',
        '<',
        '*',
        '/',
        '%',
      ],
    );
    let compared = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), pieces => {
        const text = pieces.join('');
        const expected = scanned(text);
        if (!expected) return;
        compared++;
        assert.deepEqual(ranges(text), expected);
      }),
      { numRuns: 10_000 },
    );
    assert.ok(compared > 2_000, `${compared} texts were comparable`);
  });

  it('covers any text, in order, with only white space between', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        let at = 0;
        for (const token of tokenize(text)) {
          assert.ok(token.start >= at && token.end > token.start && token.end <= text.length);
          assert.equal(text.slice(at, token.start).trim(), '');
          at = token.end;
        }
        assert.equal(text.slice(at).trim(), '');
      }),
    );
  });

  it('marks what is never closed', () => {
    for (const text of ["'a", "E'a\\'", '"a', '$$a', '$a$ $$', '/* a', '/* /* */', "U&'x"]) {
      assert.deepEqual(
        tokenize(`x ${text}`).map(token => token.unterminated),
        [false, true],
        text,
      );
    }
  });
});
