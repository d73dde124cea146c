/** MERGE: target and source become a join; the conditions, assignments and values of each WHEN its SELECT list. */
import type { Parts, QueryMaker } from './queryMaker';
import { findWord, is, keyword } from './tokenList';

export function mergeParts(maker: QueryMaker): Parts {
  if (is(maker.token(), 'into')) maker.at++;
  const changed = maker.until('using');
  if (!is(maker.token(), 'using')) return maker.refused();
  maker.at++;
  const source = maker.until('on');
  const condition = maker.until('when', 'output', 'option');
  if (condition.length < 2) return maker.refused();
  while (is(maker.token(), 'when')) takeWhen(maker);
  if (is(maker.token(), 'output')) maker.outputs('option');
  if (is(maker.token(), 'option')) maker.at = maker.tokens.length;
  if (maker.at < maker.tokens.length) maker.refuse();
  const join = keyword('join', source[0]);
  maker.query([...changed, join, ...source, ...condition], [], maker.targetIn(changed));
  return maker.parts();
}

/** WHEN [NOT] MATCHED [BY …] [AND …] THEN UPDATE SET … | INSERT (…) VALUES (…) | DELETE */
function takeWhen(maker: QueryMaker): void {
  maker.at++;
  const head = maker.until('then');
  const and = findWord(head, 0, 'and');
  if (and < head.length) maker.items.condition(head.slice(and + 1));
  maker.at++;
  if (is(maker.token(), 'update') && is(maker.token(1), 'set')) {
    maker.at += 2;
    maker.items.assignments(maker.until('when', 'output', 'option'));
  } else if (is(maker.token(), 'insert')) {
    maker.at++;
    if (is(maker.token(), '(')) maker.items.columns(maker.until('values', 'default').slice(1, -1));
    if (is(maker.token(), 'values')) {
      maker.at++;
      maker.items.values(maker.until('when', 'output', 'option'));
    } else maker.until('when', 'output', 'option');
  } else if (is(maker.token(), 'delete') || is(maker.token(1), 'nothing')) maker.until('when', 'output', 'option');
  else maker.refuse();
}
