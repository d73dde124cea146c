import { edgeAt, type InputLine } from './inputLines';

/** What auto_explain logged of one execution (contrib/auto_explain, `explain_ExecutorEnd`). */
export interface LogEntry {
  /** Behind `plan:`, without the prefixes and tabs of the log. */
  readonly lines: readonly InputLine[];
  readonly durationMs: number;
  readonly line: number;
  /** Where the entry ends is certain; else what follows it may be among its lines. */
  readonly bounded: boolean;
}

export interface LogReading {
  readonly entries: readonly LogEntry[];
  /** Every other line, in its order. */
  readonly rest: readonly InputLine[];
}

interface Draft {
  readonly lines: InputLine[];
  readonly durationMs: number;
  readonly line: number;
  bounded: boolean;
}

/**
 * Takes auto_explain's entries out of a log, whatever `log_line_prefix` is: the server's own log with tabs before lines
 * that go on, syslog with numbered parts of any process between each other, csvlog, or what a client printed.
 * `inString`: the lines stood in a string, which is the whole message where it begins as one (jsonlog, collectors).
 */
export function takeLogEntries(lines: readonly InputLine[], inString = false): LogReading {
  const drafts: Draft[] = [];
  const rest: InputLine[] = [];
  /** Entries of syslog that may go on, by process and number of the message. */
  const open = new Map<string, Draft>();
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    if (line === undefined) break;
    const head = headOf(line.text);
    if (head === undefined) {
      const part = syslogPart(line.text);
      const draft = part === undefined ? undefined : open.get(part.key);
      if (part === undefined || draft === undefined) rest.push(line);
      else addPart(draft, line, part.text);
      i++;
      continue;
    }
    const draft: Draft = { lines: [], durationMs: head.durationMs, line: line.line, bounded: true };
    drafts.push(draft);
    rest.push(edgeAt(line));
    i++;
    const part = syslogPart(line.text);
    if (part !== undefined) {
      open.set(part.key, draft);
      if (head.behind !== '') pushText(draft, line, head.behind);
    } else if (inString && i === 1 && head.at === 0) {
      if (head.behind !== '') pushText(draft, line, head.behind);
      draft.lines.push(...lines.slice(1));
      i = lines.length;
    } else if (head.quoted) i = takeQuoted(lines, i, line, head.behind, draft);
    else {
      if (head.behind !== '') pushText(draft, line, head.behind);
      i = takeFollowing(lines, i, draft);
    }
  }
  return { entries: drafts, rest };
}

interface Head {
  /** Column of the message. */
  readonly at: number;
  readonly durationMs: number;
  readonly behind: string;
  /** The message is a quoted field of a CSV. */
  readonly quoted: boolean;
}

const duration = /duration: (\d{1,12}(?:\.\d{1,6})?) ms {1,4}plan:/y;

function headOf(text: string): Head | undefined {
  for (let at = text.indexOf('duration: '); at >= 0; at = text.indexOf('duration: ', at + 1)) {
    duration.lastIndex = at;
    const match = duration.exec(text);
    if (match === null) continue;
    const behind = text.slice(duration.lastIndex);
    // Within a string of JSON its line ends are escaped: that is read with the JSON.
    if (behind.startsWith('\\n')) return undefined;
    return { at, durationMs: Number(match[1]), behind: behind.trimStart(), quoted: text.charAt(at - 1) === '"' };
  }
  return undefined;
}

/** rsyslog writes control characters as `#` and three octal digits. */
function pushText(draft: Draft, at: InputLine, text: string): void {
  for (const part of text.split('#012')) draft.lines.push({ line: at.line, text: part.replace(/^#011/, '') });
}

/** `postgres[123]: [7-1] `, or in RFC 5424 `postgres 123 - - [7-1] `. */
const numbered =
  /([\w./-]{1,64}(?:\[[\w.]{1,40}\](?:: | \d{1,10} \S{1,32} - | )| \d{1,10} \S{1,32} - ))(?:\[[\w-]{1,64}\] )?\[(\d{1,9})-\d{1,9}\](?: |$)/;
const unnumbered = /([\w./-]{1,64}\[\d{1,9}\]): (?=#011|\t)/;

interface SyslogPart {
  readonly key: string;
  readonly text: string;
}

function syslogPart(text: string): SyslogPart | undefined {
  const head = text.slice(0, 300);
  const match = numbered.exec(head);
  if (match !== null) {
    return { key: `${match[1] ?? ''} ${match[2] ?? ''}`, text: text.slice(match.index + match[0].length) };
  }
  const plain = unnumbered.exec(head);
  return plain === null ? undefined : { key: plain[1] ?? '', text: text.slice(plain.index + plain[0].length) };
}

/** A part without the tab goes on with the line before it, which was too long for syslog (elog.c, `write_syslog`). */
function addPart(draft: Draft, at: InputLine, text: string): void {
  const tab = text.startsWith('#011') ? 4 : text.trimStart().startsWith('#011') ? text.indexOf('#011') + 4 : 0;
  const last = draft.lines.at(-1);
  if (tab > 0) draft.lines.push({ line: at.line, text: text.slice(tab).replaceAll('#011', '\t') });
  else if (text.startsWith('\t')) draft.lines.push({ line: at.line, text: text.slice(1) });
  else if (last === undefined) draft.lines.push({ line: at.line, text: text.trimStart() });
  else draft.lines[draft.lines.length - 1] = { ...last, text: last.text + text };
}

/** The field up to its closing mark, doubled marks within. */
function takeQuoted(lines: readonly InputLine[], from: number, head: InputLine, behind: string, draft: Draft): number {
  let text = behind;
  let line = head;
  for (let i = from; ; i++) {
    const end = closingMark(text);
    const part = (end === undefined ? text : text.slice(0, end)).replaceAll('""', '"');
    if (i > from || part !== '') draft.lines.push({ line: line.line, text: part });
    const next = lines[i];
    if (end !== undefined || next === undefined) return i;
    line = next;
    text = next.text;
  }
}

function closingMark(text: string): number | undefined {
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charAt(at + 1) !== '"') return at;
  }
  return undefined;
}

/** Lines that go on begin with a tab, or with the blanks that a paste made of it, or, from a client, with nothing. */
function takeFollowing(lines: readonly InputLine[], from: number, draft: Draft): number {
  const first = lines[from]?.text ?? '';
  const width = first.startsWith('\t') ? 1 : first.length - first.trimStart().length;
  draft.bounded = width > 0;
  let i = from;
  for (; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined || line.edge === true) break;
    const { text } = line;
    if (width > 0 && text.trim() !== '') {
      const indent = text.length - text.trimStart().length;
      if (indent < width) break;
    } else if (width === 0 && isLogLine(text)) break;
    draft.lines.push({ line: line.line, text: text.slice(width) });
  }
  // Blank lines that an editor bared of their tab belong to the entry, those behind it do not.
  return i;
}

const level = /\b(?:LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?|DETAIL|HINT|CONTEXT|STATEMENT): {1,2}\S/;

function isLogLine(text: string): boolean {
  return headOf(text) !== undefined || level.test(text.slice(0, 300));
}
