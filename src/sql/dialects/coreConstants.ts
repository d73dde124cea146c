/**
 * Constants and placeholders. All that counts is that a value is there: signs and arithmetic between constants go, a list
 * behind IN keeps its first, and thousands of rows stay short.
 */
import type { CoreCursor } from './coreCursor';
import { takeName } from './coreNames';
import { constantText, endsOperand, isConstantWord } from './coreWords';
import { is, isConstant } from './tokenList';
import type { Token } from './tokens';
import { arithmetic } from './vocabulary';

export function takeConstant(cursor: CoreCursor, token: Token): void {
  const { text, kind } = token;
  if (kind === 'placeholder') {
    const name = is(cursor.token(1), '.') || is(cursor.token(-1), '.') || text === '??';
    if (name || cursor.inTablePlace()) return takeName(cursor);
    // `FROM t ${joins} WHERE`: a piece of SQL where no value may stand.
    if (/[%{]|^\$\d/.test(text) && endsOperand(cursor.last())) {
      cursor.at++;
      return;
    }
  }
  dropSign(cursor);
  const comma = cursor.last()?.text === ',' && isConstantWord(cursor.last(2)) && cursor.frame().kind === 'in';
  cursor.at++;
  while (kind === 'string' && cursor.token()?.kind === 'string') cursor.at++;
  takeFolded(cursor);
  if (comma && is(cursor.token(), ',', ')')) cursor.drop();
  else cursor.push({ text: constantText(token, cursor.dialect), at: token.start });
}

/** A signed constant is a constant. */
function dropSign(cursor: CoreCursor): void {
  if (cursor.last()?.text === '-' && !endsOperand(cursor.last(2))) cursor.drop();
}

/** `'a' + ? + 'b'` is a constant that begins with `'a'`. */
function takeFolded(cursor: CoreCursor): void {
  for (;;) {
    const sign = cursor.token();
    if (sign?.kind !== 'symbol' || !isConstant(cursor.token(1)) || is(cursor.token(2), '.')) return;
    if (!arithmetic.has(sign.text) && sign.text !== '*' && !(sign.text === '||' && cursor.dialect !== 'mysql')) return;
    cursor.at += 2;
  }
}
