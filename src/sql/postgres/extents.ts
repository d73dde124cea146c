import { type Token, tokenize } from './lexer';
import type { TextOffsets } from './textOffsets';

export interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a part of a parse tree stands in the text. The tree has one location a node, mostly that of its first word or
 * its operator; the extent reaches from the first to the last token that the part has, until brackets are balanced.
 */
export class Extents {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly #offsets: TextOffsets;

  constructor(text: string, offsets: TextOffsets) {
    this.text = text;
    this.#offsets = offsets;
    this.tokens = tokenize(text).filter(({ kind }) => kind !== 'comment');
  }

  /** `undefined` for a part without any location. */
  of(...parts: readonly unknown[]): Extent | undefined {
    const span = spanOf(parts);
    if (span === undefined) return undefined;
    return this.balanced(
      this.at(this.#offsets.fromByte(span.first)),
      this.at(this.#offsets.fromByte(span.last)),
      span.nullTest,
    );
  }

  /** Place among the tokens of the one that holds the offset, or of the next. */
  at(offset: number): number {
    let low = 0;
    let high = this.tokens.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.tokens[middle]?.end ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  fromByte(location: number): number {
    return this.#offsets.fromByte(location);
  }

  /** In capitals. */
  word(place: number): string {
    const token = this.tokens[place];
    return token === undefined ? '' : this.text.slice(token.start, token.end).toUpperCase();
  }

  extent(first: number, last: number): Extent {
    return { start: this.tokens[first]?.start ?? 0, end: this.tokens[last]?.end ?? this.text.length };
  }

  private balanced(from: number, to: number, nullTest: boolean): Extent {
    let first = from;
    let last = to;
    // `x IS NOT NULL` is located at IS.
    if (nullTest && this.word(last) === 'IS') last += this.word(last + 1) === 'NOT' ? 2 : 1;
    while (this.word(last + 1) === '.' && last + 2 < this.tokens.length) last += 2;
    // A call is located at its name, a list at what is in it: what follows belongs to it.
    if (this.word(last + 1) === '(' || this.word(last + 1) === '[') last++;
    let depth = 0;
    let lowest = 0;
    for (let i = first; i <= last; i++) {
      depth += bracket(this.word(i));
      lowest = Math.min(lowest, depth);
    }
    for (; depth > lowest && last + 1 < this.tokens.length; depth += bracket(this.word(last))) last++;
    for (; lowest < 0 && first > 0; lowest += Math.max(0, bracket(this.word(first)))) first--;
    return this.extent(first, last);
  }
}

function bracket(word: string): number {
  if (word === '(' || word === '[') return 1;
  return word === ')' || word === ']' ? -1 : 0;
}

interface Span {
  first: number;
  last: number;
  nullTest: boolean;
}

/** First and last location below, in bytes. Does not recurse. */
function spanOf(parts: readonly unknown[]): Span | undefined {
  let span: Span | undefined;
  const stack: unknown[] = [...parts];
  while (stack.length > 0) {
    const part = stack.pop();
    if (Array.isArray(part)) {
      for (const item of part as readonly unknown[]) stack.push(item);
    } else if (typeof part === 'object' && part !== null) {
      for (const [key, value] of Object.entries(part)) {
        if (key !== 'location' || typeof value !== 'number' || value < 0) stack.push(value);
        else if (span === undefined) span = { first: value, last: value, nullTest: isTest(part) };
        else {
          if (value >= span.last) span = { ...span, last: value, nullTest: isTest(part) };
          span.first = Math.min(span.first, value);
        }
      }
    }
  }
  return span;
}

/** A null test or a test for TRUE, FALSE, UNKNOWN: nothing else has such a field. */
function isTest(part: object): boolean {
  return 'nulltesttype' in part || 'booltesttype' in part;
}
