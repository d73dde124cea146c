import { cancelled } from '../../base/failure';
import type { ExplainRequest, MeasureOutcome, ServerInfo } from '../../catalog/database';
import type { PlanSurroundings } from '../../plan/rules/examinedPlan';
import type { MeasurementView } from '../../protocol/messages';
import { analyzeQuestion } from '../explain/analyzeQuestion';
import { withCancellableProgress } from '../explain/cancellableProgress';
import type { Dialogs } from '../explain/dialogs';
import type { Explainer } from '../explain/explainer';
import { readPlan } from '../explain/readPlan';
import { writesAreNotMeasured } from './adviceFailures';
import { type Suggestion, candidateOf, indexTitle } from './suggestion';

/** Runs of each side; the median of an odd number is a run. */
const runs = 9;

/**
 * Runs the statement without and with the index, in transactions that are rolled back.
 * @throws Failure `cancelled` when the user gives up at a question
 */
export async function measureIndex(
  suggestion: Suggestion,
  parts: { readonly explainer: Explainer; readonly dialogs: Dialogs },
): Promise<MeasurementView> {
  const { statement, active } = suggestion;
  const { database } = active;
  if (statement.facts.writes) throw writesAreNotMeasured();
  const controller = new AbortController();
  const { signal } = controller;
  let values = suggestion.values;
  if (values === 'generic') {
    const estimate: ExplainRequest = { sql: statement.sql, parameters: 'generic', analyze: false, allowWrites: false };
    const { parameterTypes } = await database.explain(estimate, signal);
    values = await parts.explainer.askValues(statement, parameterTypes);
  }
  const request: ExplainRequest = { sql: statement.sql, parameters: values, analyze: true, allowWrites: false };
  const question = analyzeQuestion(statement.facts, await database.announce(request, signal), active.profile.name);
  if (question !== undefined && !(await parts.dialogs.confirm(question))) throw cancelled();
  const outcome = await withCancellableProgress(
    `Measuring without and with an index on ${indexTitle(candidateOf(suggestion))}`,
    started => database.measureIndex(suggestion.proposals[0].ddl, request, runs, started),
    controller,
  );
  const surroundings = await parts.explainer.surroundings(statement, active, signal);
  return measurementView(outcome, database.server, surroundings);
}

async function measurementView(
  outcome: MeasureOutcome,
  server: ServerInfo,
  surroundings: PlanSurroundings,
): Promise<MeasurementView> {
  const { judge } = await import('../../plan/judge');
  const side = ({ runsMs, plan: raw }: MeasureOutcome['before']) => {
    const plan = readPlan(raw, server);
    return { medianMs: medianOf(runsMs), runsMs, plan, ...judge(plan, surroundings) };
  };
  return { before: side(outcome.before), after: side(outcome.after), sameResult: outcome.sameResult };
}

/** The middle of the sorted values; the mean of the two middle ones. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
