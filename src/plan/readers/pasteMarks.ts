import { edgeAt, type InputLine } from './inputLines';

/**
 * Takes away what chats, editors and grids put in front of lines or around them: `> ` of a quotation, fences, the service's
 * name of a container log, row numbers, quotation marks around every line, tuples of a Python prompt.
 */
export function withoutPasteMarks(lines: readonly InputLine[]): readonly InputLine[] {
  let result: readonly InputLine[] = withoutCells(withoutTags(lines)).map(line =>
    isFence(line.text) ? edgeAt(line) : line,
  );
  for (const mark of [quotation, service, rowNumber, tuple, quoted]) result = stripRuns(result, mark);
  return result;
}

/** What psql's HTML output puts around a row: tags that no plan has. */
const tags = /<\/?(?:table|caption|tbody|thead|tr|td|th|br|p|pre|code)\b[^<>]{0,100}>/g;
const entities: Readonly<Record<string, string>> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', amp: '&' };

function withoutTags(lines: readonly InputLine[]): readonly InputLine[] {
  if (!lines.some(({ text }) => /<td[ >]/.test(text))) return lines;
  return lines.map(line => ({
    ...line,
    text: line.text.replace(tags, '').replace(/&(nbsp|lt|gt|quot|amp);/g, (_, name: string) => entities[name] ?? ''),
  }));
}

/** A field of a CSV that holds a whole plan, marks doubled within, over several lines. */
function withoutCells(lines: readonly InputLine[]): readonly InputLine[] {
  const result: InputLine[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) break;
    const end = cellStart.test(line.text.slice(0, 40)) ? cellEnd(lines, i) : undefined;
    result.push(...(end === undefined ? [line] : cellOf(lines.slice(i, end + 1))));
    i = end ?? i;
  }
  return result;
}

const cellStart = /^"(?:- Plan:|- Query Text:|<explain )/;

function cellEnd(lines: readonly InputLine[], from: number): number | undefined {
  for (let i = from; i < lines.length; i++) {
    const text = (lines[i]?.text ?? '').slice(i === from ? 1 : 0).replaceAll('""', '');
    if (text.includes('"')) return text.trimEnd().endsWith('"') ? i : undefined;
  }
  return undefined;
}

function cellOf(lines: readonly InputLine[]): readonly InputLine[] {
  return lines.map((line, i) => {
    const text = i === lines.length - 1 ? line.text.trimEnd().slice(0, -1) : line.text;
    return { ...line, text: text.slice(i === 0 ? 1 : 0).replaceAll('""', '"') };
  });
}

interface Mark {
  /** The line without the mark; undefined where it has none. */
  strip(text: string): string | undefined;
  /** Whether a run of lines that all have the mark has it for its own sake. */
  counts(stripped: readonly string[], raw: readonly string[]): boolean;
}

function stripRuns(lines: readonly InputLine[], mark: Mark): readonly InputLine[] {
  const result: InputLine[] = [];
  for (let i = 0; i < lines.length;) {
    const stripped: string[] = [];
    const raw: InputLine[] = [];
    for (let j = i; j < lines.length; j++) {
      const line = lines[j];
      const text = line === undefined || line.edge === true ? undefined : mark.strip(line.text);
      if (line === undefined || text === undefined) break;
      stripped.push(text);
      raw.push(line);
    }
    const counts =
      raw.length > 0 &&
      mark.counts(
        stripped,
        raw.map(({ text }) => text),
      );
    for (const [j, line] of raw.entries()) result.push(counts ? { ...line, text: stripped[j] ?? '' } : line);
    const behind = lines[i + raw.length];
    if (behind !== undefined) result.push(behind);
    i += raw.length + 1;
  }
  return result;
}

function isFence(text: string): boolean {
  const start = text.trimStart();
  return (start.startsWith('```') || start.startsWith('~~~')) && start.length < 60;
}

const planLine =
  /\((?:cost|actual)[ =]|^\s*->|^\s*QUERY PLAN\s*$|^\s*(?:Planning|Execution) Time:|^\s*[[{]|"Plan"|^\s*- Plan:|<explain/;

const quotation: Mark = {
  strip: text => /^\s{0,3}>[ >]?(.*)$/s.exec(text)?.[1],
  counts: stripped => stripped.length > 1 || planLine.test(stripped[0] ?? ''),
};

/** docker compose: `db-1  | 2026-… LOG:  …`. */
const service: Mark = {
  strip: text => /^[\w.-]{1,80} {0,20}\| ?(.*)$/s.exec(text)?.[1],
  counts: (stripped, raw) => stripped.some(isLogLine) && new Set(raw.map(text => text.split('|', 1)[0])).size === 1,
};

function isLogLine(text: string): boolean {
  return /\b(?:LOG|NOTICE|INFO|WARNING|DEBUG\d?): {1,2}\S/.test(text.slice(0, 400));
}

const rowNumber: Mark = {
  strip: text => /^\s{0,6}\d{1,6}\t(.*)$/s.exec(text)?.[1],
  counts: stripped => stripped.some(text => planLine.test(text)),
};

/** psycopg: `[('Seq Scan on t  (cost=…)',),`. */
const tuple: Mark = {
  strip: text => {
    const line = text.trim().replace(/^\[\(/, '(');
    const inner = line.startsWith('(') ? line.slice(1) : '';
    const mark = inner.charAt(0);
    if (mark !== "'" && mark !== '"') return undefined;
    const end = inner.lastIndexOf(`${mark},)`);
    return end < 1 || inner.length - end > 5 ? undefined : inner.slice(1, end).replaceAll(`\\${mark}`, mark);
  },
  counts: stripped => stripped.some(text => planLine.test(text)),
};

/** pgAdmin and CSV: marks around a line, doubled within. */
const quoted: Mark = {
  strip: text => {
    const line = text.trimEnd();
    if (line.length < 2 || !line.startsWith('"') || !line.endsWith('"')) return undefined;
    const inner = line.slice(1, -1);
    return /^[^"]{0,60}" ?:/.test(inner) ? undefined : inner.replaceAll('""', '"');
  },
  counts: stripped => stripped.some(text => planLine.test(text) || /^\s*[A-Z][\w -]{1,40}: \S/.test(text)),
};
