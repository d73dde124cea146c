import type { ParameterKind, PlaceholderStyle } from './statement';

/** An interpolation in a text of SQL; a mark of the form `$n` stands there. */
export interface TextHole {
  readonly start: number;
  readonly end: number;
  /** Source text of what is interpolated. */
  readonly source: string;
  /** Handed over as a parameter, not pasted into the text. */
  readonly value: boolean;
}

/** A placeholder or interpolation and what was put in its place. */
export interface PreparedParameter {
  readonly number: number;
  readonly kind: ParameterKind;
  readonly style: PlaceholderStyle;
  /** Name of the placeholder, source text of the interpolation. */
  readonly name?: string;
  /** It is `$n` in `sql` and gets a value; otherwise a name or a piece of SQL was assumed. */
  readonly sent: boolean;
  /** First place in `sql`. */
  readonly offset: number;
  /** In words, what stands there now: `TRUE`, `all columns`, `nothing`. */
  readonly assumed?: string;
}

/** A statement with every placeholder and interpolation filled, so that parser and server take it. */
export interface PreparedText {
  readonly sql: string;
  /** By first place. */
  readonly parameters: readonly PreparedParameter[];
  /** Offset in the text given of an offset in `sql`; inside a filling its hole's start. */
  toOriginal(offset: number): number;
  fromOriginal(offset: number): number;
}
