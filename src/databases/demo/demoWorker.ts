import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

import type { DemoWorkerData, DemoWorkerMessage } from './workerProtocol';

/*
 * PostgreSQL in WebAssembly runs on this thread and blocks it while a statement runs; the only way to stop a statement
 * is to end the thread. Nothing but the front (front.ts) connects to the port opened here, and it lets one client speak
 * at a time, because the socket server would mix the messages of several clients outside transactions.
 */

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

const options = workerData as DemoWorkerData;

/** One port a window is not enough: pools, the extension, psql. The front has its own, lower limit. */
const maxConnections = 200;

/** As PGlite's defaults, with a log that does not outgrow the data and is not written for tables of one load. */
const serverSettings = ['wal_level=minimal', 'max_wal_senders=0', 'min_wal_size=32MB', 'max_wal_size=64MB'];

function say(message: DemoWorkerMessage): void {
  parentPort?.postMessage(message);
}

function reasonOf(failure: unknown): string {
  if (failure instanceof Error) return failure.message;
  return JSON.stringify(failure);
}

async function open(): Promise<PGlite> {
  const [pglite, initdb, files] = await Promise.all([
    readFile(join(options.pglite, 'pglite.wasm')),
    readFile(join(options.pglite, 'initdb.wasm')),
    readFile(join(options.pglite, 'pglite.data')),
  ]);
  return PGlite.create(options.dataDir, {
    pgliteWasmModule: await WebAssembly.compile(pglite),
    initdbWasmModule: await WebAssembly.compile(initdb),
    fsBundle: new Blob([files]),
    startParams: [...PGlite.defaultStartParams, ...serverSettings.flatMap(setting => ['-c', setting])],
  });
}

async function load(database: PGlite): Promise<void> {
  const schema = await readFile(options.schema, 'utf8');
  const data = await readFile(options.data, 'utf8');
  // One transaction from the first table on: rows of tables made in it need no write-ahead log (wal_level=minimal).
  await database.exec('BEGIN');
  await database.exec(schema);
  await database.exec(data, {
    onNotice: notice => {
      if (notice.severity === 'NOTICE') say({ kind: 'progress', text: notice.message ?? '' });
    },
  });
  await database.exec('VACUUM');
  await database.exec(`COMMENT ON DATABASE postgres IS '${options.marker}'`);
  await database.exec('CHECKPOINT');
}

async function isComplete(database: PGlite): Promise<boolean> {
  const { rows } = await database.query<{ marker: string | null }>(
    "SELECT shobj_description(oid, 'pg_database') AS marker FROM pg_database WHERE datname = 'postgres'",
  );
  return rows[0]?.marker === options.marker;
}

/**
 * The socket server's queue stands still for ever once a message fails (pglite-socket 0.2.17, `processQueue`). PostgreSQL's
 * own errors are answers; what fails here is the engine itself.
 */
function reportFailures(database: PGlite): void {
  const run = database.execProtocolRawStream.bind(database);
  database.execProtocolRawStream = async (message, streamOptions) => {
    try {
      await run(message, streamOptions);
    } catch (failure) {
      say({ kind: 'broken', reason: reasonOf(failure) });
      throw failure;
    }
  };
}

async function start(): Promise<void> {
  let database: PGlite;
  try {
    database = await open();
    if (options.fresh) {
      await load(database);
    } else if (!(await isComplete(database))) {
      say({ kind: 'unusable', reason: 'its load was never completed' });
      return;
    }
    await database.exec(await readFile(options.traffic, 'utf8'));
  } catch (failure) {
    say({ kind: 'unusable', reason: reasonOf(failure) });
    return;
  }
  reportFailures(database);
  const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections });
  await server.start();
  parentPort?.on('message', () => {
    void (async () => {
      await server.stop();
      await database.close();
      process.exit(0);
    })();
  });
  say({ kind: 'ready', port: Number(server.getServerConn().split(':').at(-1)) });
}

void start();
