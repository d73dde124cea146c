import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Plan } from '../../../src/plan/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';

const folder = join(__dirname, '../../corpus/plans');

export interface CorpusPlan {
  readonly name: string;
  readonly sql: string;
  /** EXPLAIN's output, untouched. */
  readonly explain: unknown;
  readonly plan: Plan;
}

export function corpusPlan(name: string): CorpusPlan {
  const { sql, explain } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as CorpusPlan;
  const { value, problems } = readPostgresJson(explain);
  if (value === undefined || problems.length > 0) throw new Error(`${name}: ${JSON.stringify(problems)}`);
  return { name, sql, explain, plan: value };
}

/** Every plan that test/support/generatePlans.ts made; each reads without a problem. */
export const corpus: readonly CorpusPlan[] = readdirSync(folder)
  .filter(file => file.endsWith('.json'))
  .map(file => corpusPlan(file.slice(0, -'.json'.length)));
