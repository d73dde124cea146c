import type { Table } from '../../catalog/model';
import { type Expression, conjuncts, partsOf } from '../../sql/expression';
import type { PlanNode } from '../model';
import { formatCount, formatPercent } from '../units';
import type { ExaminedPlan } from './examinedPlan';

/** A scan that throws most of its rows away, for the rules that say why no index spares it the reading. */
export interface DiscardingScan {
  readonly node: PlanNode;
  /** As the catalogue knows it. */
  readonly table: Table | undefined;
  /** Conditions of the filter that all must hold. */
  readonly conditions: readonly Expression[];
  readonly rowsRead: number;
  readonly rowsKept: number;
  readonly share: number;
  /** `Reads 20,000 rows of customers to keep 3 (94 % of the time)`; `about` where nothing was measured. */
  readonly words: string;
}

const scans = new Set(['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Heap Scan']);
/** Fewer rows than these are read faster from the table than through an index. */
export const leastDiscarded = 1_000;
export const mostKept = 0.1;
const leastShareOfScan = 0.1;
/** `cpu_tuple_cost` + one `cpu_operator_cost` (0.0125) and the row's part of a page at 50 rows a page (0.02). */
const costOfRow = 0.0325;

/** Scans whose filter keeps at most 10 % of at least 1,000 rows, where at least 10 % of the time or cost is at stake. */
export function discardingScans(examined: ExaminedPlan): readonly DiscardingScan[] {
  return examined.visits.flatMap(({ node }) => {
    if (!scans.has(node.type) || node.neverExecuted === true) return [];
    const filter = examined.condition(node, 'Filter');
    const share = examined.share(node);
    const rows = node.loops === undefined ? reckonedRows(examined, node) : countedRows(node);
    if (filter === undefined || rows === undefined || share === undefined || share < leastShareOfScan) return [];
    const { read, kept } = rows;
    if (read - kept < leastDiscarded || kept / read > mostKept) return [];
    const about = node.loops === undefined ? 'about ' : '';
    const of = examined.isTimed ? 'time' : "plan's cost";
    return [
      {
        node,
        table: examined.table(node),
        conditions: conjuncts(filter),
        rowsRead: read,
        rowsKept: kept,
        share,
        words: `Reads ${about}${formatCount(read)} rows of ${node.relation ?? 'a table'} to keep ${about}${formatCount(kept)} (${formatPercent(share)} of the ${of})`,
      },
    ];
  });
}

function countedRows(node: PlanNode) {
  const kept = node.ownRows ?? 0;
  return { kept, read: kept + Math.round((node.rowsRemoved ?? 0) * (node.loops ?? 1)) };
}

/** What an index access reads is not told without running it. */
function reckonedRows(examined: ExaminedPlan, node: PlanNode) {
  const { estimatedRows: kept, estimatedCost, type } = node;
  if (type !== 'Seq Scan' || kept === undefined || estimatedCost === undefined) return undefined;
  const read = examined.table(node)?.estimatedRows ?? estimatedCost.total / costOfRow;
  return { kept, read: Math.round(read) };
}

/** Columns of the scan's own table in an expression, each once. */
export function ownColumns(node: PlanNode, expression: Expression): readonly string[] {
  const columns = partsOf(expression).flatMap(part =>
    part.kind === 'column' && (part.qualifier === undefined || part.qualifier === node.alias) ? [part.name] : [],
  );
  return [...new Set(columns)];
}

/** Valid indexes that can be entered by the column: it is their first key. */
export function hasIndexOn(table: Table, column: string): boolean {
  return table.indexes.some(index => index.valid && index.columns[0] === column);
}
