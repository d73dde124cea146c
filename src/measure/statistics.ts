/** What repeated timings say together. Times in ms. */
export interface TimingSummary {
  readonly medianMs: number;
  /** The fastest and the slowest run. */
  readonly range: readonly [number, number];
  /** Half of the runs lie within: first and third quartile. */
  readonly middleHalf: readonly [number, number];
  readonly runs: number;
}

/** `undefined` without a run. */
export function summarize(runsMs: readonly number[]): TimingSummary | undefined {
  const sorted = [...runsMs].sort((one, other) => one - other);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    medianMs: quantile(sorted, 0.5),
    range: [first, last],
    middleHalf: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    runs: sorted.length,
  };
}

/** `undefined` for an empty list. */
export function median(values: readonly number[]): number | undefined {
  return summarize(values)?.medianMs;
}

/**
 * Which side is faster, decided on the runs alone: a side is called faster only when the middle halves do not touch.
 * With few runs no test of significance says more; the dots in the panel show the rest.
 */
export function compareTimings(
  before: readonly number[],
  after: readonly number[],
): 'faster' | 'slower' | 'no difference' {
  const one = summarize(before);
  const other = summarize(after);
  if (one === undefined || other === undefined) return 'no difference';
  if (other.middleHalf[1] < one.middleHalf[0]) return 'faster';
  if (other.middleHalf[0] > one.middleHalf[1]) return 'slower';
  return 'no difference';
}

/** By linear interpolation between the two nearest of the sorted values (Hyndman & Fan 1996, type 7). */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
