import type { PlanNode } from '../model';

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A number among a node's own fields (or a worker's), as EXPLAIN gives it. */
export function amountIn(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The node's own fields and those of each worker: EXPLAIN prints what a process used for each process alone. */
export function processesOf(node: PlanNode): readonly Fields[] {
  const workers = node.details['Workers'];
  return [node.details, ...(Array.isArray(workers) ? (workers as readonly unknown[]).map(fieldsOf) : [])];
}

/** The largest of one process; absent where no process has it. */
export function mostOf(node: PlanNode, name: string): number | undefined {
  const values = processesOf(node).flatMap(fields => amountIn(fields, name) ?? []);
  return values.length === 0 ? undefined : Math.max(...values);
}

/** Of all processes together; absent where no process has it. */
export function sumOf(node: PlanNode, name: string): number | undefined {
  const values = processesOf(node).flatMap(fields => amountIn(fields, name) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** `orders`, or `the rows` where the node reads no table. */
export function tableName(node: PlanNode): string {
  return node.relation ?? 'the rows';
}
