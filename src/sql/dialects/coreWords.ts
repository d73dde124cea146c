import type { OtherDialect } from './dialect';
import type { Token } from './tokens';

/** A word of a query in the core that all grammars take. */
export interface CoreWord {
  /** As the parser is to see it; empty for names. */
  readonly text: string;
  /** Schema and table, or a column; an unknown part is empty. */
  readonly names?: readonly string[];
  /** UTF-16 offset in the statement. */
  readonly at: number;
}

/** Stands for every constant but short numbers, which may be the place of an output, and strings. */
export const anyConstant = '987654321';
/** A pattern that begins with what it looks for. */
export const prefixPattern = "'x'";

export function constantText(token: Token, dialect: OtherDialect): string {
  if (token.kind === 'number') return /^\d{1,4}$/.test(token.text) ? token.text : anyConstant;
  if (token.kind !== 'string') return anyConstant;
  const wildcard = dialect === 'transactsql' ? /^(?:$|[%_[])/ : /^(?:$|[%_])/;
  return wildcard.test(token.text) ? "'%'" : prefixPattern;
}

export function isConstantWord(word: CoreWord | undefined): boolean {
  return word !== undefined && /^['\d]/.test(word.text);
}

const operandWords = new Set([')', '*', 'end', 'null', 'true', 'false']);

/** What follows may be an infix operator. */
export function endsOperand(word: CoreWord | undefined): boolean {
  return word !== undefined && (word.names !== undefined || isConstantWord(word) || operandWords.has(word.text));
}

/** The text for the parser; names become `z1`, `z2`, … */
export class CoreText {
  readonly text: string;
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];
  readonly #names = new Map<string, readonly string[]>();

  constructor(words: readonly CoreWord[]) {
    const surrogates = new Map<string, string>();
    let text = '';
    let previous: CoreWord | undefined;
    for (const word of words) {
      let written = word.text;
      if (word.names) {
        const key = JSON.stringify(word.names);
        written = surrogates.get(key) ?? `z${surrogates.size + 1}`;
        surrogates.set(key, written);
        this.#names.set(written, word.names);
      }
      if (text !== '' && word.text !== '.' && previous?.text !== '.') text += ' ';
      this.#starts.push(text.length);
      this.#offsets.push(word.at);
      text += written;
      previous = word;
    }
    this.text = text;
  }

  get distinctNames(): number {
    return this.#names.size;
  }

  /** What a surrogate stands for. */
  names(surrogate: string): readonly string[] {
    return this.#names.get(surrogate) ?? [];
  }

  /** The statement's offset of the first word at or behind the parser's offset; `undefined` behind the last. */
  toOriginal(offset: number): number | undefined {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return this.#offsets[low];
  }
}
