/** Worker thread that reads a workspace for its queries, so that the editor's own thread never does. */
import { parentPort, workerData } from 'node:worker_threads';

import type { ScanMessage, ScanRequest, ScanWorkerData } from './scanProtocol';
import { scanFile, scanFolder, scanText } from './scanSession';
import { createScanTools } from './scanTools';
import { isChosen } from './sourceFiles';

const { assets, callees } = workerData as ScanWorkerData;
const tools = createScanTools(assets, callees);
const running = new Map<number, AbortController>();
/** Files between two words on progress. */
const progressEvery = 25;

parentPort?.on('message', (request: ScanRequest) => {
  if (request.kind === 'cancel') {
    running.get(request.id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(request.id, controller);
  void answer(request, controller.signal)
    .catch((error: unknown) => {
      post({ kind: 'failed', id: request.id, message: error instanceof Error ? error.message : String(error) });
    })
    .finally(() => running.delete(request.id));
});

async function answer(request: Exclude<ScanRequest, { kind: 'cancel' }>, signal: AbortSignal): Promise<void> {
  const { id } = request;
  const failed: string[] = [];
  let files = 0;
  let queries = 0;
  if (request.kind === 'file') {
    const { path, languageId, text } = request;
    const wanted = await isChosen(path, request);
    const found = wanted && text === undefined ? await scanFile(tools, path, languageId) : undefined;
    const own = wanted && text !== undefined ? await scanText(tools, languageId, text) : (found?.queries ?? []);
    if (found?.failed !== undefined) failed.push(path);
    post({ kind: 'file', id, file: { path, queries: own } });
    files = 1;
  } else {
    for await (const result of scanFolder(tools, request.folder, request, signal)) {
      files++;
      queries += result.queries.length;
      if (result.failed !== undefined) failed.push(result.path);
      if (result.queries.length > 0) post({ kind: 'file', id, file: result });
      if (files % progressEvery === 0) {
        post({ kind: 'progress', id, files, queries });
        // A message to cancel is heard between two files.
        await new Promise(resolve => setImmediate(resolve));
      }
    }
  }
  post({ kind: 'done', id, files, failed });
}

function post(message: ScanMessage): void {
  parentPort?.postMessage(message);
}
