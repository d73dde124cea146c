/**
 * Makes queries of a statement that changes data, because the parser takes little of OUTPUT, MERGE, ON CONFLICT,
 * UPDATE … FROM and the like, and takes every query. What is assigned and what is given out becomes the query's SELECT list:
 * `update t set a = f(b) where c = 1 returning d` is read as `select a, f(b), d from t where c = 1`.
 */
import type { OtherDialect } from './dialect';
import { insertParts } from './insertParts';
import { mergeParts } from './mergeParts';
import { type Parts, QueryMaker } from './queryMaker';
import type { Token } from './tokens';
import { deleteParts, updateParts } from './updateParts';
import type { Verb } from './verb';

export function partsOf(tokens: readonly Token[], verb: Verb, dialect: OtherDialect): Parts {
  const maker = new QueryMaker(tokens, verb.at, dialect);
  switch (verb.kind) {
    case 'insert':
      return insertParts(maker);
    case 'update':
      return updateParts(maker);
    case 'delete':
      return deleteParts(maker);
    case 'merge':
      return mergeParts(maker);
    default:
      return { queries: [{ tokens }] };
  }
}
