import type { Plan } from '../model';

/**
 * What became of a plan. Order of `changes`: what is done otherwise first, then what the planner expected, then how
 * much it took. Absent figures are unknown.
 */
export interface PlanDiff {
  readonly changes: readonly PlanChange[];
  readonly before: PlanFigures;
  readonly after: PlanFigures;
  /** Every node of both plans once, in an order in which both trees can be read from top to bottom. */
  readonly nodes: readonly NodePair[];
  /** `26 times faster: 81 ms → 3.1 ms` */
  readonly headline: string;
  /** What keeps the figures from proving more than they do, one sentence each. */
  readonly caveats: readonly string[];
}

export type PlanChangeKind =
  | 'accessPath'
  | 'index'
  | 'partitions'
  | 'joinOrder'
  | 'joinMethod'
  | 'joinSides'
  | 'joinType'
  | 'aggregation'
  | 'sort'
  | 'materialization'
  | 'parallelism'
  | 'relation'
  | 'step'
  | 'jit'
  | 'triggers'
  | 'settings'
  | 'serverVersion'
  | 'estimates'
  | 'rows'
  | 'time'
  | 'cost'
  | 'buffers';

export interface PlanChange {
  readonly kind: PlanChangeKind;
  /** `Seq Scan`; absent where there was nothing. */
  readonly before?: string;
  /** `Index Scan using orders_customer_id_idx`; absent where nothing is left. */
  readonly after?: string;
  /** The table or tables that it is about, as the statement names them. */
  readonly relation?: string;
  /** `orders: Seq Scan → Index Scan using orders_customer_id_idx` */
  readonly text: string;
  /** Ids of the nodes that it is about. */
  readonly beforeId?: string;
  readonly afterId?: string;
}

export interface PlanFigures {
  readonly cost?: number;
  /** Execution time where the statement ran. */
  readonly timeMs?: number;
  readonly planningMs?: number;
  /** Rows that the statement gave. */
  readonly rows?: number;
  /** Blocks of 8 kB that the whole plan touched: shared, local and temporary. */
  readonly buffers?: number;
}

/** One step in both plans, or in one of them. */
export interface NodePair {
  readonly before?: string;
  readonly after?: string;
  /** It stands in both, at another place: a line of its own in each tree. */
  readonly movedTo?: string;
  /** The same work done otherwise, or a step that only one plan has. */
  readonly changed: boolean;
  /** Own figures of the node: time, cost, rows of all loops, blocks. */
  readonly figures?: { readonly before?: NodeFigures; readonly after?: NodeFigures };
}

export interface NodeFigures {
  readonly ownMs?: number;
  readonly ownCost?: number;
  readonly rows?: number;
  readonly buffers?: number;
}

/** A plan beside the other one. */
export interface PlanSides {
  readonly before: Plan;
  readonly after: Plan;
}
