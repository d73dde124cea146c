import type { OtherMeaning } from '../source/foundQuery';
import { loadDialect } from '../sql/dialects/loadDialect';
import { shapeOf } from '../sql/dialects/shapeOf';
import { hash } from '../sql/postgres/shape';

/** A dialect's grammar is loaded when a statement in it is first met. */
export const otherMeaning: OtherMeaning = async (sql, dialect) => {
  const { tables, columns, writes, error } = (await loadDialect(dialect)).analyze(sql);
  return { tables, columns, writes, shape: shapeOf(sql, dialect, hash), ...(error ? { error } : {}) };
};
