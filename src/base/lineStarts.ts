/** Where the lines of a text begin, kept while it is edited: an edit costs a pass over numbers, not over the text. */
export class LineStarts {
  #starts: number[];

  constructor(text: string) {
    this.#starts = [0, ...breaksIn(text, 0)];
  }

  /** `put` stands now where `start` to `oldEnd` stood. */
  edit(start: number, oldEnd: number, put: string): void {
    const from = this.#firstBehind(start);
    const to = this.#firstBehind(oldEnd);
    const delta = start + put.length - oldEnd;
    const starts = this.#starts;
    if (delta !== 0) for (let i = to; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + delta;
    const added = breaksIn(put, start);
    if (to > from || added.length > 0) this.#starts = [...starts.slice(0, from), ...added, ...starts.slice(to)];
  }

  /** Row from 0, column in UTF-16 code units. `\n` alone ends a line, as tree-sitter counts. */
  pointAt(offset: number): { readonly row: number; readonly column: number } {
    const row = this.#firstBehind(offset) - 1;
    return { row, column: offset - (this.#starts[row] ?? 0) };
  }

  /** Index of the first line that begins behind the offset. */
  #firstBehind(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function breaksIn(text: string, shift: number): number[] {
  const starts: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(shift + at + 1);
  return starts;
}
