import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { cancelled, Failure, throwIfAborted } from '../../base/failure';
import { connectionRefused, connectTimeout, hostNotFound, socketForbidden } from './failures';
import { isSocketFolder, socketPath, type Target } from './target';

/** A byte stream to the server on which the protocol's startup may begin; TLS, if any, is already spoken. */
export interface Transport {
  readonly stream: Duplex;
  readonly encrypted: boolean;
  /** Resolves when the connection beneath is closed, and the tunnel's process with it. */
  readonly closed: Promise<void>;
  destroy(): void;
}

/**
 * Opens a TCP connection or a Unix socket.
 * @throws Failure when it cannot, or when `signal` fires; nothing is left open then.
 */
export async function openSocket(target: Target, signal: AbortSignal): Promise<Socket> {
  throwIfAborted(signal);
  const socket = isSocketFolder(target.host)
    ? connectSocket(socketPath(target.host, target.port))
    : connectSocket({ host: target.host, port: target.port, noDelay: true, keepAlive: true });
  await ready(socket, 'connect', target, signal);
  return socket;
}

/** Waits for `event` of a stream that is being opened, and destroys the stream if anything else comes first. */
export async function ready(stream: Duplex, event: string, target: Target, signal: AbortSignal): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: unknown) => {
        stream.off(event, onReady);
        stream.off('error', settle);
        stream.off('close', onClose);
        signal.removeEventListener('abort', onAbort);
        if (error === undefined) resolve();
        else reject(error instanceof Failure ? error : socketFailure(error, target));
      };
      const onReady = () => settle();
      const onClose = () => settle(new Error('closed'));
      const onAbort = () => settle(cancelled(signal.reason));
      stream.once(event, onReady);
      stream.once('error', settle);
      stream.once('close', onClose);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  } catch (error) {
    await destroyed(stream);
    throw error;
  }
}

/** Destroys a stream and waits until what is beneath is gone. */
export async function destroyed(stream: Duplex): Promise<void> {
  stream.on('error', () => undefined);
  if (stream.closed) return;
  const closed = new Promise<void>(resolve => stream.once('close', () => resolve()));
  stream.destroy();
  await closed;
}

/** The failure that stands for an error of the socket itself; several addresses of one host arrive as an AggregateError. */
export function socketFailure(error: unknown, target: Target): Failure {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return hostNotFound(target.place, error);
    case 'ETIMEDOUT':
      return connectTimeout(target.place, undefined);
    case 'EACCES':
    case 'EPERM':
      return socketForbidden(target.place, error);
    default:
      return connectionRefused(target.place, error);
  }
}
