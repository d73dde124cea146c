import type { Disposable } from '../../base/disposable';
import type { ParameterValue, ServerInfo } from '../../catalog/database';

export interface Rows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One backend, for as long as the work that was handed it lasts. */
export interface Session {
  /** Exactly one statement over the extended protocol. @throws Failure */
  query(sql: string, values?: readonly ParameterValue[]): Promise<Rows>;
}

/**
 * A connection to one PostgreSQL server that opens on first use, comes back after a loss, and is gone after `dispose`.
 * Each session has `statement_timeout` and `lock_timeout` set; an aborted signal cancels on the server and the promise
 * settles only once the backend is idle or gone.
 */
export interface PostgresConnection extends Disposable {
  readonly server: ServerInfo;
  /** Runs `work` between BEGIN (READ ONLY where asked) and ROLLBACK; the ROLLBACK happens however `work` ends. */
  rolledBack<T>(
    options: { readonly readOnly: boolean },
    work: (session: Session) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** Runs `work` outside a transaction. For what the user applies on purpose; `timeoutMs` replaces the statement timeout (0: none). */
  autocommit<T>(
    options: { readonly timeoutMs?: number },
    work: (session: Session) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
}

export interface ConnectionLimits {
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}
