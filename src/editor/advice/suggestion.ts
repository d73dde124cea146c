import type { CandidateIndex, IndexAdvice } from '../../advisor/index';
import type { ProposedIndex } from '../../advisor/advise';
import type { ParameterValue } from '../../catalog/database';
import type { ActiveDatabase } from '../activeConnections';
import type { PreparedStatement } from '../explain/preparedStatement';
import type { TrackedRange } from '../explain/trackedRange';

/** An index that might help a statement; with `advice` once it was verified. */
export interface Suggestion {
  readonly id: string;
  readonly statement: PreparedStatement;
  readonly active: ActiveDatabase;
  readonly values: 'generic' | readonly ParameterValue[];
  /** What may be tried, the most promising first; once verified, the one that won. */
  readonly proposals: readonly [ProposedIndex, ...ProposedIndex[]];
  /** The whole statement; `words` is the predicate that the index serves. */
  readonly range: TrackedRange;
  readonly words: TrackedRange;
  readonly advice?: IndexAdvice;
  /** It is about to be verified unasked: nothing is shown before the outcome. */
  readonly pending: boolean;
}

export function candidateOf(suggestion: Suggestion): CandidateIndex {
  return suggestion.proposals[0].index;
}

/** `orders(customer_id)`; the schema where it is not `public`. */
export function indexTitle(index: CandidateIndex): string {
  const table = index.schema === 'public' ? index.table : `${index.schema}.${index.table}`;
  return `${table}(${index.columns.join(', ')})`;
}
