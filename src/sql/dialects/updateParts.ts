/**
 * UPDATE and DELETE: FROM is what the statement has there, or else the table that is written; WHERE, ORDER BY and LIMIT stay as
 * they stand. MySQL writes to any table of a join, so that no single one is the target.
 */
import type { Parts, QueryMaker } from './queryMaker';
import { is } from './tokenList';
import type { Token } from './tokens';

export function updateParts(maker: QueryMaker): Parts {
  const changed = maker.until('set');
  if (!is(maker.token(), 'set')) return maker.refused(changed.find(token => is(token, '=', 'where', 'from')));
  maker.at++;
  maker.items.assignments(maker.until('from', 'where', 'output', 'returning', 'order', 'limit', 'option'));
  if (is(maker.token(), 'output')) maker.outputs('from', 'where', 'option');
  const from = takeFrom(maker);
  const tail = takeTail(maker);
  const name = maker.targetIn(changed);
  maker.query(from ?? changed, tail, maker.dialect === 'mysql' ? undefined : name);
  return maker.parts();
}

export function deleteParts(maker: QueryMaker): Parts {
  if (is(maker.token(), 'from')) maker.at++;
  const changed = maker.until('from', 'using', 'where', 'output', 'returning', 'order', 'limit', 'option');
  if (changed.length === 0) return maker.refused();
  if (is(maker.token(), 'output')) maker.outputs('from', 'where', 'option');
  if (is(maker.token(), 'using') && maker.dialect === 'mysql') maker.at++;
  const using = is(maker.token(-1), 'using') ? maker.until('where', 'order', 'limit', 'returning') : takeFrom(maker);
  const tail = takeTail(maker);
  maker.query(using ?? changed, tail, maker.dialect === 'mysql' ? undefined : maker.targetIn(changed));
  return maker.parts();
}

function takeFrom(maker: QueryMaker): readonly Token[] | undefined {
  if (!is(maker.token(), 'from')) return undefined;
  maker.at++;
  return maker.until('where', 'output', 'returning', 'order', 'limit', 'option');
}

/** WHERE, ORDER BY and LIMIT as they stand, without what is given out. */
function takeTail(maker: QueryMaker): readonly Token[] {
  const tail = maker.until('returning', 'option');
  if (is(maker.token(), 'returning')) {
    maker.outputs('order', 'limit');
    maker.at = maker.tokens.length;
  }
  return tail;
}
