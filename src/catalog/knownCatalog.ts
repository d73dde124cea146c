import { throwIfAborted } from '../base/failure';
import type { Database } from './database';
import type { Catalog } from './model';

/** A schema of ten thousand tables takes longer; what only makes an answer better is not waited for. */
const patienceMs = 2_000;

/** The catalogue where it can be read at once; `undefined` where it takes too long or the role may not. */
export async function knownCatalog(database: Database, signal: AbortSignal): Promise<Catalog | undefined> {
  try {
    return await database.readCatalog(AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
  } catch {
    throwIfAborted(signal);
    return undefined;
  }
}
