import type { PlanReport } from './planReport';

/** One plan as `plan --format json` prints it (docs/cli.md). */
export function planJson({ plan, findings, statement }: PlanReport): string {
  const one = { plan, findings, problems: [], ...(statement !== undefined && { statement }) };
  return `${JSON.stringify({ version: 1, plans: [one] }, undefined, 2)}\n`;
}
