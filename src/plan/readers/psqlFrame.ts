import { edgeAt, type InputLine } from './inputLines';
import { isFooter, isHeading, isRuler, recordMark, timing } from './psqlMarks';

/**
 * Takes away the frame that psql, or a client that draws alike, puts around a plan: headings, rulers, bars, counts of rows,
 * timings, marks of lines that go on, in any of psql's border and line styles, expanded or not. A frame's lines become
 * edges, so that a plan ends where its table does. The shapes are those of psql's print.c.
 */
export function withoutFrames(lines: readonly InputLine[]): readonly InputLine[] {
  const result: InputLine[] = [];
  const marked = linesInMarkedRuns(lines);
  let table: Table = outside;
  /** The last line goes on in the next one, which is the same line of the server's. */
  let wraps = false;
  const emit = (line: InputLine, text: string, joins: boolean): void => {
    const last = result.at(-1);
    if (joins && last !== undefined && last.edge !== true)
      result[result.length - 1] = { ...last, text: last.text + text };
    else result.push({ line: line.line, text });
  };
  for (const [i, line] of lines.entries()) {
    const { text } = line;
    if (line.edge === true) {
      result.push(line);
      table = outside;
      continue;
    }
    const record = recordMark(text);
    if (record !== undefined) {
      if (record === 1 || table.kind !== 'expanded') result.push(edgeAt(line));
      table = { kind: 'expanded', bar: table.kind === 'expanded' ? table.bar : undefined, fresh: true };
      wraps = false;
    } else if (isRuler(text)) {
      result.push(edgeAt(line));
      table =
        table.kind === 'expanded' ? outside : { kind: 'rows', trailing: text.trimEnd().endsWith('+'), pad: undefined };
      wraps = false;
    } else if (isFooter(text) || timing(text)) {
      result.push(edgeAt(line));
      table = outside;
    } else if (isHeading(text)) {
      result.push(edgeAt(line));
      const trailing = /[|│║]\s*$/.test(text);
      table = table.kind === 'rows' && !trailing ? table : { kind: 'rows', trailing, pad: undefined };
      wraps = false;
    } else if (text.startsWith('QUERY PLAN|')) {
      emit(line, text.slice('QUERY PLAN|'.length), false);
      table = { kind: 'records' };
    } else if (table.kind === 'records' && text.trim() === '') {
      // Records of unaligned output stand apart.
    } else if (table.kind === 'expanded' && text.trim() !== '') {
      const cell = expandedCell(text, table);
      if (cell === undefined) {
        table = outside;
        emit(line, text, false);
        continue;
      }
      const { ends, joins, bar } = cell;
      emit(line, cell.text, joins ?? (wraps && !table.fresh));
      wraps = !ends;
      table = { kind: 'expanded', bar, fresh: false };
    } else {
      if (table.kind === 'rows' && table.pad === undefined && text.trim() !== '') {
        table = { ...table, pad: text.startsWith(' ') };
      }
      const cell = rowCell(text, table, marked.has(i));
      emit(line, cell.text, wraps && (cell.joins || (table.kind === 'rows' && table.pad === false)));
      wraps = cell.wraps;
    }
  }
  return result;
}

type Table =
  | { readonly kind: 'outside' }
  /** `trailing`: rows end with a bar that is none of psql's (DBeaver). `pad`: a blank stands before each row (border 1). */
  | { readonly kind: 'rows'; readonly trailing: boolean; readonly pad: boolean | undefined }
  /** `bar` is the column of the bar behind the names, once it is known; -1 where there is none (border 0). */
  | { readonly kind: 'expanded'; readonly bar: number | undefined; readonly fresh: boolean }
  /** Unaligned and expanded. */
  | { readonly kind: 'records' };

const outside: Table = { kind: 'outside' };
const bars = new Set(['|', '│', '║']);
const lineEnds = new Set(['+', '↵']);
const wrapMarks = new Set(['.', '…']);

interface Cell {
  readonly text: string;
  /** It ends with a mark that says that the same line goes on. */
  readonly wraps: boolean;
  /** It begins with the mark that answers it. */
  readonly joins: boolean;
}

function rowCell(line: string, table: Table, marked: boolean): Cell {
  let text = line.trimEnd();
  const start = text.length - text.trimStart().length;
  const framed = text.length - start > 1 && bars.has(text.charAt(start)) && bars.has(text.charAt(text.length - 1));
  if (framed) text = text.slice(start + 1, -1);
  else if (table.kind === 'rows' && table.trailing && bars.has(text.charAt(text.length - 1))) text = text.slice(0, -1);
  const inTable = framed || table.kind === 'rows' || marked;
  if (!inTable) return { text: line, wraps: false, joins: false };
  const joins = wrapMarks.has(text.charAt(0));
  if (joins || framed || (table.kind === 'rows' && table.pad === true && text.startsWith(' '))) text = text.slice(1);
  const last = text.charAt(text.length - 1);
  const wraps = wrapMarks.has(last);
  if (wraps) return { text: text.slice(0, -1), wraps, joins };
  return { text: (lineEnds.has(last) ? text.slice(0, -1) : text).trimEnd(), wraps, joins };
}

interface ExpandedCell {
  readonly text: string;
  /** What comes is another line. */
  readonly ends: boolean;
  /** Whether it goes on with the line above; undefined where only that line tells. */
  readonly joins: boolean | undefined;
  readonly bar: number;
}

const name = 'QUERY PLAN';

function expandedCell(line: string, table: Extract<Table, { kind: 'expanded' }>): ExpandedCell | undefined {
  let text = line.trimEnd();
  const outer = bars.has(text.charAt(0));
  const bar = table.bar ?? barOf(text, outer ? 1 : 0);
  if (outer && bars.has(text.charAt(text.length - 1)) && text.length - 1 > bar) text = text.slice(0, -1);
  const from = bar < 0 ? name.length : bar + 1;
  const names = text.slice(outer ? 1 : 0, bar < 0 ? from : bar).trim();
  if (!table.fresh && names !== '' && !wrapMarks.has(names)) return undefined;
  const separator = bar < 0 ? '|' : text.charAt(bar);
  if (!bars.has(separator) && separator !== ';' && separator !== ':') return undefined;
  const wrapped = !table.fresh && (separator === ';' || wrapMarks.has(text.charAt(from)) || wrapMarks.has(names));
  const content = text.slice(from + 1);
  const last = content.charAt(content.length - 1);
  const marked = lineEnds.has(last);
  const shown = marked || wrapMarks.has(last) ? content.slice(0, -1) : content;
  return {
    text: marked || !wrapMarks.has(last) ? shown.trimEnd() : shown,
    ends: marked || (bar < 0 && !wrapMarks.has(last)),
    joins: wrapped ? true : separator === ':' ? false : undefined,
    bar,
  };
}

/** Column of the bar behind the names, -1 where there is none. */
function barOf(text: string, from: number): number {
  const start = text.startsWith(name, from) ? from : text.startsWith(` ${name}`, from) ? from + 1 : undefined;
  if (start !== undefined) {
    const bar = start + name.length + 1;
    return bars.has(text.charAt(bar)) ? bar : -1;
  }
  for (let i = from; i < Math.min(text.length, 80); i++) if (bars.has(text.charAt(i))) return i;
  return -1;
}

/** Lines of runs in which psql marked every line end; the ruler above such a table may be lost. */
function linesInMarkedRuns(lines: readonly InputLine[]): ReadonlySet<number> {
  const marked = new Set<number>();
  let start = 0;
  for (let i = 0; i <= lines.length; i++) {
    const text = lines[i]?.text.trimEnd() ?? '';
    if (lineEnds.has(text.charAt(text.length - 1))) continue;
    if (i - start > 2) for (let j = start; j < i; j++) marked.add(j);
    start = i + 1;
  }
  return marked;
}
