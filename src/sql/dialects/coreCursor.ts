/**
 * What the rewriting of a query to the common core shares, whichever clause is being read: the place in the tokens, the
 * words written so far and the brackets around. A word often depends on what was written before it (`*` behind an operand
 * is a sign, behind SELECT all columns), and on the clause of the innermost bracket: hence both are kept as they grow.
 */
import type { CoreWord } from './coreWords';
import type { OtherDialect } from './dialect';
import { closing } from './tokenList';
import type { Token } from './tokens';

/** What a list of tokens that is rewritten by itself is. */
export type Part = 'query' | 'window' | 'group';

/** The statement, or a pair of brackets in it. */
export interface Frame {
  /** `join`: brackets around joined tables or grouping sets, which are left out. */
  readonly kind: Part | 'function' | 'join' | 'in';
  /** Of a query: the word of the clause that is being read; empty at its start. */
  clause: string;
  /** ON stands in the brackets around joined tables: the one behind them goes on with AND. */
  joined: boolean;
}

/** `WINDOW w AS (…)`, put in at `OVER w`. */
export type Windows = ReadonlyMap<string, readonly Token[]>;

export type Rewrite = (tokens: readonly Token[], part: Part, windows: Windows) => readonly CoreWord[];

export interface CoreCursorOptions {
  readonly tokens: readonly Token[];
  readonly part: Part;
  readonly windows: Windows;
  readonly dialect: OtherDialect;
  /** Reads a list of tokens by itself. */
  readonly rewrite: Rewrite;
}

export class CoreCursor {
  readonly tokens: readonly Token[];
  readonly dialect: OtherDialect;
  readonly windows: Windows;
  /** Index of the token to be read next. */
  at = 0;
  /** The next ON goes on with the one in brackets before. */
  joinGoesOn = false;
  readonly #rewrite: Rewrite;
  readonly #words: CoreWord[] = [];
  readonly #outermost: Frame;
  readonly #inner: Frame[] = [];

  constructor({ tokens, part, windows, dialect, rewrite }: CoreCursorOptions) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.windows = windows;
    this.#rewrite = rewrite;
    this.#outermost = { kind: part, clause: '', joined: false };
  }

  // What is read

  token(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  closing(ahead: number): number {
    return closing(this.tokens, this.at + ahead);
  }

  /** Leaves out what stands before `to`, one token at the least. */
  skip(to: number): true {
    this.at = Math.max(to, this.at + 1);
    return true;
  }

  /** The words of a part of the query, which is not moved past. */
  rewritten(tokens: readonly Token[], part: Part = 'group', windows = this.windows): readonly CoreWord[] {
    return this.#rewrite(tokens, part, windows);
  }

  // What is written

  get words(): readonly CoreWord[] {
    return this.#words;
  }

  /** The word written last, or `back` words from the end. */
  last(back = 1): CoreWord | undefined {
    return this.#words.at(-back);
  }

  push(...words: readonly CoreWord[]): void {
    for (const word of words) this.#words.push(word);
  }

  /** Takes the word back that was written last. */
  drop(): void {
    this.#words.pop();
  }

  /** Writes a word in place of the next tokens. */
  take(text: string, used = 1): true {
    this.#words.push({ text, at: this.token()?.start ?? 0 });
    this.at += used;
    return true;
  }

  emit(...words: readonly (string | CoreWord)[]): void {
    this.emitAt(this.token()?.start ?? 0, ...words);
  }

  emitAt(at: number, ...words: readonly (string | CoreWord)[]): void {
    for (const word of words) this.#words.push(typeof word === 'string' ? { text: word, at } : word);
  }

  // Where it stands

  /** The innermost. */
  frame(): Frame {
    return this.#inner.at(-1) ?? this.#outermost;
  }

  openFrame(kind: Frame['kind'], clause = ''): void {
    this.#inner.push({ kind, clause, joined: false });
  }

  /** The outermost stays. */
  closeFrame(): void {
    this.#inner.pop();
  }

  /** A table may stand here. */
  inTablePlace(): boolean {
    const before = this.last();
    return (
      this.frame().clause === 'from' && /^(?:from|,|(?:left )?join|)$/.test(before?.names ? '!' : (before?.text ?? ''))
    );
  }
}
