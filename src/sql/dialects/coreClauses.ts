/**
 * The frame of a query: its clauses become SELECT, FROM, WHERE, GROUP BY, HAVING and ORDER BY, with UNION ALL for every set
 * operator. VALUES and TABLE become SELECT. What tells no column goes: INTO, WINDOW, LIMIT, locks and hints at the end. Many
 * of these words are names or parts of functions as well, so that what stands around decides: a clause opens in a query
 * alone, an ORDER BY in a function's brackets is one more argument.
 */
import type { CoreCursor, Frame } from './coreCursor';
import { findWord, is, isConstant, isIdentifier } from './tokenList';
import { selectModifiers, setOperators, tailWords } from './vocabulary';

/** False where the word opens no clause; nothing is taken then. */
export function takeClause(cursor: CoreCursor, word: string): boolean {
  const frame = cursor.frame();
  switch (word) {
    case 'with':
      return takeWith(cursor, frame);
    case 'select':
      frame.clause = 'select';
      cursor.take('select');
      takeSelectModifiers(cursor);
      return true;
    case 'values':
      return frame.kind === 'query' && frame.clause === '' && takeValues(cursor);
    case 'table':
      if (frame.clause !== '' || !isIdentifier(cursor.token(1))) return false;
      cursor.emit('select', '*');
      cursor.take('from');
      frame.clause = 'from';
      return true;
    case 'from':
      if (frame.kind === 'function') return cursor.take(',');
      frame.clause = 'from';
      return cursor.take('from');
    case 'where':
    case 'having':
      if (frame.kind === 'query') frame.clause = word;
      return cursor.take(word);
    case 'group':
    case 'order':
      return is(cursor.token(1), 'by') && takeBy(cursor, word, frame);
    case 'partition':
      if (frame.kind === 'window' && is(cursor.token(1), 'by')) return cursor.take('partition by', 2);
      return frame.clause === 'from' && is(cursor.token(1), '(') && cursor.skip(cursor.closing(1) + 1);
    case 'into':
      if (frame.kind !== 'query') return false;
      return cursor.skip(findWord(cursor.tokens, cursor.at, 'from', 'where', ')', 'union', 'for', 'option'));
    case 'window':
      if (frame.kind !== 'query' || !is(cursor.token(2), 'as')) return false;
      return cursor.skip(findWord(cursor.tokens, cursor.at, 'order', 'limit', ')', 'union', 'for'));
    case 'rows':
    case 'range':
    case 'groups':
      return frame.kind === 'window' && cursor.skip(findWord(cursor.tokens, cursor.at, ')'));
    default:
      if (setOperators.has(word)) return takeSetOperator(cursor, frame);
      return tailWords.has(word) && takeTail(cursor, word, frame);
  }
}

function takeWith(cursor: CoreCursor, frame: Frame): boolean {
  if (frame.clause === '' && frame.kind === 'query') {
    frame.clause = 'with';
    cursor.take('with');
    if (is(cursor.token(), 'recursive') && !is(cursor.token(1), 'as', '(')) cursor.take('recursive');
    return true;
  }
  // FROM t WITH (NOLOCK); openjson(…) WITH (a int); GROUP BY a WITH ROLLUP
  if (is(cursor.token(1), '(')) return cursor.skip(cursor.closing(1) + 1);
  return is(cursor.token(1), 'rollup', 'cube', 'ties') && cursor.skip(cursor.at + 2);
}

function takeSelectModifiers(cursor: CoreCursor): void {
  for (;;) {
    const token = cursor.token();
    if (is(token, 'distinct', 'distinctrow')) cursor.take('distinct');
    else if (token?.kind === 'word' && selectModifiers.has(token.text) && !is(cursor.token(1), '.', ',', 'from'))
      cursor.at++;
    else if (is(token, 'top') && cursor.dialect === 'transactsql') {
      if (!is(cursor.token(1), '(') && !isConstant(cursor.token(1))) return;
      cursor.at = is(cursor.token(1), '(') ? cursor.closing(1) + 1 : cursor.at + 2;
      if (is(cursor.token(), 'percent')) cursor.at++;
      if (is(cursor.token(), 'with') && is(cursor.token(1), 'ties')) cursor.at += 2;
    } else return;
  }
}

/** `VALUES (1, a), (2, b)` → `select 1, a union all select 2, b`. */
function takeValues(cursor: CoreCursor): boolean {
  if (!is(cursor.token(1), '(', 'row')) return false;
  cursor.at++;
  for (let i = 0; ; i++) {
    if (is(cursor.token(), 'row')) cursor.at++;
    if (!is(cursor.token(), '(')) return true;
    const end = cursor.closing(0);
    if (i > 0) cursor.emit('union all');
    cursor.emit('select', ...cursor.rewritten(cursor.tokens.slice(cursor.at + 1, end)));
    cursor.at = end + 1;
    if (!is(cursor.token(), ',')) return true;
    cursor.at++;
  }
}

function takeBy(cursor: CoreCursor, word: string, frame: Frame): boolean {
  if (frame.kind === 'function') {
    // string_agg(a, ',' order by b)
    frame.clause = 'order';
    return cursor.take(',', 2);
  }
  if (frame.kind === 'query') frame.clause = word;
  // SQLite's grammar has no OVER (ORDER BY …) without PARTITION BY.
  if (frame.kind === 'window' && /^\($/.test(cursor.last()?.text ?? '(')) cursor.emit('partition by', '1');
  cursor.take(`${word} by`, 2);
  if (is(cursor.token(), 'rollup', 'cube', 'grouping')) frame.clause = 'sets';
  return true;
}

function takeSetOperator(cursor: CoreCursor, frame: Frame): boolean {
  if (
    frame.kind !== 'query' ||
    frame.clause === '' ||
    !is(cursor.tokens[cursor.at + 1], 'select', 'all', 'distinct', '(', 'values', 'table', 'with')
  )
    return false;
  frame.clause = '';
  cursor.take('union all');
  if (is(cursor.token(), 'all', 'distinct')) cursor.at++;
  return true;
}

/** What ends a query: it says nothing about columns. */
function takeTail(cursor: CoreCursor, word: string, frame: Frame): boolean {
  if (frame.kind !== 'query' || frame.clause === '' || frame.clause === 'select') return false;
  const next = cursor.token(1);
  if (word === 'for') {
    if (is(next, 'system_time')) return takeSystemTime(cursor);
    if (!is(next, 'update', 'share', 'json', 'xml', 'browse')) return false;
  } else if (word === 'lock' && !is(next, 'in')) return false;
  else if (word === 'option' && !is(next, '(')) return false;
  else if (!isConstant(next) && !is(next, '(', '-', 'all', 'next', 'first', 'in', 'analyse') && next?.kind !== 'word')
    return false;
  return cursor.skip(findWord(cursor.tokens, cursor.at + 1, 'union', 'for', 'lock', 'option', ')', ';'));
}

function takeSystemTime(cursor: CoreCursor): boolean {
  cursor.at += 2;
  const words = ['as', 'of', 'from', 'to', 'between', 'and', 'contained', 'in', 'all', '(', ')', ','];
  while (
    isConstant(cursor.token()) ||
    (is(cursor.token(), ...words) && !(is(cursor.token(), 'as') && !is(cursor.token(1), 'of')))
  )
    cursor.at++;
  return true;
}
