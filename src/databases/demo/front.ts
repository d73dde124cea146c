import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';

import type { Disposable } from '../../base/disposable';
import { DemoClient } from './demoClient';
import { Turns } from './turns';
import {
  MessageReader,
  cancelRequest,
  errorResponse,
  gssEncryptionRequest,
  identityRequest,
  speaks30,
  sslRequest,
} from './wire';

export interface FrontOptions {
  /** 0: any free port. */
  readonly port: number;
  /** The inner server's port, once there is one; waits while the worker starts again. */
  readonly backendPort: () => Promise<number>;
  /** One line that tells another window what listens here. */
  readonly identity: () => string;
  /** The running statement must end now; there is no other way than to end the worker. */
  readonly killBackend: () => void;
  readonly idleLimitMs: number;
}

/** Listens on loopback for the clients of the demo database. */
export interface Front extends Disposable {
  readonly port: number;
  /** The worker is gone: every session with it. */
  backendGone(): void;
}

const protocol3 = 3;
const restarted = 'terminating connection: the demo database starts again because a statement was cancelled or failed';

/** @throws the error of `listen`, e.g. EADDRINUSE. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const turns = new Turns(options.idleLimitMs);
  const clients = new Set<DemoClient>();
  const sockets = new Set<Socket>();
  let lastProcessId = 0;

  function dropSessions(sqlState: string, text: string): void {
    for (const client of [...clients]) client.backendGone(sqlState, text);
  }

  function cancel(processId: number, secret: number): void {
    for (const client of clients) {
      if (client.processId !== processId || client.secret !== secret) continue;
      if (client.isExecuting) {
        options.killBackend();
        client.backendGone('57014', 'canceling statement due to user request (the demo database starts again)');
        dropSessions('57P01', restarted);
      } else {
        client.cancelWaiting();
      }
    }
  }

  function greet(socket: Socket): void {
    const reader = new MessageReader();
    const hear = (chunk: Buffer) => {
      reader.push(chunk);
      try {
        for (let packet = reader.nextStartup(); packet; packet = reader.nextStartup()) {
          const { code, bytes } = packet;
          if (code === sslRequest || code === gssEncryptionRequest) {
            socket.write('N');
          } else if (code === cancelRequest && bytes.length === 16) {
            cancel(bytes.readInt32BE(8), bytes.readInt32BE(12));
            socket.end();
            return;
          } else if (code === identityRequest) {
            socket.end(`${options.identity()}\n`);
            return;
          } else if (code >> 16 === protocol3) {
            socket.off('data', hear);
            admit(socket, bytes, reader.rest());
            return;
          } else {
            socket.end(errorResponse('FATAL', '0A000', 'unsupported frontend protocol'));
            return;
          }
        }
      } catch {
        socket.destroy();
      }
    };
    socket.on('data', hear);
  }

  function admit(socket: Socket, startup: Buffer, rest: Buffer): void {
    if (startup.readInt16BE(6) !== 0) {
      socket.write(speaks30);
      startup.writeInt16BE(0, 6);
    }
    const client: DemoClient = new DemoClient({
      socket,
      startup,
      processId: ++lastProcessId,
      turns,
      backendPort: options.backendPort,
      stuck: () => {
        options.killBackend();
        dropSessions('57P01', restarted);
      },
      isLast: () => clients.size <= 1,
      closed: () => void clients.delete(client),
    });
    clients.add(client);
    if (rest.length > 0) client.hear(rest);
  }

  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => void sockets.delete(socket));
    greet(socket);
  });
  const port = await listen(server, options.port);
  return {
    port,
    backendGone: () => dropSessions('57P01', restarted),
    dispose: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const client of [...clients]) client.drop('57P01', 'the demo database was stopped');
      for (const socket of sockets) socket.destroySoon();
      turns.dispose();
      setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, 200).unref();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
