import type { PlanRow } from './planRows';

/** What the reader looks for in the plan, and where it stands. */
export interface Find {
  /** As typed. */
  readonly text: string;
  /** What is compared, without regard to the case of letters; empty: nothing was asked. */
  readonly needle: string;
  /** Positions in `rows`, in the order of the tree. */
  readonly matches: readonly number[];
  /** Which of the matches was gone to last. */
  readonly at: number | undefined;
}

export function findRows(rows: readonly PlanRow[], text: string): Find {
  const needle = text.trim().toLowerCase();
  const matches: number[] = [];
  if (needle !== '') {
    for (let i = 0; i < rows.length; i++) if (rows[i]?.haystack.includes(needle) === true) matches.push(i);
  }
  return { text, needle, matches, at: undefined };
}

/** The match behind or before the last one, around the end; the first time the one at or behind `from`. */
export function nextMatch({ matches, at }: Find, step: 1 | -1, from: number): number | undefined {
  if (matches.length === 0) return undefined;
  if (at !== undefined) return (at + step + matches.length) % matches.length;
  const behind = matches.findIndex(place => place >= from);
  if (step === 1) return behind < 0 ? 0 : behind;
  return behind <= 0 ? matches.length - 1 : behind - 1;
}
