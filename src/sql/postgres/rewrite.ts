interface Segment {
  /** In the rewritten text. */
  readonly start: number;
  /** In the original. */
  readonly from: number;
  /** Offsets inside stand for its start. */
  readonly replaced: boolean;
}

/** A text in which some stretches were replaced, in order, with the way back. */
export class Rewrite {
  readonly #original: string;
  readonly #segments: Segment[] = [{ start: 0, from: 0, replaced: false }];
  #text = '';
  #copied = 0;

  constructor(original: string) {
    this.#original = original;
  }

  /** Gives where the replacement begins in the new text. */
  replace(start: number, end: number, replacement: string): number {
    this.#text += this.#original.slice(this.#copied, start);
    const at = this.#text.length;
    this.#segments.push({ start: at, from: start, replaced: true });
    this.#text += replacement;
    this.#segments.push({ start: this.#text.length, from: end, replaced: false });
    this.#copied = end;
    return at;
  }

  /** Where an offset behind the last replacement will stand. */
  placeOf(offset: number): number {
    return this.#text.length + offset - this.#copied;
  }

  /** Nothing is replaced from here on. */
  finish(): {
    readonly text: string;
    readonly toOriginal: (offset: number) => number;
    readonly fromOriginal: (offset: number) => number;
  } {
    const text = this.#text + this.#original.slice(this.#copied);
    const segments = this.#segments;
    const { length } = this.#original;
    return {
      text,
      toOriginal: offset => {
        const segment = last(segments, ({ start }) => start <= offset);
        if (!segment) return 0;
        const at = segment.replaced ? segment.from : segment.from + (offset - segment.start);
        return Math.max(0, Math.min(at, length));
      },
      fromOriginal: offset => {
        const segment = last(segments, ({ from }) => from <= offset);
        if (!segment) return 0;
        const at = segment.replaced ? segment.start : segment.start + (offset - segment.from);
        return Math.max(0, Math.min(at, text.length));
      },
    };
  }
}

/** The last segment that holds; those that hold stand in front. */
function last(segments: readonly Segment[], holds: (segment: Segment) => boolean): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const segment = segments[middle];
    if (segment && holds(segment)) low = middle;
    else high = middle - 1;
  }
  return segments[low];
}
