/** Numbers as people read them, the same in the panel, hovers and the command line: English grouping, a unit behind a space. */

const grouping = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1,199,963`; fractions (rows for one loop) keep two digits below 10. */
export function formatCount(count: number): string {
  return Number.isInteger(count) || Math.abs(count) >= 10 ? grouping.format(count) : trimmed(count, 2);
}

/** `1,284 ms`, `81 ms`, `3.1 ms`, `0.04 ms`; from ten seconds on `12.8 s`, from two minutes on `2 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms >= 120_000) {
    const seconds = Math.round(ms / 1000);
    return `${grouping.format(Math.floor(seconds / 60))} min ${seconds % 60} s`;
  }
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 10) return `${grouping.format(ms)} ms`;
  if (ms >= 1) return `${ms.toFixed(1)} ms`;
  if (ms >= 0.01) return `${ms.toFixed(2)} ms`;
  return ms > 0 ? '< 0.01 ms' : '0 ms';
}

/** How long something took that people wait for: `1.9 s`, `240 ms`. */
export function formatDuration(ms: number): string {
  return ms >= 1000 && ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : formatMs(ms);
}

/** Powers of 1024 under the names that `pg_size_pretty` uses. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 && unit > 0 ? trimmed(value, 1) : grouping.format(value)} ${units[unit] ?? ''}`;
}

/** The planner's cost, without a unit because it has none. */
export function formatCost(cost: number): string {
  if (cost >= 100) return grouping.format(cost);
  return trimmed(cost, cost >= 10 ? 1 : 2);
}

/** A share of 1: `93 %`, `6.5 %`, `0.003 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent >= 10 || percent === 0) return `${Math.round(percent)} %`;
  if (percent >= 1) return `${trimmed(percent, 1)} %`;
  if (percent < 0.0001) return '< 0.0001 %';
  return `${Number(percent.toPrecision(1)).toFixed(Math.ceil(-Math.log10(percent)))} %`;
}

/** `37 rows`, `1 row`. */
export function formatRows(rows: number): string {
  return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

/** `37 times`, `once`. */
export function formatTimes(times: number): string {
  return times === 1 ? 'once' : `${formatCount(times)} times`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
