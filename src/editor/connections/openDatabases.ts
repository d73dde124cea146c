import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { type Failure, cancelled, throwIfAborted } from '../../base/failure';
import type { ConnectionProfile } from '../../catalog/connection';
import type { Database, ServerInfo } from '../../catalog/database';
import { watchedDatabase } from './watchedDatabase';

export type ConnectionState =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly server: ServerInfo }
  /** `atMs` is the epoch time of the failure. */
  | { readonly kind: 'failed'; readonly reason: string; readonly error: unknown; readonly atMs: number };

/** Opens a database for the profile; the caller owns it. */
export type OpenDatabase = (profile: ConnectionProfile, signal: AbortSignal) => Promise<Database>;

interface Opening {
  readonly promise: Promise<Database>;
  readonly abort: AbortController;
  waiters: number;
}

/**
 * One database a profile, shared by all who ask. Callers that come while it is being opened share that opening; it is
 * given up once the last of them has gone. What `close` or `dispose` overtakes is let go as soon as it arrives.
 */
export class OpenDatabases implements Disposable {
  readonly #open: OpenDatabase;
  readonly #databases = new Map<string, Database>();
  readonly #openings = new Map<string, Opening>();
  /** Given up and not yet at an end. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #states = new Map<string, ConnectionState>();
  readonly #changed = new Emitter<string>();
  #ended = false;

  /** The id of the profile whose state changed. */
  readonly onDidChange = this.#changed.event;

  constructor(open: OpenDatabase) {
    this.#open = open;
  }

  state(id: string): ConnectionState {
    return this.#states.get(id) ?? { kind: 'disconnected' };
  }

  /** The database where it is open already. */
  opened(id: string): Database | undefined {
    return this.#databases.get(id);
  }

  async open(profile: ConnectionProfile, signal: AbortSignal): Promise<Database> {
    throwIfAborted(signal);
    if (this.#ended) throw cancelled();
    const database = this.#databases.get(profile.id);
    if (database !== undefined) return database;
    const opening = this.#openings.get(profile.id) ?? this.#start(profile);
    opening.waiters++;
    try {
      return await untilAborted(opening.promise, signal);
    } finally {
      opening.waiters--;
      if (opening.waiters === 0) this.#giveUp(profile.id, opening);
    }
  }

  /** Work that still runs on the database is cancelled by its end. */
  async close(id: string): Promise<void> {
    const opening = this.#openings.get(id);
    if (opening !== undefined) this.#giveUp(id, opening);
    const database = this.#databases.get(id);
    this.#databases.delete(id);
    this.#set(id, { kind: 'disconnected' });
    await database?.dispose();
    await Promise.allSettled(this.#leaving);
  }

  /** @throws AggregateError when a database could not be let go; the others are gone nevertheless. */
  async dispose(): Promise<void> {
    this.#ended = true;
    this.#changed.dispose();
    const ids = new Set([...this.#databases.keys(), ...this.#openings.keys()]);
    const results = await Promise.allSettled([...ids].map(id => this.close(id)));
    await Promise.allSettled(this.#leaving);
    const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failures.length > 0) throw new AggregateError(failures, 'some connections could not be closed');
  }

  #start(profile: ConnectionProfile): Opening {
    const abort = new AbortController();
    const opening: Opening = { promise: this.#attempt(profile, abort), abort, waiters: 0 };
    // Each waiter hears of a failure; without one left it is of no interest.
    opening.promise.catch(() => undefined);
    this.#openings.set(profile.id, opening);
    this.#set(profile.id, { kind: 'connecting' });
    return opening;
  }

  async #attempt(profile: ConnectionProfile, abort: AbortController): Promise<Database> {
    const isCurrent = () => this.#openings.get(profile.id)?.abort === abort;
    try {
      const database = await this.#open(profile, abort.signal);
      if (!isCurrent()) {
        await database.dispose();
        throw cancelled();
      }
      this.#openings.delete(profile.id);
      const watched = watchedDatabase(database, ({ lost }) => {
        if (this.#databases.get(profile.id) === watched) this.#heard(watched, profile.id, lost);
      });
      this.#databases.set(profile.id, watched);
      this.#set(profile.id, { kind: 'connected', server: database.server });
      return watched;
    } catch (error) {
      if (isCurrent()) {
        this.#openings.delete(profile.id);
        this.#set(profile.id, abort.signal.aborted ? { kind: 'disconnected' } : failed(error));
      }
      throw error;
    }
  }

  /** Nobody waits for it any more: whoever comes now starts anew, and what still arrives is let go. */
  #giveUp(id: string, opening: Opening): void {
    if (this.#openings.get(id) !== opening) return;
    this.#openings.delete(id);
    const leaving = opening.promise.then(
      () => undefined,
      () => undefined,
    );
    this.#leaving.add(leaving);
    void leaving.then(() => this.#leaving.delete(leaving));
    opening.abort.abort();
    this.#set(id, { kind: 'disconnected' });
  }

  #heard(database: Database, id: string, lost: Failure | undefined): void {
    if (lost !== undefined) this.#set(id, failed(lost));
    else if (this.state(id).kind !== 'connected') this.#set(id, { kind: 'connected', server: database.server });
  }

  #set(id: string, state: ConnectionState): void {
    if (state.kind === 'disconnected') this.#states.delete(id);
    else this.#states.set(id, state);
    this.#changed.fire(id);
  }
}

function failed(error: unknown): ConnectionState {
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', reason, error, atMs: Date.now() };
}

/** The caller stops waiting when its signal fires; the promise itself goes on for others. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => {
      reject(cancelled(signal.reason));
    };
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
