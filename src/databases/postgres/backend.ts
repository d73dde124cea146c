import { Client, type QueryConfig } from 'pg';

import { Failure, throwIfAborted } from '../../base/failure';
import type { ParameterValue } from '../../catalog/database';
import type { ConnectionLimits, Rows } from './connection';
import { connectionLost, noPassword } from './failures';
import { isServerError, startupFailure, statementFailure } from './serverError';
import { readyStream } from './readyStream';
import type { Target } from './target';
import type { Transport } from './transport';

/** How long the server may take to obey a cancel request before the socket is destroyed. */
const cancelPatienceMs = 5_000;
/** The client's own clock runs this much longer than the server's, which is the one that should strike. */
const timeoutGraceMs = 2_000;

/** What a backend needs of its surroundings. */
export interface BackendHost {
  readonly target: Target;
  readonly limits: ConnectionLimits;
  /** A second transport to the same server, for the cancel request. */
  open(signal: AbortSignal): Promise<Transport>;
}

interface Request {
  readonly text: string;
  readonly values?: readonly ParameterValue[];
  /** The simple protocol takes several statements: only for texts that this folder writes itself. */
  readonly simple?: boolean;
  /** 0: none. */
  readonly timeoutMs: number;
}

/** One session on the server, on a transport of its own. */
export class Backend {
  readonly #client: Client;
  readonly #transport: Transport;
  readonly #host: BackendHost;
  #dead = false;
  #lastDeath: unknown;
  #key: { readonly processId: number; readonly secret: number } | undefined;

  private constructor(client: Client, transport: Transport, host: BackendHost) {
    this.#client = client;
    this.#transport = transport;
    this.#host = host;
    client.on('error', error => {
      this.#dead = true;
      this.#lastDeath = error;
    });
    client.on('end', () => (this.#dead = true));
  }

  /** Logs in over `transport`. @throws Failure; the transport is destroyed then. */
  static async login(
    transport: Transport,
    password: string | undefined,
    host: BackendHost,
    signal: AbortSignal,
  ): Promise<Backend> {
    const { target } = host;
    const client = new Client({
      // What is absent here `pg` would take from this process's environment: everything is given.
      host: target.host,
      port: target.port,
      database: target.database,
      user: target.user,
      ssl: false,
      application_name: 'Backend Optimizer',
      ...(target.options === undefined ? { options: '' } : { options: target.options }),
      password: () => {
        if (password === undefined) throw noPassword(target.user, target.place);
        return password;
      },
      stream: () => readyStream(transport.stream),
    });
    const backend = new Backend(client, transport, host);
    const onAbort = () => transport.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    client.connection.on('backendKeyData', (message: { processID: number; secretKey: number }) => {
      backend.#key = { processId: message.processID, secret: message.secretKey };
    });
    try {
      await client.connect();
      throwIfAborted(signal);
      return backend;
    } catch (error) {
      transport.destroy();
      await transport.closed;
      throwIfAborted(signal);
      if (error instanceof Failure) throw error;
      if (isServerError(error)) throw startupFailure(error, target);
      throw connectionLost(target.place, 'while logging in', error);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  get isAlive(): boolean {
    return !this.#dead && !this.#transport.stream.destroyed;
  }

  /** True between BEGIN and its end, a failed transaction included. */
  get inTransaction(): boolean {
    return this.#client.getTransactionStatus() !== 'I';
  }

  /**
   * Runs one request and settles once the server is done with it, or is gone.
   * @throws Failure
   */
  async run(request: Request, signal: AbortSignal): Promise<Rows> {
    throwIfAborted(signal);
    if (!this.isAlive) throw connectionLost(this.#host.target.place, 'before the statement was sent', this.#lastDeath);
    const started = performance.now();
    let stopped: 'cancelled' | 'timeout' | undefined;
    let stopping: Promise<void> | undefined;
    const settled = new AbortController();
    const stop = (why: 'cancelled' | 'timeout') => {
      stopped ??= why;
      stopping ??= this.#cancel(settled.signal);
    };
    const onAbort = () => {
      stop('cancelled');
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const guard =
      request.timeoutMs > 0 ? setTimeout(() => stop('timeout'), request.timeoutMs + timeoutGraceMs) : undefined;
    try {
      const result = await this.#client.query(config(request));
      // A cancel request that came too late must not hit the next statement: wait until the server has taken it.
      settled.abort();
      await stopping;
      throwIfAborted(signal);
      return { rows: result.rows as Readonly<Record<string, unknown>>[] };
    } catch (error) {
      settled.abort();
      await stopping;
      throw statementFailure(error, {
        place: this.#host.target.place,
        user: this.#host.target.user,
        sql: request.text,
        statementTimeoutMs: request.timeoutMs,
        lockTimeoutMs: this.#host.limits.lockTimeoutMs,
        elapsedMs: performance.now() - started,
        stopped,
      });
    } finally {
      clearTimeout(guard);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Sends the protocol's CancelRequest; destroys the socket when the server does not obey in time. */
  async #cancel(settled: AbortSignal): Promise<void> {
    const patience = new AbortController();
    const timer = setTimeout(() => {
      patience.abort();
      if (!settled.aborted) this.#transport.destroy();
    }, cancelPatienceMs);
    // Settled already: the timer only bounds the sending.
    settled.addEventListener('abort', () => timer.unref(), { once: true });
    try {
      const transport = await this.#host.open(patience.signal);
      await sendCancel(transport, this.#key ?? { processId: 0, secret: 0 }, patience.signal);
    } catch {
      // No second way to the server: the socket's end tells it.
      if (!settled.aborted) this.#transport.destroy();
    }
    if (!settled.aborted) {
      await new Promise<void>(resolve => {
        settled.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    clearTimeout(timer);
  }

  /** Says goodbye and waits for the socket's end; a server that does not react is left after a second. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#transport.destroy(), 1_000);
    if (this.isAlive) void this.#client.end().catch(() => undefined);
    else this.#transport.destroy();
    await this.#transport.closed;
    clearTimeout(timer);
  }
}

function config(request: Request): QueryConfig {
  return {
    text: request.text,
    ...(request.simple === true ? {} : { values: [...(request.values ?? [])], queryMode: 'extended' }),
  };
}

/** CancelRequest: length, code 1234.5678, process, secret (PostgreSQL manual, "Message Formats"). The server closes when it is done. */
async function sendCancel(
  transport: Transport,
  key: { readonly processId: number; readonly secret: number },
  signal: AbortSignal,
): Promise<void> {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80_877_102, 4);
  message.writeInt32BE(key.processId | 0, 8);
  message.writeInt32BE(key.secret | 0, 12);
  const { stream } = transport;
  await new Promise<void>(resolve => {
    const done = () => {
      transport.destroy();
      resolve();
    };
    stream.on('error', done).once('close', done).once('end', done);
    signal.addEventListener('abort', done, { once: true });
    stream.resume();
    stream.write(message);
  });
}
