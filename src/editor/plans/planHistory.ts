import { FileType, Uri, workspace } from 'vscode';

import type { Log } from '../../base/log';
import { type KeptPlan, parseKept, sameKept, writeKept } from './keptPlan';

export interface HistoryLimits {
  readonly plansOfShape: number;
  readonly shapes: number;
  readonly bytes: number;
}

const usualLimits: HistoryLimits = { plansOfShape: 20, shapes: 200, bytes: 20 * 1024 * 1024 };

const suffix = '.json';

/**
 * Earlier plans by the shape of their statement: a file a shape in the workspace's storage, which is the user's own
 * machine. Bounded; the oldest go first. A broken file holds no plans and breaks nothing.
 */
export class PlanHistory {
  readonly #folder: Uri;
  readonly #log: Log;
  readonly #limits: HistoryLimits;
  /** Writes stand in a line: each reads what the one before it wrote. */
  #work: Promise<void> = Promise.resolve();

  constructor(folder: Uri, log: Log, limits: HistoryLimits = usualLimits) {
    this.#folder = folder;
    this.#log = log;
    this.#limits = limits;
  }

  /** Latest first. */
  async of(shape: string): Promise<readonly KeptPlan[]> {
    await this.settled();
    return this.#read(this.#file(shape));
  }

  /** The latest plan of every other shape, latest first. */
  async others(shape: string | undefined): Promise<readonly KeptPlan[]> {
    await this.settled();
    const files = (await this.#files()).filter(
      ({ name }) => shape === undefined || name !== `${safeName(shape)}${suffix}`,
    );
    const latest = await Promise.all(files.map(async ({ uri }) => (await this.#read(uri))[0]));
    return latest.filter(plan => plan !== undefined).sort((one, other) => (one.at < other.at ? 1 : -1));
  }

  /** Never throws: a plan that cannot be kept is no reason to disturb. */
  add(shape: string, plan: KeptPlan): void {
    this.#work = this.#work
      .then(() => this.#add(shape, plan))
      .catch((error: unknown) => {
        this.#log.error('a plan could not be kept in the history', error);
      });
  }

  /** Deletes all of it. @throws what the file system says where it cannot be deleted */
  clear(): Promise<void> {
    const cleared = this.#work.then(() => this.#clear());
    this.#work = cleared.catch(() => undefined);
    return cleared;
  }

  /** Resolves when everything that was added is written. */
  settled(): Promise<void> {
    return this.#work;
  }

  async #add(shape: string, plan: KeptPlan): Promise<void> {
    const file = this.#file(shape);
    const kept = await this.#read(file);
    const [latest] = kept;
    const older = latest !== undefined && sameKept(latest, plan) ? kept.slice(1) : kept;
    const bytes = this.#fitting([plan, ...older].slice(0, this.#limits.plansOfShape));
    if (bytes === undefined) return;
    await workspace.fs.createDirectory(this.#folder);
    const draft = Uri.joinPath(this.#folder, `${safeName(shape)}.new`);
    await workspace.fs.writeFile(draft, bytes);
    await workspace.fs.rename(draft, file, { overwrite: true });
    await this.#prune(file);
  }

  /** As many of the plans, the first ones, as there is room for. */
  #fitting(plans: readonly KeptPlan[]): Uint8Array | undefined {
    let bytes = 0;
    const fitting: KeptPlan[] = [];
    for (const plan of plans) {
      bytes += new TextEncoder().encode(writeKept([plan])).length;
      if (bytes > this.#limits.bytes) break;
      fitting.push(plan);
    }
    return fitting.length === 0 ? undefined : new TextEncoder().encode(writeKept(fitting));
  }

  async #clear(): Promise<void> {
    const found = await workspace.fs.stat(this.#folder).then(
      () => true,
      () => false,
    );
    if (found) await workspace.fs.delete(this.#folder, { recursive: true, useTrash: false });
  }

  /** Whole shapes go, the one that was not explained for longest first. */
  async #prune(newest: Uri): Promise<void> {
    const files = [...(await this.#files())].sort((one, other) => other.mtime - one.mtime);
    const order = [
      ...files.filter(({ uri }) => uri.toString() === newest.toString()),
      ...files.filter(({ uri }) => uri.toString() !== newest.toString()),
    ];
    let bytes = 0;
    for (const [place, { uri, size }] of order.entries()) {
      bytes += size;
      if (place >= this.#limits.shapes || bytes > this.#limits.bytes) await workspace.fs.delete(uri);
    }
  }

  async #files(): Promise<
    readonly { readonly name: string; readonly uri: Uri; readonly size: number; readonly mtime: number }[]
  > {
    const entries = await workspace.fs.readDirectory(this.#folder).then(undefined, () => []);
    const names = entries.flatMap(([name, type]) => (type === FileType.File && name.endsWith(suffix) ? [name] : []));
    const files = await Promise.all(
      names.map(async name => {
        const uri = Uri.joinPath(this.#folder, name);
        const stat = await workspace.fs.stat(uri).then(undefined, () => undefined);
        return stat === undefined ? [] : [{ name, uri, size: stat.size, mtime: stat.mtime }];
      }),
    );
    return files.flat();
  }

  async #read(file: Uri): Promise<readonly KeptPlan[]> {
    const bytes = await workspace.fs.readFile(file).then(undefined, () => undefined);
    return bytes === undefined ? [] : parseKept(new TextDecoder().decode(bytes));
  }

  #file(shape: string): Uri {
    return Uri.joinPath(this.#folder, `${safeName(shape)}${suffix}`);
  }
}

/** Shapes are hexadecimal; whatever else comes is no path. */
function safeName(shape: string): string {
  return shape.slice(0, 100).replace(/[^0-9a-z]/g, '-');
}
