/** A line of the input on its way to a reader. */
export interface InputLine {
  readonly text: string;
  /** In the input, from 0. */
  readonly line: number;
  /** Nothing but the end of what stands above it: a heading, a ruler, a count of rows. Its text is empty. */
  readonly edge?: true;
}

/** Lines without what editors, terminals and chats put into a text: byte order mark, odd blanks, colours. */
export function inputLines(text: string, firstLine = 0): readonly InputLine[] {
  const plain = text.includes('\u001B') ? text.replace(colours, '') : text;
  return plain
    .split(/\r\n?|\n/)
    .map((line, i) => ({ text: line.replace(oddBlanks, ' ').replace(invisible, ''), line: firstLine + i }));
}

export function edgeAt({ line }: InputLine): InputLine {
  return { text: '', line, edge: true };
}

/** Runs of lines between edges; none is empty. */
export function blocksOf(lines: readonly InputLine[]): readonly (readonly InputLine[])[] {
  const blocks: InputLine[][] = [];
  let open: InputLine[] | undefined;
  for (const line of lines) {
    if (line.edge === true) open = undefined;
    else if (open === undefined) blocks.push((open = [line]));
    else open.push(line);
  }
  return blocks;
}

/** Select Graphic Rendition (ECMA-48). */
// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const colours = /\u001B\[[\d;]*m/g;
const oddBlanks = /[\u00A0\u2007\u202F]/g;
const invisible = /[\u200B\u2060\uFEFF]/g;
