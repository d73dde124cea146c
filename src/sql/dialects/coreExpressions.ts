/**
 * Words in expressions: operators that are words, and what stands behind calls, constants and items of ORDER BY. What tells
 * nothing about a column goes (COLLATE, ESCAPE, NULLS LAST, units of an INTERVAL); what divides a function's arguments becomes
 * a comma. A word of which nothing here applies is a name.
 */
import type { CoreCursor } from './coreCursor';
import { takeIs, takeLike, takeNot } from './corePredicates';
import { anyConstant, endsOperand } from './coreWords';
import { findOutside, is, isConstant, isIdentifier } from './tokenList';
import type { Token } from './tokens';
import { isIn, longestInterval, plain, units, valueWords, wordOperators } from './vocabulary';

/** False where the word is none of an expression; nothing is taken then. */
export function takeExpressionWord(cursor: CoreCursor, token: Token): boolean {
  const word = token.text;
  const infix = endsOperand(cursor.last());
  const next = cursor.token(1);
  const operator = wordOperators.get(word);
  if (infix && operator !== undefined) return cursor.take(operator);
  switch (word) {
    case 'over':
      return takeOver(cursor);
    case 'not':
      return takeNot(cursor, infix);
    case 'is':
      return takeIs(cursor);
    case 'in':
      if (cursor.frame().clause === 'list') return cursor.take(',');
      cursor.take('in');
      // IN ?, IN @ids: the driver writes the list.
      if (isConstant(cursor.token())) {
        cursor.emit('(', anyConstant, ')');
        cursor.at++;
      }
      return true;
    case 'like':
    case 'glob':
    case 'ilike':
      return infix && takeLike(cursor, false);
    case 'sounds':
      return is(next, 'like') && cursor.take('<>', 2);
    case 'member':
      return is(next, 'of') && cursor.take('<>', 2);
    case 'against':
    case 'filter':
    case 'within':
      return takeBehindCall(cursor, word);
    case 'isnull':
    case 'notnull':
      return infix && cursor.take(word === 'isnull' ? 'is null' : 'is not null');
    case 'collate':
    case 'escape':
      return (word === 'collate' || infix) && cursor.skip(cursor.at + 2);
    case 'nulls':
      return is(next, 'first', 'last') && cursor.skip(cursor.at + 2);
    case 'respect':
    case 'ignore':
      return is(next, 'nulls') && cursor.skip(cursor.at + 2);
    case 'at':
      return infix && is(next, 'time') && cursor.skip(cursor.at + 4);
    case 'binary':
      return !infix && !is(next, ',', ')', '(') && cursor.skip(cursor.at + 1);
    case 'default':
      return !is(next, '(') && cursor.take(anyConstant);
    case 'unknown':
      return cursor.take('null');
    case 'next':
      if (!is(next, 'value') || !is(cursor.token(2), 'for')) return false;
      cursor.take(anyConstant, 3);
      while (isIdentifier(cursor.token()) || is(cursor.token(), '.')) cursor.at++;
      return true;
    case 'date':
    case 'time':
    case 'timestamp':
    case 'datetime':
      return next?.kind === 'string' && cursor.skip(cursor.at + 1);
    case 'interval':
      return takeInterval(cursor);
    case 'rollup':
    case 'cube':
    case 'grouping':
      return cursor.frame().clause === 'sets' && cursor.skip(cursor.at + (is(next, 'sets') ? 2 : 1));
    case 'using':
      return cursor.frame().kind === 'function' && infix && cursor.skip(cursor.at + 2);
    case 'for':
    case 'placing':
    case 'separator':
      return cursor.frame().kind === 'function' && infix && cursor.take(',');
    case 'asc':
    case 'desc':
      if (cursor.frame().kind === 'function') return cursor.skip(cursor.at + 1);
      return infix && cursor.take(word);
    case 'exists':
      return is(next, '(') && cursor.take(word);
    default:
      if (valueWords[cursor.dialect].has(word) && !is(next, '(')) return cursor.take(anyConstant);
      return plain.has(word) && cursor.take(word);
  }
}

function takeOver(cursor: CoreCursor): boolean {
  const next = cursor.token(1);
  if (is(next, '(')) return cursor.take('over');
  const window = cursor.windows.get(next?.name.toLowerCase() ?? '');
  if (!window || cursor.last()?.text !== ')') return false;
  cursor.take('over', 2);
  // None is put in within another: one that names itself would have no end.
  cursor.emit('(', ...cursor.rewritten(window, 'window', new Map()), ')');
  return true;
}

/** MATCH (…) AGAINST (…), count(*) FILTER (WHERE …), string_agg(…) WITHIN GROUP (ORDER BY …) */
function takeBehindCall(cursor: CoreCursor, word: string): boolean {
  if (cursor.last()?.text !== ')') return false;
  const open = word === 'within' ? 2 : 1;
  if (!is(cursor.token(open), '(') || (word === 'within' && !is(cursor.token(1), 'group'))) return false;
  const end = cursor.closing(open);
  const inside = cursor.tokens.slice(cursor.at + open + 1, end);
  if (word !== 'against' && !is(cursor.tokens[end + 1], 'over')) {
    if (word === 'within') cursor.emit('over', '(', ...cursor.rewritten(inside, 'window'), ')');
    else if (is(inside[0], 'where'))
      cursor.emit('+', 'case', 'when', ...cursor.rewritten(inside.slice(1)), 'then', '1', 'end');
  }
  return cursor.skip(end + 1);
}

/** `INTERVAL 1 DAY` → `(1)`. */
function takeInterval(cursor: CoreCursor): boolean {
  const next = cursor.token(1);
  if (!isConstant(next) && !isIdentifier(next) && !is(next, '(', '-')) return false;
  const words = cursor.tokens.slice(cursor.at, cursor.at + longestInterval);
  const end = cursor.at + findOutside(words, 2, i => is(words[i], ',', ')') || isIn(units, words[i]));
  if (!isIn(units, cursor.tokens[end])) return false;
  cursor.emit('(', ...cursor.rewritten(cursor.tokens.slice(cursor.at + 1, end)), ')');
  return cursor.skip(end + 1);
}
