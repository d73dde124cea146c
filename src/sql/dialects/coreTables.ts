/**
 * Words of FROM: joins become `join` or `left join`, whatever their kind, because the sides of a join are all that counts;
 * hints for indexes, samples and PIVOT go.
 */
import type { CoreCursor } from './coreCursor';
import { is } from './tokenList';
import { isIn, joinWords, mostJoinWords } from './vocabulary';

/** AS, which stands elsewhere too, or a word of FROM. False where it is none; nothing is taken then. */
export function takeTableWord(cursor: CoreCursor, word: string): boolean {
  const frame = cursor.frame();
  if (word === 'as') {
    if (is(cursor.token(1), 'materialized', 'not')) return cursor.take('as', is(cursor.token(1), 'not') ? 3 : 2);
    const alias = cursor.token(1);
    cursor.take('as');
    if (alias?.kind === 'string') {
      cursor.push({ text: '', names: [alias.text], at: alias.start });
      cursor.at++;
    }
    return true;
  }
  if (frame.clause !== 'from') return false;
  if (joinWords.has(word)) return takeJoin(cursor);
  switch (word) {
    case 'lateral':
    case 'only':
      return cursor.inTablePlace() && cursor.skip(cursor.at + 1);
    case 'on':
      frame.joined = true;
      cursor.take(cursor.joinGoesOn ? 'and' : 'on');
      cursor.joinGoesOn = false;
      return true;
    case 'using':
      return is(cursor.token(1), '(') && cursor.take('using');
    case 'use':
    case 'force':
    case 'ignore':
      if (!is(cursor.token(1), 'index', 'key')) return false;
      cursor.at += 2;
      while (is(cursor.token(), 'for', 'join', 'order', 'group', 'by')) cursor.at++;
      return cursor.skip(is(cursor.token(), '(') ? cursor.closing(0) + 1 : cursor.at);
    case 'indexed':
      return is(cursor.token(1), 'by') && cursor.skip(cursor.at + 3);
    case 'not':
      return is(cursor.token(1), 'indexed') && cursor.skip(cursor.at + 2);
    case 'pivot':
    case 'unpivot':
      return is(cursor.token(1), '(') && cursor.skip(cursor.closing(1) + 1);
    case 'tablesample':
      cursor.at += is(cursor.token(1), '(') ? 1 : 2;
      return cursor.skip(is(cursor.token(), '(') ? cursor.closing(0) + 1 : cursor.at);
    default:
      return false;
  }
}

/** Every join becomes `join` or `left join`. */
function takeJoin(cursor: CoreCursor): boolean {
  let i = cursor.at;
  const end = i + mostJoinWords;
  while (i < end && isIn(joinWords, cursor.tokens[i])) i++;
  const words = cursor.tokens.slice(cursor.at, i);
  if (!is(words.at(-1), 'join', 'straight_join', 'apply')) return false;
  return cursor.take(
    words.some(token => is(token, 'left', 'right', 'full', 'outer')) ? 'left join' : 'join',
    words.length,
  );
}
