import { throwIfAborted } from '../../base/failure';
import type { ServerInfo } from '../../catalog/database';
import type { Backend } from './backend';
import type { PostgresConnection, Session } from './connection';
import { connectionClosed, transactionEnded } from './failures';
import { login, type LoginOptions } from './login';

/** A transaction that this side has forgotten is ended by the server after this time. */
const forgottenTransactionMs = 300_000;

/**
 * Reaches the server once, to know that it can be reached and what it is.
 * @throws Failure
 */
export async function connectPostgres(options: LoginOptions, signal: AbortSignal): Promise<PostgresConnection> {
  const connection = new ReopeningConnection(options);
  try {
    await connection.identify(signal);
    return connection;
  } catch (error) {
    await connection.dispose();
    throw error;
  }
}

class ReopeningConnection implements PostgresConnection {
  readonly #options: LoginOptions;
  readonly #ending = new AbortController();
  readonly #open = new Set<Backend>();
  readonly #running = new Set<Promise<unknown>>();
  #idle: Backend | undefined;
  #server: ServerInfo | undefined;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  get server(): ServerInfo {
    if (this.#server === undefined) throw new Error('the server was not identified');
    return this.#server;
  }

  async identify(signal: AbortSignal): Promise<void> {
    this.#server = await this.rolledBack(
      { readOnly: true },
      async session => {
        const { rows } = await session.query(
          "select current_setting('server_version') as version, current_setting('server_version_num')::int4 as number," +
            ' current_database()::text as database, current_user::text as username, version() as built',
        );
        const row = rows[0] ?? {};
        return {
          engine: 'postgresql',
          version: String(row['version']),
          versionNumber: Number(row['number']),
          database: String(row['database']),
          user: String(row['username']),
          embedded: String(row['built']).includes('PGlite') || String(row['built']).includes('emscripten'),
        };
      },
      signal,
    );
  }

  rolledBack<T>(
    options: { readonly readOnly: boolean },
    work: (session: Session) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { statementTimeoutMs, lockTimeoutMs } = this.#options.limits;
    const begin =
      `BEGIN${options.readOnly ? ' READ ONLY' : ''}; SET LOCAL statement_timeout = ${milliseconds(statementTimeoutMs)};` +
      ` SET LOCAL lock_timeout = ${milliseconds(lockTimeoutMs)};` +
      ` SET LOCAL idle_in_transaction_session_timeout = ${milliseconds(forgottenTransactionMs)}`;
    return this.#lease({ prologue: begin, epilogue: 'ROLLBACK', timeoutMs: statementTimeoutMs }, true, work, signal);
  }

  autocommit<T>(
    options: { readonly timeoutMs?: number },
    work: (session: Session) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const timeoutMs = options.timeoutMs ?? this.#options.limits.statementTimeoutMs;
    // For the session, not the transaction: CREATE INDEX CONCURRENTLY refuses to run inside one.
    const set =
      `SET statement_timeout = ${milliseconds(timeoutMs)};` +
      ` SET lock_timeout = ${milliseconds(this.#options.limits.lockTimeoutMs)}`;
    const reset = 'RESET statement_timeout; RESET lock_timeout';
    return this.#lease({ prologue: set, epilogue: reset, timeoutMs }, false, work, signal);
  }

  async dispose(): Promise<void> {
    this.#ending.abort(connectionClosed());
    await Promise.allSettled([...this.#running]);
    this.#idle = undefined;
    await Promise.allSettled([...this.#open].map(backend => backend.close()));
    this.#open.clear();
  }

  #lease<T>(
    frame: { readonly prologue: string; readonly epilogue: string; readonly timeoutMs: number },
    transaction: boolean,
    work: (session: Session) => Promise<T>,
    outer: AbortSignal,
  ): Promise<T> {
    const signal = AbortSignal.any([outer, this.#ending.signal]);
    const running = this.#run(frame, transaction, work, signal).catch((error: unknown) => {
      throw this.#ending.signal.aborted && !outer.aborted ? connectionClosed() : error;
    });
    this.#running.add(running);
    const forget = () => this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }

  async #run<T>(
    frame: { readonly prologue: string; readonly epilogue: string; readonly timeoutMs: number },
    transaction: boolean,
    work: (session: Session) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const backend = await this.#begin(frame.prologue, signal);
    try {
      return await work({
        query: async (sql, values) => {
          const result = await backend.run({ text: sql, values: values ?? [], timeoutMs: frame.timeoutMs }, signal);
          if (transaction && !backend.inTransaction) throw transactionEnded();
          return result;
        },
      });
    } finally {
      await this.#finish(backend, frame.epilogue);
    }
  }

  /** A backend on which `prologue` has run. An idle one that turns out dead is replaced, since no work ran on it yet. */
  async #begin(prologue: string, signal: AbortSignal): Promise<Backend> {
    throwIfAborted(signal);
    const request = { text: prologue, simple: true, timeoutMs: this.#options.limits.connectTimeoutMs };
    const kept = this.#idle;
    this.#idle = undefined;
    if (kept !== undefined) {
      try {
        await kept.run(request, signal);
        return kept;
      } catch (error) {
        const lost = !kept.isAlive;
        await this.#discard(kept);
        if (!lost) throw error;
        this.#options.log.info('The idle connection was lost; opening another.');
      }
    }
    const backend = await this.#login(signal);
    try {
      await backend.run(request, signal);
      return backend;
    } catch (error) {
      await this.#discard(backend);
      throw error;
    }
  }

  async #finish(backend: Backend, epilogue: string): Promise<void> {
    // Not under the caller's signal: it may have fired, and the transaction must end all the same.
    const request = { text: epilogue, simple: true, timeoutMs: this.#options.limits.connectTimeoutMs };
    try {
      await backend.run(request, new AbortController().signal);
      const reusable = this.#idle === undefined && !this.#ending.signal.aborted && !backend.inTransaction;
      if (reusable) this.#idle = backend;
      else await this.#discard(backend);
    } catch {
      // The server rolls back what a vanished client left open.
      await this.#discard(backend);
    }
  }

  async #discard(backend: Backend): Promise<void> {
    await backend.close();
    this.#open.delete(backend);
  }

  async #login(signal: AbortSignal): Promise<Backend> {
    const backend = await login(this.#options, signal);
    this.#open.add(backend);
    return backend;
  }
}

/** For a SET, which takes no parameters. */
function milliseconds(ms: number): string {
  return String(Math.max(0, Math.min(2_147_483_647, Math.round(ms))));
}
