/** Fields that EXPLAIN gave and the model keeps as they are (`details`, `jit`). */
export type PlanFields = Readonly<Record<string, unknown>>;

export function numberField(fields: PlanFields | undefined, name: string): number | undefined {
  const value = fields?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textField(fields: PlanFields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A group of fields; empty where there is none. */
export function groupField(fields: PlanFields | undefined, name: string): PlanFields {
  const value = fields?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PlanFields) : {};
}

/** A list of texts, such as `Output`; `undefined` where there is none. */
export function textsField(fields: PlanFields | undefined, name: string): readonly string[] | undefined {
  const value = fields?.[name];
  return Array.isArray(value) && value.every(item => typeof item === 'string') ? value : undefined;
}
