/** Statements of a script that may be half-typed. See split.ts for a script that is whole. */
import type { Statement } from '../statement';
import { Lexer } from './lexer';
import { hasBlankLine, isStatementWord } from './lines';
import { type Cut, splitScript } from './split';

/** Characters that all tries for a missing quote may read together. */
const tryBudget = 20_000_000;
/** A run of unfinished statements longer than this is cut at every candidate without asking the parser. */
const mostParts = 12;

export type Parses = (sql: string) => boolean;

export function split(script: string, parses: Parses): readonly Statement[] {
  return cutsOf(script).flatMap(cut => statementsOf(script, cut, parses));
}

export function statementAt(script: string, offset: number, parses: Parses): Statement | undefined {
  const cuts = cutsOf(script);
  const index = cuts.findIndex(cut => offset < cut.behind || (offset <= cut.behind && cut.behind === cut.end));
  const cut = cuts[index < 0 ? cuts.length : index];
  // A place between two statements: behind the one on the same line, or in the comments directly above the next.
  if (cut && offset >= cut.start) {
    const statements = statementsOf(script, cut, parses);
    return statements.findLast(statement => statement.start <= offset) ?? statements[0];
  }
  const before = cuts[(index < 0 ? cuts.length : index) - 1];
  if (before && !/[\r\n]/.test(script.slice(before.behind, offset))) {
    return statementsOf(script, before, parses).at(-1);
  }
  if (cut && offset >= cut.lead) return statementsOf(script, cut, parses)[0];
  return undefined;
}

/** When a literal is never closed, the one is sought whose closing quote is missing: the guess after which fewest others look wrong. */
function cutsOf(script: string): readonly Cut[] {
  const plain = splitScript(script);
  if (!plain.unterminated) return plain.cuts;
  let best = plain;
  let score = Infinity;
  const tries = Math.max(1, Math.floor(tryBudget / (script.length + 1)));
  for (const suspect of plain.suspects.slice(-tries)) {
    const splitting = splitScript(script, new Map([[suspect.start, suspect.cut]]));
    if (splitting.suspects.length <= score) {
      best = splitting;
      score = splitting.suspects.length;
    }
  }
  return best.cuts;
}

/** One statement, or several where a `;` is missing: text that does not parse is parted at blank lines before a statement's first word. */
function statementsOf(script: string, cut: Cut, parses: Parses): readonly Statement[] {
  const whole = statement(script, cut.start, cut.end);
  const starts = restarts(whole.text);
  if (starts.length === 0 || parses(whole.text)) return [whole];
  const bounds = [0, ...starts, whole.text.length];
  const last = bounds.length - 1;
  const out: Statement[] = [];
  for (let from = 0; from < last;) {
    let to = last;
    if (last > mostParts) to = from + 1;
    while (to > from + 1 && !parses(whole.text.slice(bounds[from], bounds[to]))) to--;
    const start = cut.start + (bounds[from] ?? 0);
    out.push(statement(script, start, trimmedEnd(script, start, cut.start + (bounds[to] ?? 0))));
    from = to;
  }
  return out;
}

/** Offsets of words that begin a statement at a line's start behind a blank line. */
function restarts(text: string): readonly number[] {
  if (!hasBlankLine(text, 0, text.length)) return [];
  const found: number[] = [];
  const lexer = new Lexer(text);
  let before = 0;
  while (lexer.next()) {
    const { kind, start, end } = lexer;
    const atLineStart = text[start - 1] === '\n' || text[start - 1] === '\r';
    if (kind === 'word' && atLineStart && isStatementWord(text.slice(start, end))) {
      if (hasBlankLine(text, before, start)) found.push(start);
    }
    if (kind !== 'comment') before = end;
  }
  return found;
}

/** Comments and space at the end are not part. */
function trimmedEnd(script: string, start: number, end: number): number {
  const lexer = new Lexer(script.slice(start, end));
  let last = 0;
  while (lexer.next()) if (lexer.kind !== 'comment') last = lexer.end;
  return start + last;
}

function statement(script: string, start: number, end: number): Statement {
  return { text: script.slice(start, end), start, end };
}
