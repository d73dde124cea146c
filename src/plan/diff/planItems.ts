import type { PlanNode } from '../model';
import { type Visit, walkPlan } from '../walk';

/**
 * What a statement takes rows from: a table, a partitioned table with all its parts, a function, a CTE. Items are what
 * two plans of one statement have in common, whatever else the planner changes.
 */
export interface PlanItem {
  /** The name that the statement knows it by; unique in a plan (ruleutils.c, `set_rtable_names`). */
  readonly name: string;
  /** The table, or what else it reads: `orders`, `generate_series`. */
  readonly relation: string | undefined;
  /** The scan, or the Append over the parts. */
  readonly node: PlanNode;
  /** Scans of the partitions, in the order of the plan; empty where the table is read as one. */
  readonly parts: readonly PlanNode[];
  /** Parts that were pruned when execution began (`Subplans Removed`). */
  readonly partsRemoved: number;
}

/** What all later steps ask of a plan. */
export interface ItemisedPlan {
  /** Parents before children. */
  readonly visits: readonly Visit[];
  readonly items: readonly PlanItem[];
  /** The item that a scan, or an Append over partitions and all below it, belongs to. */
  readonly itemOf: ReadonlyMap<PlanNode, PlanItem>;
}

export function itemisePlan(root: PlanNode): ItemisedPlan {
  const visits = walkPlan(root);
  const items: PlanItem[] = [];
  const itemOf = new Map<PlanNode, PlanItem>();
  for (const { node, parent } of visits) {
    const above = parent && itemOf.get(parent.node);
    if (above !== undefined) {
      // Bitmaps and parts belong to what reads them.
      if (!isSubplan(node)) itemOf.set(node, above);
      continue;
    }
    const item = isItemScan(node) ? scanItem(node) : partitionItem(node);
    if (item === undefined) continue;
    items.push(item);
    itemOf.set(node, item);
  }
  return { visits, items, itemOf };
}

/** Runs for another node's expressions, beside the flow of rows. */
export function isSubplan(node: PlanNode): boolean {
  return node.parentRelationship === 'InitPlan' || node.parentRelationship === 'SubPlan';
}

/** It takes rows from outside the plan, or from a CTE. A subquery scan only passes on what stands below it. */
function isItemScan(node: PlanNode): boolean {
  if (node.type === 'Subquery Scan' || node.type === 'Bitmap Index Scan') return false;
  return node.type.endsWith('Scan') && (node.children.every(isSubplan) || node.type === 'Bitmap Heap Scan');
}

function scanItem(node: PlanNode): PlanItem {
  const relation = node.relation ?? sourceName(node);
  return { name: node.alias ?? relation ?? node.type, relation, node, parts: [], partsRemoved: 0 };
}

function sourceName({ details }: PlanNode): string | undefined {
  for (const label of ['CTE Name', 'Function Name', 'Table Function Name', 'Tuplestore Name']) {
    const value = details[label];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

const appends = new Set(['Append', 'Merge Append']);

/** An Append whose parts are scans of `orders_1`, `orders_2`, …: PostgreSQL's names for the partitions of `orders`. */
function partitionItem(node: PlanNode): PlanItem | undefined {
  if (!appends.has(node.type)) return undefined;
  const children = node.children.filter(child => !isSubplan(child));
  const names = new Set(children.map(child => (isItemScan(child) ? baseName(child.alias) : undefined)));
  const [name] = names;
  if (names.size !== 1 || name === undefined) return undefined;
  const removed = node.details['Subplans Removed'];
  return { name, relation: undefined, node, parts: children, partsRemoved: typeof removed === 'number' ? removed : 0 };
}

function baseName(alias: string | undefined): string | undefined {
  const cut = alias?.lastIndexOf('_') ?? -1;
  if (alias === undefined || cut <= 0 || cut === alias.length - 1) return undefined;
  for (let i = cut + 1; i < alias.length; i++) {
    const character = alias.charAt(i);
    if (character < '0' || character > '9') return undefined;
  }
  return alias.slice(0, cut);
}
