import { Failure } from '../../base/failure';
import type { Database } from '../../catalog/database';

/** Refusals by a server that is there and took the connection. */
const reached: ReadonlySet<string> = new Set(['permission-denied', 'connection-closed']);

/** True where the failure says that the server could not be reached any more, or let us in no more. */
export function isLoss(error: unknown): error is Failure {
  return error instanceof Failure && error.kind === 'connection' && !reached.has(error.id);
}

/**
 * The same database, which tells after each call whether the server was reached. A lost connection is opened again by
 * the database itself; this is only how the list and the status bar hear of it.
 */
export function watchedDatabase(
  database: Database,
  hear: (outcome: { readonly lost: Failure } | { readonly lost?: undefined }) => void,
): Database {
  const observe = async (result: Promise<unknown>): Promise<unknown> => {
    try {
      const value = await result;
      hear({});
      return value;
    } catch (error) {
      if (isLoss(error)) hear({ lost: error });
      throw error;
    }
  };
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args);
        return name !== 'dispose' && result instanceof Promise ? observe(result) : result;
      };
    },
  });
}
