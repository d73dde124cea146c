import type { Disposable } from '../base/disposable';
import type { Catalog } from './model';
import type { AskedParameter, TypicalParameter } from './typicalValues';

export interface ServerInfo {
  readonly engine: 'postgresql';
  /** `SHOW server_version`, e.g. `16.4`. */
  readonly version: string;
  /** `server_version_num`, e.g. 160004. */
  readonly versionNumber: number;
  readonly database: string;
  readonly user: string;
  /** PGlite: no statement timeout, one backend. */
  readonly embedded: boolean;
}

/** A value for `$n` as text, in the type's input syntax; `null` is SQL NULL. */
export type ParameterValue = string | null;

export interface ExplainRequest {
  /** Exactly one statement with `$n` parameters. The adapter refuses more than one, and sends it by the extended protocol. */
  readonly sql: string;
  /** `generic`: the plan for unknown values (GENERIC_PLAN on 16 and later, a forced generic prepared statement before). */
  readonly parameters: 'generic' | readonly ParameterValue[];
  /** Runs the statement, in a transaction that is always rolled back. `generic` parameters cannot be analyzed. */
  readonly analyze: boolean;
  /** Needed to ANALYZE a statement that writes; without it the transaction is READ ONLY. */
  readonly allowWrites: boolean;
  /** The user was told what `announce` says and wants the run. Without it, or `allowWrites`, VOLATILE functions are not run. */
  readonly effectsAccepted?: boolean;
}

export interface ExplainOutcome {
  /** EXPLAIN's JSON as the server sent it: an array of one object. Untouched. */
  readonly raw: unknown;
  /** The EXPLAIN statement that produced it, for the user to repeat. */
  readonly explainSql: string;
  /** Types that the server gave the parameters, e.g. `integer`; in order of number. */
  readonly parameterTypes: readonly string[];
  /** What a rollback does not undo and this run did or may have done, one sentence each. */
  readonly sideEffects: readonly string[];
}

/** A what-if that really happened: the index was built in a transaction that was rolled back. */
export interface TrialOutcome {
  readonly before: ExplainOutcome;
  readonly after: ExplainOutcome;
  /** `pg_relation_size` of the index built. */
  readonly indexBytes: number;
  readonly buildMs: number;
  /** False where the trial could not decide (`pg_index.indcheckxmin`). */
  readonly conclusive: boolean;
}

export interface TimingRuns {
  /** Server-side execution times of the runs kept (warm-up dropped), in ms, in order. */
  readonly runsMs: readonly number[];
  /** EXPLAIN ANALYZE JSON of the median run. */
  readonly plan: ExplainOutcome;
}

export interface MeasureOutcome {
  readonly before: TimingRuns;
  readonly after: TimingRuns;
  readonly indexBytes: number;
  readonly buildMs: number;
  /** The statement's result was the same with and without the index (order ignored unless ORDER BY fixes it). */
  readonly sameResult: boolean;
}

/**
 * One user's database. Every call takes a signal (cancels on the server) and runs under the statement and lock
 * timeouts of the connection. A lost connection is opened again by the next call.
 * @throws Failure for what the user can mend: `connection`, `timeout`, `cancelled`, `input` (the server refused the SQL).
 */
export interface Database extends Disposable {
  readonly server: ServerInfo;
  readCatalog(signal: AbortSignal): Promise<Catalog>;
  explain(request: ExplainRequest, signal: AbortSignal): Promise<ExplainOutcome>;
  /**
   * Values that stand for the columns' data, from `pg_stats`, in the order asked for. Only the catalogue is read; a role
   * that may not see the statistics is told which right it lacks, and nothing fails.
   */
  typicalValues(parameters: readonly AskedParameter[], signal: AbortSignal): Promise<readonly TypicalParameter[]>;
  /**
   * What an ANALYZE of the request would do that its rollback does not undo, one sentence each, told from the catalogue
   * without running anything: for the question before. Empty when `analyze` is false.
   */
  announce(request: ExplainRequest, signal: AbortSignal): Promise<readonly string[]>;
  /** Volatile functions among `functions` (pg_proc.provolatile = 'v'), for warnings before ANALYZE. */
  volatileFunctions(functions: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** Builds `createIndex` in a transaction, explains before and after, rolls back. Never on a production connection. */
  tryIndex(createIndex: string, request: ExplainRequest, signal: AbortSignal): Promise<TrialOutcome>;
  /** Interleaved runs without and with the index, in transactions that are rolled back. Statement must only read. */
  measureIndex(
    createIndex: string,
    request: ExplainRequest,
    runs: number,
    signal: AbortSignal,
  ): Promise<MeasureOutcome>;
  /** Runs one DDL statement for good: only on the user's explicit word (CREATE INDEX CONCURRENTLY, DROP INDEX). */
  applyDdl(ddl: string, signal: AbortSignal): Promise<void>;
}
