/** NOT, IS and LIKE, which become `=`, `<>`, IS NULL or a LIKE whose pattern tells one thing: whether it begins with text. */
import { takeConstant } from './coreConstants';
import type { CoreCursor } from './coreCursor';
import { prefixPattern } from './coreWords';
import { is, isConstant } from './tokenList';
import { arithmetic } from './vocabulary';

export function takeNot(cursor: CoreCursor, infix: boolean): boolean {
  const next = cursor.token(1);
  if (!infix || is(next, 'in', 'between')) return cursor.take('not');
  if (is(next, 'null')) return cursor.take('is not null', 2);
  if (is(next, 'like', 'glob', 'ilike')) {
    cursor.at++;
    return takeLike(cursor, true);
  }
  return is(next, 'regexp', 'rlike', 'match', 'similar') ? cursor.take('<>', 2) : cursor.take('not');
}

export function takeIs(cursor: CoreCursor): boolean {
  const negated = is(cursor.token(1), 'not');
  const at = negated ? 2 : 1;
  if (is(cursor.token(at), 'distinct') && is(cursor.token(at + 1), 'from'))
    return cursor.take(negated ? '=' : '<>', at + 2);
  if (is(cursor.token(at), 'null', 'true', 'false', 'unknown')) return cursor.take(negated ? 'is not' : 'is', at);
  return cursor.take(negated ? '<>' : '=', at);
}

/** A constant pattern alone is kept: only it can be the start of what an index holds. */
export function takeLike(cursor: CoreCursor, negated: boolean): boolean {
  const glob = is(cursor.token(), 'glob');
  cursor.at++;
  if (is(cursor.token(), 'binary')) cursor.at++;
  const pattern = cursor.token();
  const start = cursor.words.length;
  const at = cursor.tokens[cursor.at - 1]?.start ?? 0;
  cursor.push({ text: '<>', at });
  if (negated || !isConstant(pattern) || !pattern) return true;
  takeConstant(cursor, pattern);
  const next = cursor.token();
  const alone = next?.kind !== 'symbol' || (!arithmetic.has(next.text) && next.text !== '||' && next.text !== '*');
  const prefix = glob
    ? pattern.kind === 'string' && /^[^*?[]/.test(pattern.text)
    : cursor.last()?.text === prefixPattern;
  if (alone && cursor.words.length === start + 2) {
    cursor.drop();
    cursor.drop();
    cursor.push({ text: 'like', at }, { text: prefix ? prefixPattern : "'%'", at: pattern.start });
  }
  return true;
}
