/** Something in the input that could not be understood; what was understood is kept beside it. Lines and columns count from 0. */
export interface Problem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  /** In UTF-16 code units from the start of the input. */
  readonly offset?: number;
}

export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}
