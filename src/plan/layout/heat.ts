/** How much a step takes of a measure: colour and bar follow from it. */
export type Heat = 'none' | 'cool' | 'mild' | 'warm' | 'hot';

/** By a share of the whole, 0 to 1. */
export function heatOf(share: number): Heat {
  if (share >= 0.5) return 'hot';
  if (share >= 0.2) return 'warm';
  if (share >= 0.05) return 'mild';
  return share > 0 ? 'cool' : 'none';
}
