import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Disposable } from '../../base/disposable';
import { cancelled } from '../../base/failure';
import type { Log } from '../../base/log';
import type { DemoFiles } from './demoFiles';
import { demoNotStarted } from './demoFailures';
import type { DemoWorkerData, DemoWorkerMessage } from './workerProtocol';

export interface EngineOptions {
  readonly files: DemoFiles;
  readonly dataDir: string;
  readonly marker: string;
  readonly log: Log;
  readonly progress: (text: string) => void;
  /** The worker ended without being asked to; the next one is on its way unless `final`. */
  readonly down: (final: boolean) => void;
}

/** The worker thread with PostgreSQL in it, started again from its folder whenever it ends. */
export interface Engine extends Disposable {
  /** The port of the present worker or of the one that is being started. @throws Failure when it cannot start. */
  port(): Promise<number>;
  /** Ends the worker, whatever it does, and starts the next one. */
  kill(): void;
  readonly isReady: boolean;
}

type Outcome =
  { readonly kind: 'port'; readonly port: number } | { readonly kind: 'unusable'; readonly reason: string };

const stopMs = 1500;
/** A worker that falls over more often than this within a minute stays down. */
const fallsPerMinute = 5;

export function startEngine(options: EngineOptions): Engine {
  const { files, dataDir, marker, log } = options;
  let worker: Worker | undefined;
  let ready = false;
  let stopped = false;
  let falls: number[] = [];
  const isStopped = () => stopped;
  let current = run();

  /** Opens the folder as it is; makes it anew when there is nothing in it or it cannot be opened. */
  async function run(): Promise<number> {
    if (existsSync(join(dataDir, 'PG_VERSION'))) {
      const opened = await attempt(false);
      if (opened.kind === 'port') return opened.port;
      log.info(`The demo database is made anew: ${opened.reason}.`);
    }
    if (isStopped()) throw cancelled();
    options.progress('Preparing the demo database');
    try {
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
      await mkdir(dataDir, { recursive: true });
    } catch (failure) {
      throw demoNotStarted(failure instanceof Error ? failure.message : String(failure));
    }
    const made = await attempt(true);
    if (made.kind === 'port') return made.port;
    throw isStopped() ? cancelled() : demoNotStarted(made.reason);
  }

  async function attempt(fresh: boolean): Promise<Outcome> {
    if (stopped) return { kind: 'unusable', reason: 'it was stopped' };
    const { schema, data, traffic, pglite } = files;
    const workerData: DemoWorkerData = { dataDir, schema, data, traffic, pglite, marker, fresh };
    const thread = new Worker(files.worker, { workerData, eval: true, stdout: true, stderr: true });
    worker = thread;
    thread.stdout.on('data', (chunk: Buffer) => log.debug(chunk.toString()));
    thread.stderr.on('data', (chunk: Buffer) => log.debug(chunk.toString()));
    let outcome: Outcome | undefined;
    const settled = new Promise<Outcome>(resolve => {
      const settle = (value: Outcome) => resolve((outcome ??= value));
      thread.on('message', (message: DemoWorkerMessage) => {
        if (message.kind === 'progress') options.progress(message.text);
        else if (message.kind === 'ready') settle({ kind: 'port', port: message.port });
        else if (message.kind === 'unusable') settle(message);
        else fell(thread, message.reason);
      });
      thread.on('error', failure => {
        if (outcome?.kind === 'port') fell(thread, String(failure));
        else settle({ kind: 'unusable', reason: String(failure) });
      });
      thread.on('exit', () => {
        if (outcome?.kind === 'port') fell(thread, 'its thread ended');
        else settle({ kind: 'unusable', reason: 'its thread ended' });
      });
    });
    const result = await settled;
    if (result.kind === 'unusable') await thread.terminate();
    else ready = !stopped;
    return result;
  }

  function fell(thread: Worker, reason: string): void {
    if (thread !== worker || stopped || !ready) return;
    log.warn(`The demo database fell over and starts again: ${reason}`);
    const now = performance.now();
    falls = [...falls.filter(at => now - at < 60_000), now];
    if (falls.length > fallsPerMinute) {
      stopped = true;
      ready = false;
      void thread.terminate();
      options.down(true);
      return;
    }
    again();
    options.down(false);
  }

  function again(): void {
    const ended = worker?.terminate();
    worker = undefined;
    ready = false;
    current = (async () => {
      await ended;
      return run();
    })();
    current.catch((failure: unknown) => {
      if (stopped) return;
      log.error('The demo database did not start again', failure);
      options.down(true);
    });
  }

  return {
    port: () => current,
    get isReady() {
      return ready;
    },
    kill: () => {
      // A worker that is only being started works for nobody.
      if (!stopped && ready) again();
    },
    dispose: async () => {
      stopped = true;
      const thread = worker;
      worker = undefined;
      if (thread && ready) {
        // Closed properly it need not recover at the next start; a long statement is not waited for.
        const exit = new Promise<void>(resolve => void thread.once('exit', () => resolve()));
        thread.postMessage('stop');
        let timer: NodeJS.Timeout | undefined;
        await Promise.race([exit, new Promise<void>(resolve => (timer = setTimeout(resolve, stopMs)))]);
        clearTimeout(timer);
      }
      ready = false;
      await thread?.terminate();
      await current.catch(() => undefined);
    },
  };
}
