import { describeNode } from './describe';
import type { Plan, PlanNode } from './model';
import { walkPlan } from './walk';

/** How one item of FROM is read. */
export interface AccessPath {
  readonly nodeId: string;
  /** The name that the statement knows it by. */
  readonly alias: string;
  /** `Index Scan` */
  readonly term: string;
  /** `Index Scan using orders_status_idx on orders`, as EXPLAIN's text format puts it. */
  readonly text: string;
}

/** Every scan of a table, in the order of the plan. */
export function accessPaths(plan: Plan): readonly AccessPath[] {
  return walkPlan(plan.root).flatMap(({ node }) =>
    isTableScan(node)
      ? [
          {
            nodeId: node.id,
            alias: node.alias ?? node.relation ?? '',
            term: describeNode(node).term,
            text: stepText(node),
          },
        ]
      : [],
  );
}

/** The step by PostgreSQL's term, with its table and index. */
export function stepText(node: PlanNode): string {
  const index = node.index ?? bitmapIndexes(node);
  const alias = node.alias === undefined || node.alias === node.relation ? '' : ` ${node.alias}`;
  return (
    describeNode(node).term +
    (index === undefined ? '' : ` using ${index}`) +
    (node.relation === undefined ? '' : ` on ${node.relation}${alias}`)
  );
}

/** It reads a table itself, not through a bitmap, a subquery or a function. */
export function isTableScan(node: PlanNode): boolean {
  return node.relation !== undefined && node.type.endsWith('Scan');
}

/** The indexes that a bitmap heap scan's bitmap is made from. */
function bitmapIndexes(node: PlanNode): string | undefined {
  if (node.type !== 'Bitmap Heap Scan') return undefined;
  const names = walkPlan(node).flatMap(visit => (visit.node.type === 'Bitmap Index Scan' ? [visit.node.index] : []));
  return names.length === 0 ? undefined : [...new Set(names)].join(', ');
}
