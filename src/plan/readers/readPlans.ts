import type { Problem } from '../../base/problem';
import type { Plan } from '../model';
import { type LogEntry, takeLogEntries } from './autoExplainLog';
import { explainedStatement } from './explainedStatement';
import type { FoundPlan, PlanFormat } from './foundPlan';
import { blocksOf, type InputLine, inputLines } from './inputLines';
import { withoutPasteMarks } from './pasteMarks';
import { scanPlans } from './planScan';
import { readPostgresJson } from './postgresJson';
import { isFields } from './postgresNodes';
import { withoutFrames } from './psqlFrame';

export interface ReadPlan {
  readonly plan: Plan;
  /** The plan in the shape of EXPLAIN's JSON, as it was read. */
  readonly raw: unknown;
  readonly format: PlanFormat;
  /** As the session, the log or the plan itself tells it. */
  readonly statement?: string;
  readonly problems: readonly Problem[];
  /** Where the plan begins. */
  readonly line: number;
}

/**
 * Every plan of PostgreSQL in a text: EXPLAIN's JSON, text, YAML or XML, from a file, a client, a log or a chat, one or
 * many, whole or cut off. Never throws; what could not be read is told. Time is linear in the text.
 */
export function readPlans(text: string): {
  readonly plans: readonly ReadPlan[];
  readonly problems: readonly Problem[];
} {
  if (text.trim() === '') return { plans: [], problems: [{ message: `The input is empty. ${remedy}`, line: 0 }] };
  const plans: ReadPlan[] = [];
  const problems: Problem[] = [];
  for (const found of findPlans(inputLines(text), 0)) {
    const { value: plan, problems: own } = readPostgresJson(found.fields);
    if (plan === undefined) {
      problems.push(...own.map(problem => ({ line: found.line, ...problem })));
      continue;
    }
    plans.push({
      plan: withDuration(plan, found.loggedMs),
      raw: found.fields,
      format: found.format,
      problems: [...found.problems, ...own],
      line: found.line,
      ...(found.statement !== undefined && { statement: found.statement }),
    });
  }
  if (plans.length === 0 && problems.length === 0) problems.push(nothingFound(text));
  return { plans, problems };
}

const remedy = 'Give what EXPLAIN prints (text, JSON, YAML or XML), alone, from psql or from a log of auto_explain.';
/** A string in a string in a string: a log line of JSON that holds rows of a client that hold JSON. */
const maxNesting = 3;

function findPlans(lines: readonly InputLine[], depth: number): readonly FoundPlan[] {
  const nested = (text: string, line: number): readonly FoundPlan[] => {
    if (depth >= maxNesting) return [];
    return findPlans(inputLines(text), depth + 1).map(found => ({
      ...found,
      line,
      endLine: line,
      problems: found.problems.map(problem => (problem.line === undefined ? problem : { ...problem, line })),
    }));
  };
  const plain = withoutPasteMarks(lines);
  const { entries, rest } = takeLogEntries(plain, depth > 0);
  const scan = (part: readonly InputLine[]) => blocksOf(withoutFrames(part)).flatMap(block => scanPlans(block, nested));
  const logged = entries.flatMap(entry => entryPlans(entry, scan));
  return withStatements(
    [...logged, ...scan(rest)].sort((one, other) => one.line - other.line),
    plain,
  );
}

/** The first plan of an entry is the one that was logged; of an unbounded entry others may follow. */
function entryPlans(
  entry: LogEntry,
  scan: (lines: readonly InputLine[]) => readonly FoundPlan[],
): readonly FoundPlan[] {
  const { durationMs, lines } = entry;
  const split = lines
    .find(({ text }) => text.trim() !== '')
    ?.text.trimStart()
    .startsWith('Query Text:')
    ? planStart(entry)
    : 0;
  const statement = split === 0 ? undefined : loggedStatement(lines.slice(0, split));
  return scan(lines.slice(split)).map((found, i) =>
    i > 0 ? found : { ...found, loggedMs: durationMs, line: entry.line, ...(statement !== undefined && { statement }) },
  );
}

const rootLine = /^[A-Z][^\n]{0,600}\((?:cost=\d|actual |never executed)/;

/**
 * Index of the plan's first line behind a query text, which may hold anything, plans in comments too: the last line at the
 * margin that could be the root. 0 where the format has a field for the query text.
 */
function planStart({ lines, bounded }: LogEntry): number {
  if (lines.some(({ text }) => /^\s*Plan:\s*$/.test(text)) && lines[0]?.text.includes('Query Text: "') === true)
    return 0;
  let start = 0;
  for (const [i, { text }] of lines.entries()) {
    if (i > 0 && rootLine.test(text.slice(0, 1_000))) start = i;
    if (start > 0 && !bounded) break;
  }
  return start;
}

function loggedStatement(lines: readonly InputLine[]): string | undefined {
  const texts = lines.map(({ text }) => text);
  const parameters = texts.findLastIndex(text => /^Query (?:Parameters|Identifier): /.test(text));
  const text = (parameters > 0 ? texts.slice(0, parameters) : texts).join('\n').trim();
  const statement = text.slice('Query Text:'.length).trim();
  return statement === '' ? undefined : statement;
}

/** What none told is looked for above the plan, up to the one before it. */
function withStatements(found: readonly FoundPlan[], lines: readonly InputLine[]): readonly FoundPlan[] {
  let from = 0;
  let index = 0;
  return found.map(plan => {
    while (index < lines.length && (lines[index]?.line ?? 0) < plan.line) index++;
    const statement = plan.statement ?? queryText(plan.fields) ?? statementAbove(lines.slice(from, index));
    while (index < lines.length && (lines[index]?.line ?? 0) <= plan.endLine) index++;
    from = index;
    return statement === undefined ? plan : { ...plan, statement };
  });
}

function queryText(fields: unknown): string | undefined {
  const text = isFields(fields) ? fields['Query Text'] : undefined;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function statementAbove(lines: readonly InputLine[]): string | undefined {
  const texts = lines.map(({ text }) => text);
  const heading = texts.findLastIndex(text => /^[\s|│║"+]*QUERY PLAN/i.test(text.slice(0, 2_000)));
  return explainedStatement(heading < 0 ? texts : texts.slice(0, heading));
}

/** A log tells how long the execution took where the plan does not (log_analyze off, or no summary). */
function withDuration(plan: Plan, loggedMs: number | undefined): Plan {
  if (loggedMs === undefined) return plan;
  const details = { ...plan.details, 'Logged Duration': loggedMs };
  return { ...plan, executionMs: plan.executionMs ?? loggedMs, details };
}

function nothingFound(text: string): Problem {
  const mysql = text.includes('"query_block"') || text.includes('-> Table scan on');
  const message = mysql
    ? 'This is a plan of MySQL; plans of PostgreSQL are read.'
    : 'There is no plan of PostgreSQL here.';
  return { message: `${message} ${remedy}`, line: 0, column: 0, offset: 0 };
}
