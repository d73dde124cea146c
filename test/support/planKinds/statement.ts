/**
 * A statement for every kind of node and every extra field that EXPLAIN has, over schema.sql. `shows` names the traits
 * (traits.ts) for which it stands here; generating fails where the plan does not have them.
 */
export interface KindStatement {
  readonly name: string;
  readonly sql: string;
  readonly shows: readonly string[];
  /** Run before, in the same transaction, which is rolled back. */
  readonly setup?: readonly string[];
  /** The first major version that can plan it; below it the statement is left out. */
  readonly since?: number;
  /** The only server that makes it: JIT needs a build with LLVM, which the embedded 18 is not. */
  readonly only?: number;
  /** Beside ANALYZE and its companions. */
  readonly options?: string;
  /** Run with every option; the others without BUFFERS, WAL, MEMORY and SERIALIZE, to keep the corpus small. */
  readonly full?: boolean;
  /** Not run: GENERIC_PLAN has no values to run with. */
  readonly estimatesOnly?: boolean;
  /** Explained by a trigger's function, which alone sees a transition table. */
  readonly inTrigger?: boolean;
}
