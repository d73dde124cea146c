import assert from 'node:assert/strict';

import * as units from '../../../src/plan/units';

function check(format: (value: number) => string, expected: readonly (readonly [number, string])[]): void {
  for (const [value, text] of expected) assert.equal(format(value), text);
}

describe('numbers as text', () => {
  it('counts', () => {
    check(units.formatCount, [
      [0, '0'],
      [1.33, '1.33'],
      [5.5, '5.5'],
      [66_666.67, '66,667'],
      [1_199_963, '1,199,963'],
    ]);
  });
  it('times', () => {
    check(units.formatMs, [
      [0, '0 ms'],
      [0.004, '< 0.01 ms'],
      [0.041, '0.04 ms'],
      [3.14, '3.1 ms'],
      [81.2, '81 ms'],
      [1284, '1,284 ms'],
      [12_840, '12.8 s'],
      [125_000, '2 min 5 s'],
    ]);
  });
  it('durations', () => {
    check(units.formatDuration, [
      [240, '240 ms'],
      [1900, '1.9 s'],
      [19_000, '19.0 s'],
    ]);
  });
  it('sizes', () => {
    check(units.formatBytes, [
      [0, '0 B'],
      [900, '900 B'],
      [8192, '8 kB'],
      [1_474_560, '1.4 MB'],
      [38_797_312, '37 MB'],
      [2 ** 41, '2 TB'],
    ]);
  });
  it('costs', () => {
    check(units.formatCost, [
      [0.0042, '0'],
      [8.44, '8.44'],
      [24.62, '24.6'],
      [20_412.3, '20,412'],
    ]);
  });
  it('shares', () => {
    check(units.formatPercent, [
      [0, '0 %'],
      [1, '100 %'],
      [0.934, '93 %'],
      [0.065, '6.5 %'],
      [0.0009, '0.09 %'],
      [0.00003, '0.003 %'],
      [1e-9, '< 0.0001 %'],
    ]);
  });
});
