/**
 * INSERT and REPLACE: the query that gives the rows, if there is one, stands by itself; columns, values, what is assigned on a
 * conflict and RETURNING or OUTPUT make a second, FROM the table that is written.
 */
import type { Parts, QueryMaker } from './queryMaker';
import { closing, findOutside, findWord, is, isIdentifier, opensQuery } from './tokenList';

const conflictWords = ['duplicate', 'conflict', 'constraint'];

export function insertParts(maker: QueryMaker): Parts {
  if (is(maker.token(), 'into')) maker.at++;
  const target = maker.target(is(maker.token(1), 'as') || is(maker.token(3), 'as'));
  if (!target) return maker.parts();
  if (is(maker.token(), '(') && !opensQuery(maker.tokens, maker.at)) {
    maker.items.columns(maker.tokens.slice(maker.at + 1, closing(maker.tokens, maker.at)));
    maker.at = closing(maker.tokens, maker.at) + 1;
  }
  maker.hints();
  if (is(maker.token(), 'output')) maker.outputs('values', 'select', 'exec', 'execute', 'default', 'with', '(');
  let rows: string | undefined;
  if (is(maker.token(), 'values', 'value')) {
    maker.at++;
    maker.items.values(maker.until('on', 'returning', 'as', 'option'));
  } else if (is(maker.token(), 'set')) {
    maker.at++;
    maker.items.assignments(maker.until('on', 'returning', 'as'));
  } else if (is(maker.token(), 'default') && is(maker.token(1), 'values')) maker.at += 2;
  else if (is(maker.token(), 'exec', 'execute')) maker.at = maker.tokens.length;
  else if (is(maker.token(), 'select', 'with', 'table', '(')) {
    maker.source(findOutside(maker.tokens, maker.at, i => endsSource(maker, i)));
  } else maker.refuse();
  if (is(maker.token(), 'as')) {
    rows = maker.token(1)?.name;
    maker.at += 2;
    if (is(maker.token(), '(')) maker.at = closing(maker.tokens, maker.at) + 1;
  }
  while (is(maker.token(), 'on')) takeConflict(maker);
  if (is(maker.token(), 'returning')) maker.outputs();
  if (maker.at < maker.tokens.length && !is(maker.token(), 'option')) maker.refuse();
  maker.query(maker.named(target), [], rows === undefined ? target : { ...target, rows: [...target.rows, rows] });
  return maker.parts();
}

/** ON DUPLICATE KEY UPDATE …; ON CONFLICT [(…) [WHERE …]] DO NOTHING | UPDATE SET … [WHERE …] */
function takeConflict(maker: QueryMaker): void {
  if (!is(maker.token(1), ...conflictWords)) return maker.refuse();
  const head = maker.until('update', 'nothing');
  const where = findWord(head, 0, 'where');
  if (is(head[2], '(')) maker.items.columns(head.slice(3, closing(head, 2)));
  if (where < head.length) maker.items.condition(head.slice(where + 1, findWord(head, where, 'do')));
  const nothing = is(maker.token(), 'nothing');
  maker.at += is(maker.token(1), 'set') ? 2 : 1;
  if (nothing) return;
  maker.items.assignments(maker.until('where', 'returning', 'on'));
  if (is(maker.token(), 'where')) {
    maker.at++;
    maker.items.condition(maker.until('returning', 'on'));
  }
}

/** Behind the query that gives the rows: RETURNING, ON CONFLICT, AS new (…) */
function endsSource(maker: QueryMaker, i: number): boolean {
  const next = maker.tokens[i + 1];
  if (is(maker.tokens[i], 'returning') && !is(maker.tokens[i - 1], '.')) return i > maker.at;
  if (is(maker.tokens[i], 'on')) return is(next, ...conflictWords);
  return (
    is(maker.tokens[i], 'as') &&
    isIdentifier(next) &&
    is(maker.tokens[i + 2], 'on', '(') &&
    is(maker.tokens[i - 1], ')')
  );
}
