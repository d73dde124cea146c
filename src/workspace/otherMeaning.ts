import type { OtherMeaning } from '../source/foundQuery';

/** Loads a dialect's parser when a statement in it is first met. */
export const otherMeaning: OtherMeaning = async (sql, dialect) => {
  const [{ loadDialect }, { shapeOf }, { hash }] = await Promise.all([
    import('../sql/dialects/loadDialect'),
    import('../sql/dialects/shapeOf'),
    import('../sql/postgres/shape'),
  ]);
  const { tables, columns, writes, error } = (await loadDialect(dialect)).analyze(sql);
  return { tables, columns, writes, shape: shapeOf(sql, dialect, hash), ...(error ? { error } : {}) };
};
