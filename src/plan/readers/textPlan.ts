import type { Problem } from '../../base/problem';
import { PlanReading } from './text/planReading';
import { type PlanLine, joinLines } from './text/lines';

export interface TextPlan {
  /** What EXPLAIN (FORMAT JSON) gives for the same plan, as far as its text tells. */
  readonly fields: unknown;
  /** Lines of the input from which the plan was read, the last included. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly problems: readonly Problem[];
}

/**
 * Reads EXPLAIN's text format, as PostgreSQL 9.6 to 18 print it with whatever options (src/backend/commands/explain.c):
 * every plan of the input, whatever stands around them. Takes lines without psql's frame and without prefixes of logs.
 * Lines that were broken by a terminal or a mail are joined again; indentation may be in tabs, shifted or, where the
 * kinds of the nodes leave no choice, lost. Never throws for bad input.
 *
 * Text does not tell, so the fields lack: `Schema` without VERBOSE; `Inner Unique` without VERBOSE; names of triggers
 * of constraints without VERBOSE, and their `Relation` where all have one; `Disabled` before 18; counters that are zero
 * where nothing of their kind is printed; empty `Settings` and `Planning`; workers that did nothing.
 */
export function readTextPlans(lines: readonly string[]): readonly TextPlan[] {
  const plans: TextPlan[] = [];
  let reading: PlanReading | undefined;
  const finish = () => {
    if (reading !== undefined) plans.push(reading.finish());
    reading = undefined;
  };
  const joined = joinLines(lines);
  for (const [i, line] of joined.entries()) {
    const next = joined[i + 1];
    if (reading?.takes(line, next) === true) {
      reading.read(line);
      continue;
    }
    finish();
    if (startsPlan(line, next, joined.length)) reading = new PlanReading(line);
  }
  finish();
  return plans;
}

/** A node's name alone begins a plan where lines of a plan follow, or where nothing else is there. */
function startsPlan(line: PlanLine, next: PlanLine | undefined, count: number): boolean {
  if (line.kind === 'root' || line.kind === 'node') return true;
  if (line.kind !== 'bare' && line.kind !== 'target') return false;
  if (next === undefined) return count === 1;
  return ['node', 'property', 'heading', 'trigger', 'target'].includes(next.kind);
}
