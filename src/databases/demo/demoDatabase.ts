import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Disposable } from '../../base/disposable';
import { cancelled, throwIfAborted } from '../../base/failure';
import type { Log } from '../../base/log';
import type { ConnectionProfile } from '../../catalog/connection';
import { demoNotStarted, demoPortTaken } from './demoFailures';
import { locateDemoFiles } from './demoFiles';
import { type Engine, startEngine } from './engine';
import { type Front, openFront } from './front';
import { type Claim, askNeighbour, claimFolder, identityLine, isNeighbour } from './neighbour';

/** Where the demo database listens unless something else does; the examples' `.env` names it. */
export const DEMO_PORT = 54329;

/** Counts up whenever schema.sql or data.sql change: older folders are left alone, a new one is made. */
const demoVersion = 1;

export interface DemoDatabaseOptions {
  /** Holds the data; made where it is not there. */
  readonly folder: string;
  /** The packaged `dist` folder, or the repository when running from its sources. */
  readonly assets: string;
  readonly log: Log;
  /** Exactly this port, 0 for any free one. Without it DEMO_PORT, or any when that one is taken. */
  readonly port?: number | undefined;
  /** A client that is silent in a transaction this long while others wait is dropped. */
  readonly idleLimitMs?: number | undefined;
}

/** PostgreSQL with the demo shop on loopback. */
export interface DemoDatabase extends Disposable {
  /**
   * Starts it, or finds the one that another window runs; where it runs already, answers at once. The first start of
   * all loads the shop (tens of seconds), later ones take about a second. @throws Failure
   */
  start(progress: (text: string) => void, signal: AbortSignal): Promise<ConnectionProfile>;
  /** Ends it, or the start under way; `start` brings it back. A neighbour's goes on. */
  stop(): Promise<void>;
  readonly running: boolean;
}

/** A demo of our own, or a neighbour's. */
interface Running {
  readonly port: number;
  readonly own: boolean;
  readonly alive: () => boolean;
  readonly stop: () => Promise<void>;
}

export function createDemoDatabase(options: DemoDatabaseOptions): DemoDatabase {
  const listeners = new Set<(text: string) => void>();
  const ending = new AbortController();
  let starting: { readonly result: Promise<Running>; readonly stop: AbortController; callers: number } | undefined;
  let running: Running | undefined;
  /** Settles when the last start has come up or let everything go. */
  let last: Promise<unknown> = Promise.resolve();

  const report = (text: string) => {
    for (const listener of listeners) listener(text);
  };

  async function start(signal: AbortSignal): Promise<Running> {
    throwIfAborted(signal);
    if (running && (await stillAnswers(running))) return running;
    await running?.stop();
    running = undefined;
    const started = await startOrJoin(options, report, signal);
    if (signal.aborted) {
      await started.stop();
      throw cancelled();
    }
    return (running = started);
  }

  async function stop(): Promise<void> {
    starting?.stop.abort();
    await last;
    await running?.stop();
    running = undefined;
  }

  return {
    get running() {
      return running?.alive() ?? false;
    },
    start: async (progress, signal) => {
      throwIfAborted(signal);
      throwIfAborted(ending.signal);
      if (!starting) {
        const stop = new AbortController();
        const entry = { result: last.then(() => start(stop.signal)), stop, callers: 0 };
        starting = entry;
        last = entry.result.catch(() => undefined);
        const forget = () => {
          if (starting === entry) starting = undefined;
        };
        entry.result.then(forget, forget);
      }
      const entry = starting;
      entry.callers++;
      listeners.add(progress);
      try {
        return profileOf((await untilAborted(entry.result, AbortSignal.any([signal, ending.signal]))).port);
      } finally {
        listeners.delete(progress);
        // Nobody waits for it any more: it need not come up.
        if (--entry.callers === 0 && starting === entry) {
          starting = undefined;
          entry.stop.abort();
        }
      }
    },
    stop,
    dispose: async () => {
      ending.abort();
      await stop();
    },
  };
}

async function stillAnswers(running: Running): Promise<boolean> {
  return running.alive() && (running.own || (await askNeighbour(running.port)) !== undefined);
}

async function startOrJoin(
  options: DemoDatabaseOptions,
  report: (text: string) => void,
  signal: AbortSignal,
): Promise<Running> {
  const wanted = options.port ?? DEMO_PORT;
  if (wanted !== 0 && (await askNeighbour(wanted))?.version === demoVersion) return join_(wanted, report, signal);
  const hub: { engine?: Engine } = {};
  const front = await listen(options, hub, wanted);
  let claim: Claim;
  try {
    const answer = await claimFolder(options.folder, front.port);
    if (isNeighbour(answer)) {
      await front.dispose();
      return await join_(answer.port, report, signal);
    }
    claim = answer;
  } catch (failure) {
    await front.dispose();
    throw demoNotStarted(failure instanceof Error ? failure.message : String(failure));
  }
  let up = true;
  const engine = startEngine({
    files: locateDemoFiles(options.assets),
    dataDir: join(options.folder, `pgdata-${demoVersion}`),
    marker: `Backend Optimizer demo shop, version ${demoVersion}`,
    log: options.log,
    progress: report,
    down: final => {
      if (final) up = false;
      front.backendGone();
    },
  });
  hub.engine = engine;
  const stop = async () => {
    up = false;
    await front.dispose();
    await engine.dispose();
    await claim.release();
  };
  try {
    await untilAborted(engine.port(), signal);
    return { port: front.port, own: true, alive: () => up, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/** The front listens before the worker is there: whoever comes early waits. */
async function listen(options: DemoDatabaseOptions, hub: { engine?: Engine }, wanted: number): Promise<Front> {
  const open = (port: number) =>
    openFront({
      port,
      backendPort: async () => {
        while (!hub.engine) await sleep(20);
        return hub.engine.port();
      },
      identity: () => identityLine(demoVersion, hub.engine?.isReady ? 'ready' : 'starting'),
      killBackend: () => hub.engine?.kill(),
      idleLimitMs: options.idleLimitMs ?? 10_000,
    });
  try {
    return await open(wanted);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw failure;
    if (options.port !== undefined) throw demoPortTaken(wanted);
    return open(0);
  }
}

async function join_(port: number, report: (text: string) => void, signal: AbortSignal): Promise<Running> {
  report('Using the demo database of another window');
  for (;;) {
    throwIfAborted(signal);
    const neighbour = await askNeighbour(port);
    if (!neighbour) throw demoNotStarted('the other window that runs it was closed');
    if (neighbour.state === 'ready') break;
    await sleep(300);
  }
  return { port, own: false, alive: () => true, stop: () => Promise.resolve() };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfAborted(signal);
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(cancelled(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

function profileOf(port: number): ConnectionProfile {
  return {
    id: 'demo',
    name: 'Demo shop',
    origin: { kind: 'demo' },
    host: '127.0.0.1',
    port,
    database: 'postgres',
    user: 'postgres',
    tls: { mode: 'disable' },
    production: false,
  };
}
