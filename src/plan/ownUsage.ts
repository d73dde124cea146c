import { numberField } from './fields';
import type { Guest } from './guests';
import type { PlanNode } from './model';
import { ownShares } from './ownShares';
import type { PlanIndex } from './planIndex';

/** By EXPLAIN's name of a field, the name in the model. */
type UsageFields = readonly (readonly [field: string, key: string])[];

/** `Shared Hit Blocks` → `sharedHit`, as explain.c (`show_buffer_usage`) names them. */
export const bufferFields: UsageFields = ['Shared', 'Local', 'Temp'].flatMap(kind =>
  (kind === 'Temp' ? ['Read', 'Written'] : ['Hit', 'Read', 'Dirtied', 'Written']).map(
    what => [`${kind} ${what} Blocks`, kind.toLowerCase() + what] as const,
  ),
);

/** Until PostgreSQL 16 shared and local blocks are timed together: `read` and `write`. */
export const ioFields: UsageFields = [
  ...['', 'Shared ', 'Local ', 'Temp '].flatMap(kind =>
    ['Read', 'Write'].map(what => {
      const of = kind.trim().toLowerCase();
      return [`${kind}I/O ${what} Time`, of === '' ? what.toLowerCase() : of + what] as const;
    }),
  ),
];

/** explain.c, `show_wal_usage`. */
export const walFields: UsageFields = [
  ['WAL Records', 'records'],
  ['WAL FPI', 'fullPageImages'],
  ['WAL Bytes', 'bytes'],
  ['WAL Buffers Full', 'buffersFull'],
];

/**
 * A node's counters run while its children run (instrument.c, `BufferUsageAccumDiff`) and are sums of all loops and
 * processes already: a Gather's have its workers' in them (execParallel.c, `InstrAccumParallelQuery`).
 */
export function ownUsage(
  index: PlanIndex,
  guests: readonly Guest[],
  fields: UsageFields,
  round: (amount: number) => number,
): ReadonlyMap<PlanNode, Readonly<Record<string, number>>> {
  const result = new Map<PlanNode, Record<string, number>>();
  for (const [field, key] of fields) {
    const inclusive = new Map<PlanNode, number>();
    for (const { node } of index.visits) {
      const amount = numberField(node.details, field);
      if (amount !== undefined) inclusive.set(node, amount);
    }
    if (inclusive.size === 0) continue;
    for (const [node, amount] of ownShares(index, guests, inclusive).own) {
      const own = result.get(node) ?? {};
      own[key] = round(amount);
      result.set(node, own);
    }
  }
  return result;
}
