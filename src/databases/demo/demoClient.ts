import { randomInt } from 'node:crypto';
import { type Socket, connect } from 'node:net';

import type { Speaker, Turns } from './turns';
import {
  MessageReader,
  type Message,
  backendKey,
  errorResponse,
  isAnsweredByReady,
  message,
  query,
  readyForQuery,
  sync,
  withOwnNames,
} from './wire';

export interface DemoClientOptions {
  readonly socket: Socket;
  readonly startup: Buffer;
  readonly processId: number;
  readonly turns: Turns;
  /** The inner server's port, once there is one. */
  readonly backendPort: () => Promise<number>;
  /** The client is gone but the backend still works for it after `farewellMs`. */
  readonly stuck: () => void;
  readonly isLast: () => boolean;
  readonly closed: () => void;
}

const farewellMs = 2000;
const brokenStatement = message('P', Buffer.from('\0the client left\0\0\0'));

/** One client of the front after its startup packet: it speaks to the backend only while it has the turn. */
export class DemoClient implements Speaker {
  readonly processId: number;
  readonly secret = randomInt(1, 2 ** 31 - 1);
  readonly #options: DemoClientOptions;
  readonly #fromClient = new MessageReader();
  readonly #fromBackend = new MessageReader();
  readonly #unsent: { readonly bytes: Buffer; readonly type: string }[] = [];
  #backend: Socket | undefined;
  #connecting = false;
  #started = false;
  #leaving = false;
  #ended = false;
  /** Answers (ReadyForQuery) that the backend owes for what was sent to it. */
  #owed = 0;
  /** Messages were sent since the last Query or Sync. */
  #unsynced = false;
  #status = 'I';
  #silentSince: number | undefined;

  constructor(options: DemoClientOptions) {
    this.#options = options;
    this.processId = options.processId;
    const { socket } = options;
    socket.on('data', (chunk: Buffer) => this.#hear(chunk));
    socket.on('close', () => this.#leave());
    socket.on('drain', () => this.#backend?.resume());
    this.#send('startup', options.startup);
  }

  get isExecuting(): boolean {
    return this.#options.turns.holds(this) && this.#owed > 0;
  }

  hear(chunk: Buffer): void {
    this.#hear(chunk);
  }

  granted(): void {
    this.#pump();
  }

  idleMs(): number | undefined {
    return this.#silentSince === undefined ? undefined : performance.now() - this.#silentSince;
  }

  evicted(): void {
    this.drop(
      '25P03',
      'terminating connection: it was idle in a transaction while others waited for the demo database',
    );
  }

  /** Cancels what still waits for its turn, with the answers that PostgreSQL gives. */
  cancelWaiting(): void {
    const answers = this.#unsent.filter(({ type }) => isAnsweredByReady(type)).length;
    if (!this.#started || this.#options.turns.holds(this) || answers === 0) return;
    this.#unsent.length = 0;
    this.#options.turns.release(this);
    this.#options.socket.write(errorResponse('ERROR', '57014', 'canceling statement due to user request'));
    for (let i = 0; i < answers; i++) this.#options.socket.write(readyForQuery('I'));
  }

  /** Ends the connection, with a word to the client where it is between two messages. */
  drop(sqlState: string, text: string): void {
    const { socket } = this.#options;
    if (socket.writable && this.#fromBackend.atBoundary) socket.write(errorResponse('FATAL', sqlState, text));
    socket.destroySoon();
    this.#leave();
  }

  /** The backend is gone and the session with it; a client that was still being let in waits for the next backend. */
  backendGone(sqlState: string, text: string): void {
    const hadBackend = this.#backend !== undefined;
    this.#backend?.removeAllListeners('close');
    this.#backend?.destroy();
    this.#backend = undefined;
    if (this.#leaving) {
      this.#end();
      return;
    }
    if (this.#started) {
      this.drop(sqlState, text);
      return;
    }
    if (!hadBackend) return;
    this.#connecting = false;
    this.#owed = 0;
    this.#options.turns.release(this);
    this.#unsent.length = 0;
    this.#send('startup', this.#options.startup);
  }

  #hear(chunk: Buffer): void {
    if (this.#leaving) return;
    this.#fromClient.push(chunk);
    try {
      for (let next = this.#fromClient.next(); next; next = this.#fromClient.next()) {
        if (next.type === 'X') this.#options.socket.end();
        else this.#send(next.type, withOwnNames(next, `${this.processId.toString(36)}.`));
      }
    } catch {
      this.drop('08P01', 'invalid message');
    }
  }

  #send(type: string, bytes: Buffer): void {
    this.#unsent.push({ type, bytes });
    if (this.#options.turns.holds(this)) this.#pump();
    else this.#options.turns.request(this);
  }

  #pump(): void {
    const backend = this.#backend;
    if (!backend) {
      this.#connect();
      return;
    }
    for (const { type, bytes } of this.#unsent.splice(0)) {
      this.#silentSince = undefined;
      backend.write(bytes);
      if (type === 'startup' || isAnsweredByReady(type)) {
        this.#owed++;
        this.#unsynced = false;
      } else {
        this.#unsynced = true;
      }
    }
  }

  #connect(): void {
    if (this.#connecting) return;
    this.#connecting = true;
    this.#options
      .backendPort()
      .then(port => {
        if (this.#ended) return;
        const backend = connect({ port, host: '127.0.0.1', noDelay: true });
        this.#backend = backend;
        backend.on('data', (chunk: Buffer) => this.#answer(chunk));
        backend.on('error', () => undefined);
        backend.on('close', () => this.#end());
        this.#pump();
      })
      .catch(() => this.#end());
  }

  #answer(chunk: Buffer): void {
    this.#fromBackend.push(chunk);
    const answers: Buffer[] = [];
    for (let next = this.#fromBackend.next(); next; next = this.#fromBackend.next())
      answers.push(...this.#passOn(next));
    if (this.#leaving) {
      if (this.#owed === 0) this.#end();
      return;
    }
    this.#silentSince = performance.now();
    if (answers.length > 0 && !this.#options.socket.write(Buffer.concat(answers))) this.#backend?.pause();
    if (this.#owed === 0 && this.#status === 'I' && !this.#unsynced) this.#options.turns.release(this);
    if (this.#unsent.length > 0) this.#options.turns.request(this);
  }

  #passOn({ type, bytes }: Message): readonly Buffer[] {
    // Our own key takes the place of the backend's, which is the same for all.
    if (type === 'K') return [];
    if (type !== 'Z') return [bytes];
    this.#owed--;
    this.#status = String.fromCharCode(bytes[5] ?? 73);
    if (this.#started) return [bytes];
    this.#started = true;
    return [backendKey(this.processId, this.secret), bytes];
  }

  /** The client is gone: undo what it left open, and the settings of the session when nobody else uses it. */
  #leave(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#unsent.length = 0;
    if (!this.#backend || !this.#started) {
      this.#end();
      return;
    }
    this.#backend.resume();
    if (this.#options.turns.holds(this)) {
      // A Sync would commit what was executed before it; an error undoes it.
      if (this.#unsynced) this.#send('P', brokenStatement);
      this.#send('S', sync);
      this.#send('Q', query('ROLLBACK'));
    }
    if (this.#options.isLast()) this.#send('Q', query('DISCARD ALL'));
    if (this.#owed + this.#unsent.length === 0) {
      this.#end();
      return;
    }
    setTimeout(() => {
      if (this.#ended || !this.#options.turns.holds(this)) return;
      this.#options.stuck();
      this.#end();
    }, farewellMs).unref();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leaving = true;
    this.#backend?.destroy();
    this.#options.socket.destroySoon();
    this.#options.turns.release(this);
    this.#options.closed();
  }
}
