import { colourSql, type SqlPiece } from './sqlColours';

/** A part of a text that belongs to a node; offsets are UTF-16, `end` behind the last. */
export interface SqlMark {
  readonly nodeId: string;
  readonly start: number;
  readonly end: number;
}

export interface MarkedPiece extends SqlPiece {
  /** The node that the piece stems from: of several, the one whose part is smallest. */
  readonly owner: string | undefined;
  /** Every node whose part covers the piece. */
  readonly nodes: ReadonlySet<string>;
}

/** More than this of a text is shown without colours or marks, and cut. */
export const longestColoured = 60_000;
const mostMarks = 2_000;
const none: ReadonlySet<string> = new Set();

/**
 * The text in pieces of one colour and one set of nodes, without the margin that the program around it gave to all its
 * lines. Offsets of marks are those of the text with its margin.
 */
export function sqlPieces(sql: string, marks: readonly SqlMark[] = []): readonly MarkedPiece[] {
  const ranges = marks
    .filter(({ start, end }) => start >= 0 && end <= sql.length && start < end)
    .slice(0, mostMarks)
    .sort((one, other) => other.end - other.start - (one.end - one.start));
  const hidden = margins(sql);
  const cuts = [...new Set([...ranges, ...hidden].flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const owners = ownersBetween(cuts, ranges);
  const pieces: MarkedPiece[] = [];
  let offset = 0;
  let cut = 0;
  let gap = 0;
  for (const { text, kind } of colourSql(sql)) {
    const end = offset + text.length;
    while (offset < end) {
      while ((cuts[cut] ?? Infinity) <= offset) cut++;
      while ((hidden[gap]?.end ?? Infinity) <= offset) gap++;
      const next = Math.min(end, cuts[cut] ?? Infinity);
      const margin = hidden[gap];
      if (margin === undefined || offset < margin.start) {
        const { owner, nodes } = owners[cut - 1] ?? { owner: undefined, nodes: none };
        pieces.push({ text: sql.slice(offset, next), kind, owner, nodes });
      }
      offset = next;
    }
  }
  return pieces;
}

/** For the text between each cut and the next, who owns it. `ranges` come longest first, so that shorter ones win. */
function ownersBetween(
  cuts: readonly number[],
  ranges: readonly SqlMark[],
): readonly { readonly owner: string | undefined; readonly nodes: ReadonlySet<string> }[] {
  const places = new Map(cuts.map((offset, i) => [offset, i]));
  const owners = cuts.map(() => ({ owner: undefined as string | undefined, nodes: new Set<string>() }));
  for (const { nodeId, start, end } of ranges) {
    const last = places.get(end) ?? 0;
    for (let i = places.get(start) ?? last; i < last; i++) {
      const between = owners[i];
      if (between === undefined) continue;
      between.owner = nodeId;
      between.nodes.add(nodeId);
    }
  }
  return owners;
}

/** The first line stands without its indentation already; the margin is what the others share. */
function margins(sql: string): readonly { readonly start: number; readonly end: number }[] {
  const [first = '', ...others] = sql.split('\n');
  const indented = others.map(line => ({ line, width: indentation(line) }));
  const margin = indented.reduce(
    (least, { line, width }) => (width === line.length ? least : Math.min(least, width)),
    Infinity,
  );
  if (margin === 0 || margin === Infinity) return [];
  const hidden: { start: number; end: number }[] = [];
  let start = first.length + 1;
  for (const { line } of indented) {
    const width = Math.min(margin, line.length);
    if (width > 0) hidden.push({ start, end: start + width });
    start += line.length + 1;
  }
  return hidden;
}

function indentation(line: string): number {
  let at = 0;
  while (line[at] === ' ' || line[at] === '\t' || line[at] === '\r') at++;
  return at;
}
