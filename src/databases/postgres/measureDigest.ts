import type { ParameterValue } from '../../catalog/database';
import type { Session } from './connection';

/**
 * A digest of the rows that a SELECT or VALUES gives, whatever their order: their number and the sum of their 64-bit
 * hashes. Computed on the server, so no row travels. Two results of equal digest differ with a probability near 2^-64.
 * Order is left out because rows that ORDER BY ties may come in any order.
 * @throws Failure
 */
export async function digestOf(
  session: Session,
  sql: string,
  parameters: 'generic' | readonly ParameterValue[],
): Promise<string> {
  const { rows } = await session.query(
    `SELECT pg_catalog.count(*)::text || ':' || coalesce(pg_catalog.sum(pg_catalog.hashtextextended(result::text, 0)), 0)::text AS digest FROM (${sql}\n) AS result`,
    parameters === 'generic' ? [] : parameters,
  );
  return String(rows[0]?.['digest']);
}
