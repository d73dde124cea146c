/*
 * The few messages of PostgreSQL's protocol 3 that the front must understand
 * (PostgreSQL manual, "Message Formats"). Everything else passes through untouched.
 */

export const sslRequest = 80877103;
export const gssEncryptionRequest = 80877104;
export const cancelRequest = 80877102;
/** Our own: asks a listener whether it is a demo database. PostgreSQL answers it with an error, others not at all. */
export const identityRequest = 80877642;

/** A packet without a type byte longer than this is no start of ours (PostgreSQL: MAX_STARTUP_PACKET_LENGTH). */
const longestStartup = 10_000;

export interface Message {
  /** One ASCII character; absent for the packets that start a connection. */
  readonly type: string;
  /** The whole message with its header. */
  readonly bytes: Buffer;
}

/** Cuts a stream into messages; what is not complete yet stays here. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #wanted = 0;
  #collected = 0;

  /** True between two messages. */
  get atBoundary(): boolean {
    return this.#rest.length === 0 && this.#parts.length === 0;
  }

  push(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#collected += chunk.length;
    // A long message arrives in many chunks: join them once, when it is whole.
    if (this.#rest.length + this.#collected < this.#wanted) return;
    this.#rest = Buffer.concat([this.#rest, ...this.#parts]);
    this.#parts = [];
    this.#collected = 0;
  }

  /** Takes everything that was not read. */
  rest(): Buffer {
    const rest = Buffer.concat([this.#rest, ...this.#parts]);
    this.#rest = Buffer.alloc(0);
    this.#parts = [];
    this.#collected = 0;
    return rest;
  }

  /** The next packet that starts a connection: length and code. @throws RangeError when it cannot be one. */
  nextStartup(): { readonly code: number; readonly bytes: Buffer } | undefined {
    if (this.#rest.length < 4 || this.#parts.length > 0) return undefined;
    const length = this.#rest.readInt32BE(0);
    if (length < 8 || length > longestStartup) throw new RangeError('not a PostgreSQL client');
    const bytes = this.#take(length);
    return bytes && { code: bytes.readInt32BE(4), bytes };
  }

  /** The next message with a type byte. @throws RangeError when the length is impossible. */
  next(): Message | undefined {
    if (this.#rest.length < 5 || this.#parts.length > 0) return undefined;
    const length = this.#rest.readInt32BE(1);
    if (length < 4) throw new RangeError('a message with an impossible length');
    const bytes = this.#take(1 + length);
    return bytes && { type: String.fromCharCode(bytes[0] ?? 0), bytes };
  }

  #take(length: number): Buffer | undefined {
    if (this.#rest.length < length) {
      this.#wanted = length;
      return undefined;
    }
    this.#wanted = 0;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return bytes;
  }
}

/** Frontend messages that the server answers with one ReadyForQuery: Query, Sync, FunctionCall. */
export function isAnsweredByReady(type: string): boolean {
  return type === 'Q' || type === 'S' || type === 'F';
}

export function message(type: string, payload: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(4 + payload.length, 1);
  return Buffer.concat([header, payload]);
}

export function query(sql: string): Buffer {
  return message('Q', Buffer.from(`${sql}\0`));
}

export const sync = message('S', Buffer.alloc(0));

export function readyForQuery(status: 'I' | 'T' | 'E'): Buffer {
  return message('Z', Buffer.from(status));
}

export function errorResponse(severity: 'ERROR' | 'FATAL', sqlState: string, text: string): Buffer {
  return message('E', Buffer.from(`S${severity}\0V${severity}\0C${sqlState}\0M${text}\0\0`));
}

export function backendKey(processId: number, secret: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeInt32BE(processId, 0);
  payload.writeInt32BE(secret, 4);
  return message('K', payload);
}

/** "I speak 3.0 only": the answer to a client that asked for a later minor version. */
export const speaks30 = message('v', Buffer.alloc(8));

/** The packet that asks a listener who it is. */
export function whoAreYou(): Buffer {
  const packet = Buffer.alloc(8);
  packet.writeInt32BE(8, 0);
  packet.writeInt32BE(identityRequest, 4);
  return packet;
}

/**
 * Gives the named prepared statements and portals of one client a prefix: all clients share one backend, and drivers
 * name their statements alike (`S_1`, `_pg3_0`). Nameless ones stay nameless.
 */
export function withOwnNames({ type, bytes }: Message, prefix: string): Buffer {
  const names = type === 'P' ? 1 : type === 'B' ? 2 : type === 'D' || type === 'C' || type === 'E' ? 1 : 0;
  if (names === 0) return bytes;
  let at = type === 'D' || type === 'C' ? 6 : 5;
  const parts = [bytes.subarray(5, at)];
  let changed = false;
  for (let i = 0; i < names; i++) {
    const end = bytes.indexOf(0, at);
    if (end < 0) return bytes;
    if (end > at) {
      parts.push(Buffer.from(prefix));
      changed = true;
    }
    parts.push(bytes.subarray(at, end + 1));
    at = end + 1;
  }
  return changed ? message(type, Buffer.concat([...parts, bytes.subarray(at)])) : bytes;
}
