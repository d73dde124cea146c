import type { Parsed, Problem } from '../../base/problem';
import { withMetrics } from '../metrics';
import type { Plan, PlanTrigger } from '../model';
import { extractJson } from './jsonText';
import { type Fields, isFields, readNodes } from './postgresNodes';

/**
 * Reads what EXPLAIN (FORMAT JSON) of PostgreSQL 12 to 18 gives, whatever its other options, and what auto_explain
 * logs: an array of one object, that object, or a bare node. Raw input is not changed; a field of an unexpected type
 * stays in `details` and is reported; an unknown node keeps its own name. Never throws for bad input.
 */
export function readPostgresJson(raw: unknown): Parsed<Plan | undefined> {
  const problems: Problem[] = [];
  const top = Array.isArray(raw) ? (raw as readonly unknown[])[0] : raw;
  if (Array.isArray(raw) && raw.length > 1) {
    problems.push({ message: `The input holds ${raw.length} plans; the first is shown.` });
  }
  if (!isFields(top)) return nothing(problems, 'This is not a plan: an object with a field "Plan" was expected.');
  const bare = typeof top['Node Type'] === 'string';
  const rootFields = bare ? top : top['Plan'];
  if (!isFields(rootFields)) {
    return nothing(
      problems,
      'QUERY PLAN' in top
        ? 'The plan is wrapped in rows of a client; the value of "QUERY PLAN" alone was expected.'
        : 'The statement has no plan: the field "Plan" is missing (a utility statement gives none).',
    );
  }
  const nodes = readNodes(rootFields, problems);
  const facts = bare ? {} : readFacts(top, problems);
  const { root, accounts } = withMetrics(nodes, facts);
  const totalCost = root.estimatedCost?.total;
  return {
    value: {
      engine: 'postgresql',
      ...facts,
      ...(totalCost !== undefined && { totalCost }),
      root,
      ...(accounts && { accounts }),
    },
    problems,
  };
}

/** The same from text; text around the JSON (psql's heading, a log line's prefix) is passed over. */
export function readPostgresJsonText(text: string): Parsed<Plan | undefined> {
  const { value, problems } = extractJson(text);
  if (value === undefined) return { value: undefined, problems };
  const read = readPostgresJson(value.json);
  return { value: read.value, problems: [...problems, ...read.problems] };
}

function nothing(problems: readonly Problem[], message: string): Parsed<undefined> {
  return { value: undefined, problems: [...problems, { message }] };
}

type PlanFacts = Pick<Plan, 'planningMs' | 'executionMs' | 'jit' | 'triggers' | 'settings' | 'details'>;

function readFacts(top: Fields, problems: Problem[]): PlanFacts {
  const { Plan: _plan, Triggers: triggers, Settings: settings, JIT: jit, ...rest } = top;
  const planningMs = number(rest['Planning Time']);
  // `Total Runtime` until 9.3.
  const executionMs = number(rest['Execution Time']) ?? number(rest['Total Runtime']);
  if (planningMs !== undefined) delete rest['Planning Time'];
  if (executionMs !== undefined) delete rest['Execution Time'];
  if (triggers !== undefined && !Array.isArray(triggers))
    problems.push({ message: 'The field "Triggers" is no list.' });
  return {
    ...(planningMs !== undefined && { planningMs }),
    ...(executionMs !== undefined && { executionMs }),
    ...(isFields(jit) && { jit }),
    ...(Array.isArray(triggers) && { triggers: triggers.filter(isFields).map(readTrigger) }),
    ...(isFields(settings) && { settings: readSettings(settings) }),
    ...(Object.keys(rest).length > 0 && { details: rest }),
  };
}

function readTrigger(fields: Fields): PlanTrigger {
  const relation = fields['Relation'];
  const timeMs = number(fields['Time']);
  const calls = number(fields['Calls']);
  const constraint = text(fields['Constraint Name']);
  const trigger = text(fields['Trigger Name']);
  return {
    name: constraint ?? trigger ?? 'trigger',
    ...(constraint !== undefined && { constraint }),
    ...(trigger !== undefined && { trigger }),
    ...(typeof relation === 'string' && { relation }),
    ...(timeMs !== undefined && { timeMs }),
    ...(calls !== undefined && { calls }),
  };
}

function readSettings(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
