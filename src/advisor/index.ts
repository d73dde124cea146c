/** An index that exists only as a thought: a value. Identifiers are unquoted. */
export interface CandidateIndex {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly method: 'btree';
}

/** What one piece of advice costs and brings. Each number says where it comes from by where it stands. */
export interface CostCard {
  /** Planner's cost of the statement without and with the index, from the trial. */
  readonly costBefore: number;
  readonly costAfter: number;
  /** Bytes of the index that was really built, then rolled back. */
  readonly sizeBytes: number;
  readonly buildMs: number;
  /** Indexes that the new one makes redundant. */
  readonly makesRedundant: readonly string[];
}

/** A candidate that was verified by building it in a transaction that was rolled back. */
export interface IndexAdvice {
  readonly index: CandidateIndex;
  /** Plain `CREATE INDEX …` with a name. */
  readonly ddl: string;
  /** What the user applies: `CREATE INDEX CONCURRENTLY …`. */
  readonly ddlOnline: string;
  /** What undoes it: `DROP INDEX CONCURRENTLY …`. */
  readonly undoDdl: string;
  readonly card: CostCard;
  /** Offset range in the SQL of the predicate that the index serves. */
  readonly range: { readonly start: number; readonly end: number };
}
