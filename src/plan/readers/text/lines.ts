import { Balance } from './balance';
import { isFact, readTrigger } from './facts';
import { readMeasures } from './measures';
import { readNodeName, readTargetTable } from './nodeNames';
import { isExpression, isNodeProperty, splitLabel } from './properties';

export type LineKind =
  /** `->  Seq Scan on t  (cost=…)`, the arrow taken off. */
  | 'node'
  /** The same without an arrow but with measures. */
  | 'root'
  /** A node's name and nothing else, as COSTS OFF prints the topmost node. */
  | 'bare'
  /** `Update on t`: a table that a ModifyTable writes to, or such a node without measures. */
  | 'target'
  /** `InitPlan 1 (returns $0)`, `SubPlan 2`, `CTE x`. */
  | 'heading'
  | 'trigger'
  /** `Label: value` with a label of PostgreSQL's. */
  | 'property'
  /** The same with any other. */
  | 'label'
  /** psql's `(3 rows)`. */
  | 'end'
  | 'other';

/** A line as PostgreSQL printed it, put together again from the pieces that it was broken into. */
export interface PlanLine {
  readonly kind: LineKind;
  readonly content: string;
  readonly label: string;
  readonly value: string;
  /** Blanks before the text; tabs are counted as the caller says. */
  readonly column: number;
  readonly first: number;
  readonly last: number;
  readonly isAfterBlank: boolean;
  /** It breaks off inside its own text. */
  readonly isCut: boolean;
}

interface Piece {
  readonly raw: string;
  readonly content: string;
  readonly isInQuote: boolean;
  /** What joins it to the piece before, where the join has told that. */
  readonly glue?: string;
}

interface Draft {
  sort: Sort;
  readonly pieces: Piece[];
  balance: Balance;
  readonly column: number;
  readonly first: number;
  last: number;
  readonly isAfterBlank: boolean;
}

/** Joins the lines that a terminal, a mail or a chat broke, or that are broken since a constant has line feeds. */
export function joinLines(lines: readonly string[]): readonly PlanLine[] {
  const tab = tabWidth(lines);
  const drafts: Draft[] = [];
  let current: Draft | undefined;
  let blanks: Piece[] = [];
  const widest = lines.reduce((most, line) => Math.max(most, line.trimEnd().length), 0);
  for (const [at, line] of lines.entries()) {
    const raw = line.trimEnd();
    const content = raw.trimStart();
    if (content === '') {
      blanks.push({ raw: '', content: '', isInQuote: current?.balance.isInQuote === true });
      continue;
    }
    const sort = sortOf(content);
    const next: NextLine = { sort, raw, content, isAfterBlank: blanks.length > 0 };
    const rejoined = current === undefined ? undefined : rejoin(current, next, widest);
    if (current !== undefined && (rejoined !== undefined || continues(current, next, widest))) {
      if (current.balance.isInQuote) current.pieces.push(...blanks);
      current.pieces.push({ raw, content, isInQuote: current.balance.isInQuote, ...rejoined?.glued });
      if (rejoined !== undefined) {
        current.sort = rejoined.sort;
        if (isNodeLike(rejoined.sort.kind)) current.balance = new Balance(false);
      }
      if (isBalanced(current.sort)) current.balance.feed(content);
      current.last = at;
    } else {
      const balance = new Balance(!isNodeLike(sort.kind));
      if (isBalanced(sort)) balance.feed(content);
      const column = columnOf(raw, tab);
      const pieces = [{ raw, content, isInQuote: false }];
      current = { sort, pieces, balance, column, first: at, last: at, isAfterBlank: blanks.length > 0 };
      drafts.push(current);
    }
    blanks = [];
  }
  const wrapped = wrappedAt(drafts, widest);
  return drafts.map(draft => finished(draft, wrapped, widest));
}

interface Sort {
  readonly kind: LineKind;
  readonly label: string;
  /** Nothing but the beginning of a line of a plan looks like it. */
  readonly isStrong: boolean;
  readonly hasMeasures: boolean;
  readonly isKnown: boolean;
}

const arrow = /^->\s+/;
const heading = /^(?:InitPlan|SubPlan|CTE) \S/;
const rowCount = /^\(\d+ \p{L}+\)$/u;
const worker = /^Worker \d+$|^JIT for worker \d+$/;

function sortOf(content: string): Sort {
  const sort = (kind: LineKind, isStrong = true, label = ''): Sort => ({
    kind,
    label,
    isStrong,
    hasMeasures: false,
    isKnown: false,
  });
  const [arrowed] = arrow.exec(content.slice(0, 40)) ?? [];
  if (arrowed !== undefined) {
    const { head, hasMeasures } = readMeasures(content.slice(arrowed.length));
    const { isKnown } = readNodeName(head);
    return { ...sort('node', hasMeasures || isKnown), hasMeasures, isKnown };
  }
  if (rowCount.test(content.slice(0, 60))) return sort('end');
  const { label } = splitLabel(content) ?? {};
  if (label !== undefined && (isNodeProperty(label) || isFact(label) || worker.test(label))) {
    return sort('property', true, label);
  }
  if (readTrigger(content) !== undefined) return sort('trigger');
  const { head, hasMeasures } = readMeasures(content);
  const named = /^[A-Za-z]/.test(head) ? readNodeName(head) : undefined;
  if (hasMeasures && named !== undefined) {
    return { ...sort('root', named.isKnown), hasMeasures, isKnown: named.isKnown };
  }
  if (label !== undefined) return sort('label', false, label);
  if (named?.isKnown === true) {
    return { ...sort(readTargetTable(content) === undefined ? 'bare' : 'target', false), isKnown: true };
  }
  if (readTargetTable(content)?.['Alias'] !== undefined) return sort('target', false);
  return sort(heading.test(content) ? 'heading' : 'other', false);
}

function isNodeLike(kind: LineKind): boolean {
  return kind === 'node' || kind === 'root' || kind === 'bare' || kind === 'target';
}

/** Quotes and brackets are in pairs. */
function isBalanced({ kind, label }: Sort): boolean {
  return isNodeLike(kind) || isExpression(label);
}

const ellipsis = /(?:\.\.\.|…)$/;

interface NextLine {
  readonly sort: Sort;
  readonly raw: string;
  readonly content: string;
  readonly isAfterBlank: boolean;
}

const measures = /^\((?:cost=|actual |never executed\))/;

/** Whether a line is the rest of the one before it. */
function continues(current: Draft, next: NextLine, widest: number): boolean {
  const { kind, hasMeasures } = current.sort;
  const piece = current.pieces.at(-1);
  if (kind === 'other' || kind === 'end' || piece === undefined) return false;
  if (current.balance.isOpen) return !next.sort.isStrong && !ellipsis.test(piece.content.slice(-3));
  if (next.isAfterBlank) return false;
  if (isNodeLike(kind)) {
    if (measures.test(next.content)) return true;
    if (hasMeasures && piece.content.endsWith(')')) return false;
    // The measures of a node whose name is broken off look as though they had a name of their own.
    if (next.sort.kind === 'root') return kind === 'node' && !(current.sort.isKnown && next.sort.isKnown);
    return next.sort.kind === 'other' && kind !== 'target';
  }
  if (next.sort.kind === 'end') return false;
  // A node's properties never stand at the left edge where other lines of the plan are indented.
  const isMisplaced = next.sort.kind === 'property' && !isFact(next.sort.label) && current.column >= 2;
  if (next.sort.isStrong && !isMisplaced) return false;
  if (isOverflow(piece, next, widest)) return true;
  if (next.sort.isStrong) return false;
  if (next.sort.kind === 'heading' || isNodeLike(next.sort.kind)) return false;
  if (kind === 'property' && /[,=]$/.test(piece.content.slice(-1))) return true;
  if (next.sort.kind !== 'other') return false;
  if (kind === 'property' && isExpression(current.sort.label)) return true;
  const indent = next.raw.length - next.content.length;
  return kind !== 'heading' && kind !== 'trigger' && indent > current.column;
}

/** A line at the left edge whose first word had no room on the one before it. */
function isOverflow(before: Piece, next: NextLine, widest: number): boolean {
  if (next.raw.length !== next.content.length || widest < 40) return false;
  return before.raw.length + 1 + firstWord(next.content) > widest;
}

function firstWord(content: string): number {
  return /^\S{1,200}/.exec(content.slice(0, 200))?.[0].length ?? 0;
}

/** `Rows Removed by` and `Filter: 1`: neither is what both are. */
function rejoin(
  current: Draft,
  next: NextLine,
  widest: number,
): { readonly sort: Sort; readonly glued: { readonly glue: string } } | undefined {
  const [piece] = current.pieces;
  if (current.sort.kind !== 'other' || piece === undefined || current.pieces.length > 1 || next.isAfterBlank)
    return undefined;
  if (piece.content.length > 300 || !isOverflow(piece, next, widest)) return undefined;
  for (const glue of [' ', '']) {
    const sort = sortOf(piece.content + glue + next.content);
    if (sort.isStrong && (sort.kind === 'property' || sort.kind === 'node' || sort.kind === 'trigger'))
      return { sort, glued: { glue } };
  }
  return undefined;
}

/** Columns of terminals and pages. */
const usualWidths = new Set([60, 64, 70, 72, 76, 78, 79, 80, 100, 120, 132, 140, 150, 160, 180, 200, 240]);

/** The width at which the lines were cut wherever it fell; undefined where they were broken at blanks, or not at all. */
function wrappedAt(drafts: readonly Draft[], widest: number): number | undefined {
  let atWidest = 0;
  for (const { pieces } of drafts) {
    for (const [i, piece] of pieces.entries()) {
      if (i === pieces.length - 1) continue;
      if (piece.raw.length >= widest - 2) atWidest++;
      else if (pieces[i + 1]?.isInQuote !== true) return undefined;
    }
  }
  return atWidest > 1 || (atWidest === 1 && usualWidths.has(widest)) ? widest : undefined;
}

function finished(draft: Draft, wrapped: number | undefined, widest: number): PlanLine {
  const { pieces, first, last, column, isAfterBlank, balance } = draft;
  const parts: string[] = [];
  for (const [i, piece] of pieces.entries()) {
    const before = pieces[i - 1];
    if (before !== undefined) parts.push(piece.glue ?? glue(before, piece, draft.sort, wrapped, widest));
    parts.push(before !== undefined && piece.isInQuote ? piece.raw : piece.content);
  }
  const joined = parts.join('');
  const isVague = pieces.length > 1 && (draft.sort.kind === 'label' || draft.sort.kind === 'other');
  const sort = isVague ? sortOf(joined) : draft.sort;
  const content = sort.kind === 'node' ? joined.replace(arrow, '') : joined;
  const isTruncated = ellipsis.test(content.slice(-3));
  const whole = isTruncated ? content.replace(ellipsis, '') : content;
  return {
    kind: sort.kind,
    content: whole,
    label: sort.label,
    value: splitLabel(whole)?.value ?? '',
    column,
    first,
    last,
    isAfterBlank,
    isCut: isTruncated || (balance.isOpen && sort.kind !== 'target'),
  };
}

const nodeWords = /^(?:(?:rows|loops|width|time)=|\(|on |using )/;

function glue(before: Piece, next: Piece, sort: Sort, wrapped: number | undefined, widest: number): string {
  if (isNodeLike(sort.kind) && nodeWords.test(next.content)) return ' ';
  const length = before.raw.length;
  // Behind a comma stands a blank, and around an operator: what was cut there has it on one of the lines.
  if (!next.isInQuote && /(?:,| [<>=~!]{1,3})$/.test(before.content.slice(-5))) return ' ';
  if (wrapped !== undefined && length >= wrapped - 2) {
    if (length === wrapped && (next.isInQuote || next.raw === next.content)) return '';
    return next.isInQuote ? ' '.repeat(wrapped - length) : ' ';
  }
  if (!next.isInQuote) return ' ';
  // Inside a constant: a line that had room for the next word was not wrapped, the constant has a line feed there.
  return wrapped === undefined && length + 1 + firstWord(next.content) > widest ? ' ' : '\n';
}

function columnOf(raw: string, tab: number): number {
  const indent = raw.length - raw.trimStart().length;
  if (!raw.slice(0, indent).includes('\t')) return indent;
  let column = 0;
  for (let i = 0; i < indent; i++) {
    if (raw.charAt(i) !== '\t') column++;
    else column = tab < 0 ? column - tab : (Math.floor(column / tab) + 1) * tab;
  }
  return column;
}

/**
 * How wide a tab is: to the next multiple of 8 or of 4, or (negative) 4 blanks wherever it stands, as editors replace
 * them; whichever puts most lines where PostgreSQL does.
 */
function tabWidth(lines: readonly string[]): number {
  if (!lines.some(line => /^ *\t/.test(line.slice(0, 1_000)))) return 8;
  let best = 8;
  let most = -1;
  for (const tab of [8, 4, -4]) {
    const open: number[] = [];
    let fitting = 0;
    for (const line of lines) {
      const column = columnOf(line, tab);
      if (!line.trimStart().startsWith('->')) {
        if (column - (open.at(-1) ?? -4) === 6) fitting++;
        continue;
      }
      while ((open.at(-1) ?? -1) >= column) open.pop();
      const step = column - (open.at(-1) ?? -4);
      if (step === 6 || step === 8) fitting++;
      open.push(column);
    }
    if (fitting > most) [best, most] = [tab, fitting];
  }
  return best;
}
