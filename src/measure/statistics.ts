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

/** With fewer runs on a side, runs that are ordered by chance alone are too likely to name a winner. */
const fewestRuns = 5;
/** Share of the pairs of runs, one of each side, that the winner must win. */
const winningShare = 0.95;
/** Medians that are closer than this ratio are not told apart, however steady the runs. */
const leastRatio = 1.05;

/**
 * Which side is faster, decided on the runs alone: one that wins 95 of 100 pairs of runs (the statistic of Mann and
 * Whitney 1947 divided by the number of pairs; for 10 runs a side p < 0.001) and whose median is better by 5 %. Whether
 * the cause is what was changed, the runs cannot say: compare the plans as well (`sameSteps`).
 */
export function compareTimings(
  before: readonly number[],
  after: readonly number[],
): 'faster' | 'slower' | 'no difference' {
  const one = median(before);
  const other = median(after);
  if (one === undefined || other === undefined || Math.min(before.length, after.length) < fewestRuns) {
    return 'no difference';
  }
  const share = winsOf(after, before);
  if (share >= winningShare && one >= other * leastRatio) return 'faster';
  if (share <= 1 - winningShare && other >= one * leastRatio) return 'slower';
  return 'no difference';
}

/** Share of the pairs in which `runs` is the shorter one; a tie is half a win. */
function winsOf(runs: readonly number[], others: readonly number[]): number {
  let wins = 0;
  for (const run of runs) for (const other of others) wins += run < other ? 1 : run === other ? 0.5 : 0;
  return wins / (runs.length * others.length);
}

/** By linear interpolation between the two nearest of the sorted values (Hyndman & Fan 1996, type 7). */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
