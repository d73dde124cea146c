import type { Problem } from '../../base/problem';
import { cancelled } from '../../base/failure';
import type { ReadPlan } from '../../plan/readers/readPlans';
import { formatCount } from '../../plan/units';
import { judgePlan } from '../../plan/verdict';
import type { PostgresSql } from '../../sql/postgresSql';
import type { PlanView } from '../../protocol/messages';
import { clock } from '../panel/planView';
import type { PlanDialogs } from './planChoice';
import { unreadablePlan } from './planFailures';
import type { PlanSource } from './planSource';

/** A plan that was read from a text, with the text's own problems. */
export interface OpenedPlan {
  readonly read: ReadPlan;
  readonly source: PlanSource;
  readonly notes: readonly string[];
}

/** The plan that the source holds; of several the one that the user chooses. @throws Failure */
export async function choosePlan(source: PlanSource, dialogs: PlanDialogs): Promise<OpenedPlan> {
  const { readPlans } = await import('../../plan/readers/readPlans');
  const { plans, problems } = readPlans(source.text);
  const [only, ...others] = plans;
  if (only === undefined) throw unreadablePlan(source.name, source.firstLine, problems[0]);
  const read = others.length === 0 ? only : (logged(plans, source) ?? (await chosen(plans, source, dialogs)));
  return { read, source, notes: notesOf([...read.problems, ...problems], source) };
}

/** In a log, the entry under the cursor is meant. */
function logged(plans: readonly ReadPlan[], { name, cursorLine }: PlanSource): ReadPlan | undefined {
  if (cursorLine === undefined) return undefined;
  const entry = plans.findLast(({ line }) => line <= cursorLine);
  return entry?.plan.details?.['Logged Duration'] !== undefined || name.toLowerCase().endsWith('.log')
    ? entry
    : undefined;
}

async function chosen(plans: readonly ReadPlan[], source: PlanSource, dialogs: PlanDialogs): Promise<ReadPlan> {
  const choices = plans.map((read, i) => {
    const { figure, sentence } = judgePlan(read.plan);
    return {
      label: `${String(i + 1)}: ${figure}`,
      description: sentence,
      detail: `line ${formatCount(source.firstLine + read.line + 1)}${read.statement === undefined ? '' : `: ${oneLine(read.statement)}`}`,
      value: read,
    };
  });
  const title = `${source.name} holds ${formatCount(plans.length)} plans`;
  const picked = await dialogs.choose(title, [{ heading: '', choices }]);
  if (picked === undefined) throw cancelled();
  return picked.value;
}

const longest = 120;

/** For a list: the beginning of a statement, on one line. */
export function oneLine(statement: string): string {
  const text = statement
    .slice(0, longest * 4)
    .split(/\s+/)
    .join(' ')
    .trim();
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const mostNotes = 5;

function notesOf(problems: readonly Problem[], source: PlanSource): readonly string[] {
  const texts = problems.map(({ message, line }) =>
    line === undefined ? message : `Line ${formatCount(source.firstLine + line + 1)}: ${message}`,
  );
  const notes = [...new Set(texts)];
  const more = notes.length - mostNotes;
  return more > 0 ? [...notes.slice(0, mostNotes), `And ${formatCount(more)} more problems of this kind.`] : notes;
}

/** What the panel shows of it: nobody asked a server, so there is no connection to ask again. */
export async function openedView({ read, source, notes }: OpenedPlan, sql: PostgresSql, now: Date): Promise<PlanView> {
  const { judge } = await import('../../plan/judge');
  const { plan, statement } = read;
  return {
    ...(statement === undefined ? {} : { statement }),
    plan,
    rawJson: rawText(read.raw),
    ...judge(plan, { sql, ...(statement === undefined ? {} : { statement }) }),
    source: plan.root.actualRows === undefined && plan.executionMs === undefined ? 'estimated' : 'measured',
    parameters: [],
    time: clock(now),
    origin: source.name,
    ...(source.uri === undefined ? { originGone: true } : {}),
    notes,
  };
}

const mostIndented = 200_000_000;

/** Indentation of a deep plan would be larger than all else: the depth of the tree is paid on every line. */
export function rawText(raw: unknown): string {
  try {
    const plain = JSON.stringify(raw);
    return plain.length * depthOf(plain) > mostIndented ? plain : JSON.stringify(raw, undefined, 2);
  } catch {
    // Deeper than the engine writes.
    return '';
  }
}

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of json) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}
