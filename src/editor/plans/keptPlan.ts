import * as v from 'valibot';

import type { Plan } from '../../plan/model';
import { readPostgresJson } from '../../plan/readers/postgresJson';

/** A plan of an earlier day, as it lies on the disk. No rows of a result are in it; literals of the statement are. */
export interface KeptPlan {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly statement: string;
  readonly parameters: readonly { readonly name: string; readonly type?: string; readonly value?: string }[];
  readonly connection: string;
  readonly production: boolean;
  readonly serverVersion: string;
  readonly origin?: string;
  readonly source: 'estimated' | 'measured';
  /** EXPLAIN's JSON: settings and figures are in it, and the model is made from it anew. */
  readonly raw: unknown;
}

const schema = v.object({
  id: v.string(),
  at: v.pipe(v.string(), v.isoTimestamp()),
  statement: v.string(),
  parameters: v.array(v.object({ name: v.string(), type: v.optional(v.string()), value: v.optional(v.string()) })),
  connection: v.string(),
  production: v.boolean(),
  serverVersion: v.string(),
  origin: v.optional(v.string()),
  source: v.picklist(['estimated', 'measured']),
  raw: v.unknown(),
});

/** What of a file's text is kept plans; a broken file, or one of another version, holds none. */
export function parseKept(text: string): readonly KeptPlan[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const list: unknown = typeof json === 'object' && json !== null && 'plans' in json ? json.plans : undefined;
  if (!Array.isArray(list)) return [];
  return (list as readonly unknown[]).flatMap(one => {
    const parsed = v.safeParse(schema, one);
    return parsed.success ? [parsed.output as KeptPlan] : [];
  });
}

export function writeKept(plans: readonly KeptPlan[]): string {
  return JSON.stringify({ version: 1, plans });
}

/** The model of a kept plan; `undefined` where it can no longer be read. */
export function planOfKept({ raw, serverVersion }: KeptPlan): Plan | undefined {
  const { value } = readPostgresJson(raw);
  return value === undefined ? undefined : { ...value, serverVersion };
}

/** Asked again without a change: the later one stands for both. */
export function sameKept(one: KeptPlan, other: KeptPlan): boolean {
  const told = ({ connection, serverVersion, statement, parameters, raw }: KeptPlan) =>
    JSON.stringify([connection, serverVersion, statement, parameters, raw]);
  return told(one) === told(other);
}
