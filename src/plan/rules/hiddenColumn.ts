import { type Expression, partsOf, withoutCasts } from '../../sql/expression';
import { expressionText } from '../../sql/expressionText';
import { type DiscardingScan, hasIndexOn, ownColumns } from './discardingScan';

/** A comparison that stands around a column, so that an index on the column cannot be entered by it. */
export interface HiddenColumn {
  readonly column: string;
  /** `lower(email)` */
  readonly text: string;
  /** The type cast to, where nothing but a cast stands around the column; else the function or operator. */
  readonly cast?: string;
  readonly call?: string;
  /** By the catalogue; `undefined`: not known. */
  readonly indexed?: boolean;
}

/** What a B-tree index can be entered by. */
const comparisons = new Set(['=', '<', '>', '<=', '>=']);

/**
 * Comparisons of the scan's filter that hide a column. Where the catalogue is known, those alone whose column has an
 * index; else those alone that no plain comparison of the same filter makes idle.
 */
export function hiddenColumns({ node, table, conditions }: DiscardingScan): readonly HiddenColumn[] {
  const found = conditions.flatMap(condition => {
    if (condition.kind !== 'operator' && condition.kind !== 'any') return [];
    const [left, right] = condition.operands;
    if (left === undefined || right === undefined || !comparisons.has(condition.name)) return [];
    const sides = [left, right].map(side => ({ side, columns: ownColumns(node, side) }));
    const inside = sides.filter(({ columns }) => columns.length > 0);
    const [only] = inside;
    const [column] = only?.columns ?? [];
    if (inside.length !== 1 || only?.columns.length !== 1 || column === undefined) return [];
    const type = table?.columns.find(({ name }) => name === column)?.type;
    const around = wrapping(only.side, type);
    if (around === undefined) return [];
    return [
      {
        column,
        text: expressionText(only.side),
        ...around,
        ...(table !== undefined && { indexed: hasIndexOn(table, column) }),
      },
    ];
  });
  if (table !== undefined) return found.filter(({ indexed }) => indexed === true);
  return conditions.some(condition => isPlain(node, condition)) ? [] : found;
}

function wrapping(side: Expression, type: string | undefined): { cast?: string; call?: string } | undefined {
  const bare = withoutCasts(side);
  if (bare.kind === 'column')
    return side.kind === 'cast' && converts(side.type, type) ? { cast: side.type } : undefined;
  const changing = partsOf(bare).find(
    part => part.kind === 'call' || part.kind === 'operator' || part.kind === 'other',
  );
  if (changing === undefined) return undefined;
  return { call: changing.kind === 'call' || changing.kind === 'operator' ? changing.name : 'expression' };
}

/**
 * A cast between types of one representation (varchar and text) is written in the plan but does nothing
 * (pg_cast.castmethod = 'b'); the index on the column serves. Without the column's type a cast to text may be such.
 */
function converts(to: string, from: string | undefined): boolean {
  if (!characters.has(to)) return realCasts.has(to);
  return from !== undefined && !from.startsWith('character varying') && from !== 'text';
}

const characters = new Set(['text', 'varchar', 'bpchar']);
const realCasts = new Set([
  ...['numeric', 'float8', 'float4', 'int8', 'int4', 'int2'],
  ...['date', 'timestamp', 'timestamptz', 'time', 'timetz', 'uuid', 'interval'],
]);

/** A comparison of a bare column with something that is none: an index could be entered by it. */
function isPlain(node: DiscardingScan['node'], condition: Expression): boolean {
  if ((condition.kind !== 'operator' && condition.kind !== 'any') || !comparisons.has(condition.name)) return false;
  const [left, right] = condition.operands;
  return [left, right].some(
    (side, i) =>
      side !== undefined &&
      withoutCasts(side).kind === 'column' &&
      wrapping(side, undefined) === undefined &&
      ownColumns(node, (i === 0 ? right : left) ?? side).length === 0,
  );
}
