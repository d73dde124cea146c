/**
 * Operators and brackets. Comparisons keep their meaning; of arithmetic all is `+` or `/`, which every grammar has. A bracket
 * is a query, a group, a list behind IN, a window, or around joined tables: what it holds is read accordingly, up to its end.
 */
import type { CoreCursor } from './coreCursor';
import { takeName } from './coreNames';
import { anyConstant, endsOperand } from './coreWords';
import { is, isIdentifier, opensQuery } from './tokenList';
import type { Token } from './tokens';
import { arithmetic, comparisons } from './vocabulary';

export function takeSymbol(cursor: CoreCursor, token: Token): void {
  const comparison = comparisons.get(token.text);
  if (comparison !== undefined) return takeComparison(cursor, comparison);
  const infix = endsOperand(cursor.last());
  switch (token.text) {
    case '(':
      return takeOpening(cursor);
    case ')':
      return takeClosing(cursor);
    case ',':
      cursor.take(',');
      return;
    case '*':
      cursor.take(infix ? '/' : '*');
      return;
    case '.':
      return takeName(cursor);
    case '||':
      cursor.take(cursor.dialect === 'mysql' ? 'or' : '+');
      return;
    case '&&':
      cursor.take('and');
      return;
    case '!':
      cursor.take('not');
      return;
    case '~':
      cursor.at++;
      return;
    default:
      if (!infix && (token.text === '+' || token.text === '-')) cursor.take('-');
      else cursor.take(arithmetic.has(token.text) ? (token.text === '/' ? '/' : '+') : token.text);
  }
}

function takeComparison(cursor: CoreCursor, sign: string): void {
  // `SELECT @x = a`
  const before = cursor.last(2)?.text ?? '';
  const assigns = cursor.token(-1)?.text.startsWith('@') === true && cursor.token(-1)?.kind === 'placeholder';
  if (assigns && sign === '=' && cursor.frame().clause === 'select' && /^(?:select|distinct|,)$/.test(before)) {
    cursor.drop();
    cursor.at++;
    return;
  }
  const quantified = is(cursor.token(1), 'any', 'some', 'all') && is(cursor.token(2), '(');
  cursor.take(quantified && sign === '=' && !is(cursor.token(1), 'all') ? 'in' : sign, quantified ? 2 : 1);
}

function takeOpening(cursor: CoreCursor): void {
  const frame = cursor.frame();
  const before = cursor.last();
  if (opensQuery(cursor.tokens, cursor.at)) {
    cursor.take('(');
    cursor.openFrame('query');
  } else if (cursor.inTablePlace()) {
    cursor.at++;
    cursor.openFrame('join', 'from');
  } else if (frame.clause === 'from' && endsOperand(before) && !is(cursor.token(-1), 'using', 'on')) {
    cursor.at = cursor.closing(0) + 1;
  } else if (frame.clause === 'sets' && frame.kind !== 'window') {
    cursor.at++;
    cursor.openFrame('join', 'sets');
  } else {
    cursor.take('(');
    const kind = before?.text === 'over' ? 'window' : before?.text === 'in' ? 'in' : 'group';
    cursor.openFrame(kind);
    if (kind !== 'window') return;
    const next = cursor.token();
    // OVER (w ORDER BY a)
    if (isIdentifier(next) && !is(next, 'partition', 'order', 'rows', 'range', 'groups')) cursor.at++;
  }
}

function takeClosing(cursor: CoreCursor): void {
  const frame = cursor.frame();
  cursor.closeFrame();
  if (frame.kind === 'join') {
    cursor.joinGoesOn = frame.joined && is(cursor.token(1), 'on');
    cursor.at++;
    return;
  }
  // IN ()
  if (frame.kind === 'in' && cursor.last()?.text === '(') cursor.emit(anyConstant);
  // (SELECT …) UNION (SELECT …)
  if (frame.kind === 'query' && cursor.frame().clause === '') cursor.frame().clause = 'united';
  cursor.take(')');
}
