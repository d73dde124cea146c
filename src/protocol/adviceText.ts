import type { IndexAdvice } from '../advisor/index';
import { formatBytes, formatCost, formatDuration, formatMs } from '../plan/units';
import type { MeasurementView } from './messages';

/** The advice card in words, so that the panel only lays them out. */
export interface AdviceText {
  /** `1,284 ms → 3.1 ms` or `cost 20,412 → 8.4`. */
  readonly headline: string;
  readonly source: 'measured' | 'estimated';
  /** `414 times faster`. */
  readonly gain: string;
  /** Price list: label and value; `code` values are names and SQL. */
  readonly price: readonly {
    readonly label: string;
    readonly value: string;
    readonly code: boolean;
    readonly more?: string;
  }[];
}

export function adviceText(advice: IndexAdvice, measurement: MeasurementView | undefined): AdviceText {
  const { card, index } = advice;
  const table = index.schema === 'public' ? index.table : `${index.schema}.${index.table}`;
  const price = [
    { label: 'index', value: `${table} (${index.columns.join(', ')})`, code: true },
    { label: 'size', value: formatBytes(card.sizeBytes), code: false },
    { label: 'build', value: formatDuration(card.buildMs), code: false, more: 'no lock on writes (CONCURRENTLY)' },
    ...(card.makesRedundant.length > 0
      ? [{ label: 'makes redundant', value: card.makesRedundant.join(', '), code: true }]
      : []),
  ];
  if (measurement === undefined) {
    return {
      headline: `cost ${formatCost(card.costBefore)} → ${formatCost(card.costAfter)}`,
      source: 'estimated',
      gain: gain(card.costBefore, card.costAfter, 'cheaper', 'dearer'),
      price,
    };
  }
  const { before, after } = measurement;
  return {
    headline: `${formatMs(before.medianMs)} → ${formatMs(after.medianMs)}`,
    source: 'measured',
    gain: gain(before.medianMs, after.medianMs, 'faster', 'slower'),
    price,
  };
}

function gain(before: number, after: number, better: string, worse: string): string {
  if (before <= 0 || after <= 0) return '';
  const ratio = before / after;
  if (ratio >= 1.05) return `${times(ratio)} ${better}`;
  return ratio <= 1 / 1.05 ? `${times(1 / ratio)} ${worse}` : 'no difference';
}

function times(ratio: number): string {
  return ratio >= 10 ? `${Math.round(ratio).toLocaleString('en-US')} times` : `${ratio.toFixed(1)} times`;
}
