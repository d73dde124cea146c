import { beginsLikeSql } from '../look';
import type { Piece } from '../reading/pieces';
import type { EmbeddedText, EmbeddingLanguage } from './embedding';

/** Fenced code blocks that name SQL. */
export const markdown: EmbeddingLanguage = {
  ids: ['markdown'],
  extensions: { markdown: ['.md', '.markdown'] },
  read,
};

const names = '(?:sql|pgsql|postgres|postgresql|plpgsql|psql|mysql|sqlite|tsql)(?![^\\s,;:{}])';
/** First word of an info string, also in braces as Pandoc and R Markdown write it: `{.sql}`, `{sql, connection=db}`. */
const sqlInfo = new RegExp(`^\\s*\\{?\\s*\\.?${names}`, 'i');
/** Without one of these in the text the document need not be parsed. */
const sqlFence = new RegExp(`(?:\`{3}|~{3})[ \\t]*\\{?[ \\t]*\\.?${names}`, 'i');

/** What a database's shell writes before what is typed: `db=# `, `mysql> `; and on the lines that follow: `db-# `, `-> `. */
const prompt = /^(?:[\w.@:/-]+=?[*!]?[#>]|MariaDB \[[^\]]*\]>|>)(?: +|$)/;
const certainPrompt = /^[\w.@:/-]+=[*!]?#(?: |$)/;
const continuedPrompt = /^(?:[\w.@:/-]+[-('"*$][*!]?[#>]| *(?:[-'"`]>|\.\.\.>))(?: +|$)/;
/** What it answers: a table's rule and its last line, tags of commands. */
const rule = /^ *-+(?:\+-+)* *$/;
const rowCount = /^\(\d+ rows?\)\s*$/;
const tag = /^(?:INSERT \d+ \d+|(?:UPDATE|DELETE|COPY|MERGE) \d+|Time: [\d.,]+ ms.*)\s*$/;

interface Fence {
  readonly info: string;
  /** Without what the list, the quotation or the fence itself takes of each line. */
  readonly content: string;
  /** Of the opening marks, from 0. */
  readonly line: number;
}

/** A stretch of the document that is one line of a fence. */
interface Line {
  readonly start: number;
  /** Behind the line break. */
  readonly end: number;
}

let loading: Promise<(document: string) => readonly Fence[]> | undefined;

async function loadFences(): Promise<(document: string) => readonly Fence[]> {
  const { default: MarkdownIt } = await import('markdown-it');
  const reader = new MarkdownIt('commonmark');
  reader.core.ruler.enableOnly(['normalize', 'block']);
  return document =>
    reader
      .parse(document, {})
      .flatMap(({ type, info, content, map }) => (type === 'fence' && map ? [{ info, content, line: map[0] }] : []));
}

async function read(document: string): Promise<readonly EmbeddedText[]> {
  if (!sqlFence.test(document)) return [];
  const fencesOf = await (loading ??= loadFences());
  const fences = fencesOf(document).filter(({ info }) => sqlInfo.test(info));
  const starts = lineStarts(document);
  return fences.flatMap(fence => {
    const lines = typed(contentLines(document, starts, fence), document);
    const [first] = lines;
    const last = lines.at(-1);
    if (!first || !last) return [];
    return [{ pieces: piecesOf(lines, document), start: first.start, end: last.end, recognisedBy: 'hint' as const }];
  });
}

/** Of each line, and the end of all. markdown-it too takes a lone carriage return for a line break. */
function lineStarts(document: string): readonly number[] {
  return [0, ...Array.from(document.matchAll(/\r\n?|\n/g), found => found.index + found[0].length), document.length];
}

function contentLines(document: string, starts: readonly number[], { content, line }: Fence): readonly Line[] {
  const texts = content.split('\n');
  if (texts.at(-1) === '') texts.pop();
  return texts.flatMap((text, i) => {
    const from = starts[line + 1 + i];
    const end = starts[line + 2 + i];
    if (from === undefined || end === undefined) return [];
    const written = document.slice(from, end).replace(/[\r\n]+$/, '');
    // markdown-it puts another character for NUL, and spaces for a tab of which the list takes a part.
    const standing = written.replaceAll('\0', '\ufffd').endsWith(text) ? text : text.trimStart();
    return [{ start: from + written.length - standing.length, end }];
  });
}

/** The lines of statements: without a shell's prompts and answers, and what stands before the first of them. */
function typed(lines: readonly Line[], document: string): readonly Line[] {
  const text = ({ start, end }: Line): string => document.slice(start, end);
  const given = lines.some(line => isPrompt(text(line))) ? session(lines, text) : withoutAnswers(lines, text);
  const first = given.findIndex(line => beginsLikeSql(text(line)));
  // Comments and brackets directly above the first statement are its own.
  const before = given.slice(0, Math.max(0, first)).findLastIndex(line => !/^\s*(?:$|--|\/\*|\*|\()/.test(text(line)));
  return first < 0 ? [] : given.slice(before + 1);
}

function isPrompt(line: string): boolean {
  const found = prompt.exec(line);
  return certainPrompt.test(line) || (found !== null && beginsLikeSql(line.slice(found[0].length)));
}

function session(lines: readonly Line[], text: (line: Line) => string): readonly Line[] {
  let open = false;
  return lines.flatMap(line => {
    const found = prompt.exec(text(line)) ?? (open ? continuedPrompt.exec(text(line)) : null);
    if (!found && !open) return [];
    const start = line.start + (found?.[0].length ?? 0);
    const command = text({ start, end: line.end }).trim();
    open = !command.endsWith(';') && !command.startsWith('\\') && command !== '';
    return command.startsWith('\\') ? [] : [{ start, end: line.end }];
  });
}

/** A table is an answer for certain where the number of its rows stands below it. */
function withoutAnswers(lines: readonly Line[], text: (line: Line) => string): readonly Line[] {
  const answers = new Set<number>();
  lines.forEach((line, i) => {
    if (tag.test(text(line))) answers.add(i);
    if (!rowCount.test(text(line))) return;
    const top = lines.slice(0, i).findLastIndex(other => rule.test(text(other).trimEnd()));
    for (let answer = Math.max(0, top - 1); top >= 0 && answer <= i; answer++) answers.add(answer);
  });
  return lines.filter((_, i) => !answers.has(i));
}

/** Lines that follow each other in the document make one piece. */
function piecesOf(lines: readonly Line[], document: string): readonly Piece[] {
  const stretches: { start: number; end: number }[] = [];
  for (const { start, end } of lines) {
    const before = stretches.at(-1);
    if (before?.end === start) before.end = end;
    else stretches.push({ start, end });
  }
  return stretches.map(({ start, end }): Piece => {
    return { kind: 'text', text: document.slice(start, end), start, end, verbatim: true };
  });
}
