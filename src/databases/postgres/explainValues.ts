import type { PostgresConnection } from './connection';
import { SuspectValues } from './explainSession';

/**
 * Runs work that binds values; where the server refuses one, the failure names it.
 * @throws Failure
 */
export async function namingBadValues<T>(
  connection: PostgresConnection,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SuspectValues)) throw error;
    throw await error.judge((text, value) =>
      connection.rolledBack({ readOnly: true }, session => session.query(text, [value]), signal),
    );
  }
}
