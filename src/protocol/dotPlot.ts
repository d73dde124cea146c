import { formatMs } from '../plan/units';

/** Runs as dots on a logarithmic time axis, in the units of an SVG drawing. */
export interface DotPlot {
  readonly width: number;
  readonly height: number;
  readonly axisY: number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly sides: readonly {
    readonly name: 'before' | 'after';
    readonly dots: readonly { readonly x: number; readonly y: number }[];
    /** Where the median stands. */
    readonly medianX: number;
  }[];
  /** The same for those who do not see it. */
  readonly label: string;
}

interface Runs {
  readonly medianMs: number;
  readonly runsMs: readonly number[];
}

const width = 460;
const height = 54;
const axisY = 38;
const margin = 24;
/** A server's clock gives microseconds; a run of 0 ms is drawn there. */
const leastMs = 0.001;

export function dotPlot(before: Runs, after: Runs): DotPlot {
  const all = [...before.runsMs, ...after.runsMs, before.medianMs, after.medianMs].map(ms => Math.max(leastMs, ms));
  const low = Math.floor(Math.log10(Math.min(...all)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all))));
  const x = (ms: number) => margin + ((Math.log10(Math.max(leastMs, ms)) - low) / (high - low)) * (width - 2 * margin);
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)).map(ms => ({
    x: x(ms),
    label: ms >= 1000 ? `${(ms / 1000).toLocaleString('en-US')} s` : `${Number(ms.toPrecision(1))} ms`,
  }));
  const side = (name: 'before' | 'after', runs: Runs) => ({
    name,
    dots: runs.runsMs.map((ms, i) => ({ x: x(ms), y: spread(i) })),
    medianX: x(runs.medianMs),
  });
  return {
    width,
    height,
    axisY,
    ticks,
    sides: [side('before', before), side('after', after)],
    label: `Before: ${describe(before)}. After: ${describe(after)}. Logarithmic scale.`,
  };
}

/** Dots of near-equal times must not cover each other: run after run takes the next of seven heights. */
function spread(run: number): number {
  return 6 + ((run * 3) % 7) * 4;
}

function describe({ medianMs, runsMs }: Runs): string {
  if (runsMs.length === 0) return `median ${formatMs(medianMs)}`;
  const [least, most] = [Math.min(...runsMs), Math.max(...runsMs)];
  return `median ${formatMs(medianMs)}, ${runsMs.length} runs from ${formatMs(least)} to ${formatMs(most)}`;
}
