/** What the worker is started with. Paths are absolute. */
export interface DemoWorkerData {
  readonly dataDir: string;
  readonly schema: string;
  readonly data: string;
  readonly traffic: string;
  readonly pglite: string;
  /** The comment on the database that says a load was completed. */
  readonly marker: string;
  /** Load the shop into a fresh cluster; otherwise the cluster in `dataDir` must be there and complete. */
  readonly fresh: boolean;
}

/** From the worker. `ready` comes once; `unusable` and `broken` are its last words. */
export type DemoWorkerMessage =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'ready'; readonly port: number }
  /** The folder could not be opened or its load was never completed: start again with a fresh one. */
  | { readonly kind: 'unusable'; readonly reason: string }
  /** PostgreSQL itself fell over; the folder recovers at the next start. */
  | { readonly kind: 'broken'; readonly reason: string };
