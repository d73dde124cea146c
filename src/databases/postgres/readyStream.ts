import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Makes a stream that is already open look to `pg` like a socket that it opens itself: `connect` only reports.
 * The same object is returned, so that its state and its errors stay in one place.
 */
export function readyStream(stream: Duplex): Socket {
  const socket = stream as Socket;
  const nothing = () => socket;
  Object.assign(socket, {
    connect: () => {
      process.nextTick(() => {
        // Paused since the answer to the request for TLS; `pg` listens by now.
        stream.resume();
        stream.emit('connect');
      });
      return socket;
    },
  });
  // A child process's pipes have none of these.
  if (!(stream instanceof Socket)) {
    Object.assign(socket, { setNoDelay: nothing, setKeepAlive: nothing, ref: nothing, unref: nothing });
  }
  return socket;
}
