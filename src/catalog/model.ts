/** What the planner knows of a schema: a pure model, read by a database adapter. Names are unquoted. */
export interface Catalog {
  readonly tables: readonly Table[];
  /** Since when the server counts scans (`pg_stat_database.stats_reset`, ISO 8601); absent: since it was made. */
  readonly statisticsSince?: string;
}

export interface Table {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned' | 'materialized view' | 'foreign table';
  /** `pg_class.reltuples`; absent when never analyzed (-1). */
  readonly estimatedRows?: number;
  /** Heap size in bytes, without indexes and TOAST. */
  readonly sizeBytes: number;
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
}

export interface Column {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
  readonly notNull: boolean;
  /** Distinct values by the planner's statistics (`pg_stats.n_distinct`); absent when unknown or not to be read. */
  readonly distinctValues?: number;
}

export interface Index {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly method: string;
  /** Key columns in order; `undefined` where the key is an expression. */
  readonly columns: readonly (string | undefined)[];
  readonly included: readonly string[];
  readonly unique: boolean;
  readonly primary: boolean;
  /** Backs a PRIMARY KEY, UNIQUE or EXCLUDE constraint, or is a replica identity. */
  readonly constraint: boolean;
  readonly valid: boolean;
  /** Part of an index of the partitioned parent: it cannot be dropped alone. */
  readonly attached?: boolean;
  /** WHERE of a partial index. */
  readonly predicate?: string;
  /** `pg_get_indexdef`. */
  readonly definition: string;
  /**
   * Operator classes, collations and sort options of the keys, as one comparable text, so that two indexes over the
   * same columns that serve different queries are told apart.
   */
  readonly keySignature: string;
  readonly sizeBytes: number;
  /** `pg_stat_user_indexes.idx_scan` since the last statistics reset. */
  readonly scans?: number;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly referencedSchema: string;
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
}
