/**
 * A query plan, engine-neutral. Absent is unknown, never 0. Times are ms, sizes bytes, costs as the planner gives them.
 * The core is the `Plan` of the command line's contract (docs/cli.md).
 */
export interface Plan {
  readonly engine: 'postgresql';
  readonly serverVersion?: string;
  readonly planningMs?: number;
  readonly executionMs?: number;
  readonly totalCost?: number;
  readonly jit?: Readonly<Record<string, unknown>>;
  readonly triggers?: readonly PlanTrigger[];
  /** Planner settings that differ from the default (EXPLAIN SETTINGS). */
  readonly settings?: Readonly<Record<string, string>>;
  /** Every other field beside the plan as the engine gave it: `Query Identifier`, `Planning`, `Serialization`, … */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly root: PlanNode;
  /** Where the execution time is booked (docs/plan-arithmetic.md); adds up to it. Absent where the nodes were not timed. */
  readonly accounts?: readonly PlanAccount[];
}

export interface PlanAccount {
  /**
   * `nodes`: own times of all nodes. `triggers`: those that ran after the nodes. `serialization`: rows made ready to send.
   * `jit`: functions generated before the nodes started. `executor`: its start and end, and what else has no clock
   * (rows written by CREATE TABLE AS). Below 0: `overlap`, workers that ran while the leader was elsewhere; `rounding` of
   * many short loops; `contradiction`, times that no server can have measured.
   */
  readonly what: 'nodes' | 'triggers' | 'serialization' | 'jit' | 'executor' | 'overlap' | 'rounding' | 'contradiction';
  readonly ms: number;
  /** How far off it may be. */
  readonly bound?: number;
}

export interface PlanTrigger {
  /** The constraint's name where the trigger serves one. */
  readonly name: string;
  /** The constraint and the trigger by their own names, as far as the plan tells (text needs VERBOSE for the latter). */
  readonly constraint?: string;
  readonly trigger?: string;
  readonly relation?: string;
  readonly timeMs?: number;
  readonly calls?: number;
}

export interface PlanNode {
  /** Unique in the plan, stable for one reading: `0`, `0.1`, `0.1.0` (path of child positions); below 64 levels `#` and a number. */
  readonly id: string;
  /** As PostgreSQL's JSON names it: `Seq Scan`, `Hash Join`. */
  readonly type: string;
  readonly schema?: string;
  readonly relation?: string;
  readonly alias?: string;
  readonly index?: string;
  readonly joinType?: string;
  /** Aggregate or SetOp strategy, `Sorted`, `Hashed`, …; `Partial Mode` in `details`. */
  readonly strategy?: string;
  /** `Forward` or `Backward`. */
  readonly scanDirection?: string;
  readonly estimatedRows?: number;
  readonly estimatedWidth?: number;
  readonly estimatedCost?: { readonly startup: number; readonly total: number };
  /** What this node alone adds to the plan's cost (metrics.ts says how); the sum over the plan is its total cost. */
  readonly ownCost?: number;
  /** Rows of one loop, as PostgreSQL prints it. */
  readonly actualRows?: number;
  readonly loops?: number;
  /** Processes that ran the node, the leader included, where it lies below a Gather; their loops are counted together. */
  readonly processes?: number;
  /** Wall-clock time of all loops, children included. */
  readonly actualMs?: { readonly startup: number; readonly total: number };
  /** The node's own share of the wall-clock time. */
  readonly ownMs?: number;
  /** How far `ownMs` may be off (±), where EXPLAIN's rounding of many short loops matters. */
  readonly ownMsBound?: number;
  /** Of a Gather's own time: by how much its slowest process outran the mean of all. */
  readonly waitedMs?: number;
  /** Rows of all loops. */
  readonly ownRows?: number;
  /** Blocks, own share; keys as in PostgreSQL's JSON, camel-cased: `sharedHit`, `sharedRead`, `tempWritten`. */
  readonly buffers?: Readonly<Record<string, number>>;
  /** Time of reading and writing blocks, own share, all processes together: `sharedRead`, `tempWrite`; until 16 `read`, `write`. */
  readonly ioMs?: Readonly<Record<string, number>>;
  /** Write-ahead log, own share: `records`, `fullPageImages`, `bytes`, `buffersFull`. */
  readonly wal?: Readonly<Record<string, number>>;
  readonly workers?: { readonly planned?: number; readonly launched?: number };
  readonly neverExecuted?: boolean;
  readonly subplanName?: string;
  /** `Outer`, `Inner`, `InitPlan`, `SubPlan`, `Member`, `Subquery`. */
  readonly parentRelationship?: string;
  /** Conditions in the order a reader wants them: `{label: 'Filter', text: '(status = …)'}`. */
  readonly conditions: readonly PlanCondition[];
  /** Rows thrown away by a filter, one loop. */
  readonly rowsRemoved?: number;
  /** Every other field of the node as the engine gave it. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly children: readonly PlanNode[];
}

export interface PlanCondition {
  /** PostgreSQL's name: `Filter`, `Index Cond`, `Hash Cond`, `Sort Key`, … */
  readonly label: string;
  readonly text: string;
  /** The keys that `text` lists. */
  readonly items?: readonly string[];
}
