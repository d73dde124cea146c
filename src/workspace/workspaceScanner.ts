import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Disposable } from '../base/disposable';
import { cancelled, throwIfAborted } from '../base/failure';
import type { Log } from '../base/log';
import type {
  FileScanRequest,
  FolderScanRequest,
  ScanProgress,
  ScannedFile,
  ScanSummary,
  WorkspaceScanner,
} from '../source/workspaceScanner';
import type { ScanMessage, ScanRequest, ScanWorkerData } from './scanProtocol';

/** The worker's memory, in MB: a workspace of generated code must not take the editor's. */
const memoryLimit = 512;

interface Pending {
  readonly onFile: (file: ScannedFile) => void;
  readonly onProgress: (progress: ScanProgress) => void;
  readonly done: (summary: ScanSummary) => void;
  readonly fail: (error: Error) => void;
}

/** Starts its worker with the first scan; one that fell is started anew by the next. */
export class WorkerScanner implements WorkspaceScanner, Disposable {
  readonly #assets: string;
  readonly #log: Log;
  readonly #callees: () => readonly string[];
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #workerCallees = '';
  #next = 1;

  constructor(parts: { readonly assets: string; readonly log: Log; readonly callees: () => readonly string[] }) {
    this.#assets = parts.assets;
    this.#log = parts.log;
    this.#callees = parts.callees;
  }

  scanFolder(
    request: FolderScanRequest,
    onFile: (file: ScannedFile) => void,
    onProgress: (progress: ScanProgress) => void,
    signal: AbortSignal,
  ): Promise<ScanSummary> {
    return this.#ask({ kind: 'folder', id: this.#next++, ...request }, onFile, onProgress, signal);
  }

  async scanFile(request: FileScanRequest, signal: AbortSignal): Promise<ScannedFile> {
    let found: ScannedFile = { path: request.path, queries: [] };
    const keep = (file: ScannedFile): void => {
      found = file;
    };
    await this.#ask({ kind: 'file', id: this.#next++, ...request }, keep, () => undefined, signal);
    return found;
  }

  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    for (const { fail } of this.#pending.values()) fail(cancelled());
    this.#pending.clear();
    await worker?.terminate();
  }

  #ask(
    request: Exclude<ScanRequest, { kind: 'cancel' }>,
    onFile: Pending['onFile'],
    onProgress: Pending['onProgress'],
    signal: AbortSignal,
  ): Promise<ScanSummary> {
    throwIfAborted(signal);
    const worker = this.#start();
    const { id } = request;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        worker.postMessage({ kind: 'cancel', id } satisfies ScanRequest);
        this.#settle(id);
        reject(cancelled());
      };
      signal.addEventListener('abort', abort, { once: true });
      const end = (): void => {
        signal.removeEventListener('abort', abort);
      };
      this.#pending.set(id, {
        onFile,
        onProgress,
        done: summary => {
          end();
          resolve(summary);
        },
        fail: error => {
          end();
          reject(error);
        },
      });
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    const callees = this.#callees();
    const own = callees.join('\n');
    if (this.#worker && own === this.#workerCallees) return this.#worker;
    void this.#worker?.terminate();
    const workerData: ScanWorkerData = { assets: this.#assets, callees };
    const worker = new Worker(workerCode(this.#assets), {
      workerData,
      eval: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
    });
    worker.on('message', (message: ScanMessage) => {
      this.#hear(message);
    });
    worker.on('error', error => {
      this.#log.error('the scan of the workspace fell', error);
      this.#fall(worker, error);
    });
    worker.on('exit', () => {
      this.#fall(worker, new Error('the scan of the workspace ended'));
    });
    // It must not keep a process alive that has nothing else to do.
    worker.unref();
    this.#worker = worker;
    this.#workerCallees = own;
    return worker;
  }

  #hear(message: ScanMessage): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    switch (message.kind) {
      case 'file':
        pending.onFile(message.file);
        break;
      case 'progress':
        pending.onProgress({ files: message.files, queries: message.queries });
        break;
      case 'done':
        this.#settle(message.id);
        pending.done({ files: message.files, failed: message.failed });
        break;
      case 'failed':
        this.#settle(message.id);
        pending.fail(new Error(message.message));
    }
  }

  #settle(id: number): void {
    this.#pending.delete(id);
  }

  #fall(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { fail } of waiting) fail(error);
  }
}

/** From the sources the worker is loaded through tsx, so that tests never run yesterday's build. */
function workerCode(assets: string): string {
  const source = join(assets, 'src', 'workspace', 'scanWorker.ts');
  if (!existsSync(source)) return `require(${JSON.stringify(join(assets, 'scanWorker.js'))});`;
  const tsx = join(assets, 'node_modules', 'tsx', 'dist', 'cjs', 'index.cjs');
  return `require(${JSON.stringify(tsx)});require(${JSON.stringify(source)});`;
}
