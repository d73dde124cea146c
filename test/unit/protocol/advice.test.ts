import assert from 'node:assert/strict';

import { adviceText } from '../../../src/protocol/adviceText';
import { dotPlot } from '../../../src/protocol/dotPlot';
import type { PanelState } from '../../../src/protocol/messages';
import { panelStates } from '../../screen/panel/states';

const { advice, measurement } = panelStates['measured'] as Extract<PanelState, { kind: 'plan' }>;

describe('the advice card', () => {
  it('says the costs and that they are estimates', () => {
    assert.ok(advice);
    const { headline, source, gain, price } = adviceText(advice, undefined);
    assert.deepEqual([headline, source, gain], ['cost 5,412 → 24.6', 'estimated', '220 times cheaper']);
    assert.deepEqual(
      price.map(({ label, value }) => `${label}: ${value}`),
      ['index: orders (customer_id)', 'size: 1.4 MB', 'build: 112 ms', 'makes redundant: orders_customer_idx'],
    );
  });

  it('says the medians once measured', () => {
    assert.ok(advice && measurement);
    const { headline, source, gain } = adviceText(advice, measurement);
    assert.deepEqual([headline, source, gain], ['14 ms → 0.04 ms', 'measured', '346 times faster']);
  });

  it('does not praise what is slower or the same', () => {
    assert.ok(advice && measurement);
    const { before, after } = measurement;
    assert.equal(adviceText(advice, { ...measurement, before: after, after: before }).gain, '346 times slower');
    assert.equal(adviceText(advice, { ...measurement, after: before }).gain, 'no difference');
  });
});

describe('the dots of a measurement', () => {
  it('stand on a logarithmic axis of whole decades', () => {
    const { ticks, sides, label } = dotPlot(
      { medianMs: 1284, runsMs: [1251, 1284, 1322] },
      { medianMs: 3.1, runsMs: [2.9, 3.1, 3.4] },
    );
    assert.deepEqual(
      ticks.map(tick => tick.label),
      ['1 ms', '10 ms', '100 ms', '1 s', '10 s'],
    );
    const step = (ticks[1]?.x ?? 0) - (ticks[0]?.x ?? 0);
    assert.ok(ticks.every((tick, i) => i === 0 || Math.abs(tick.x - (ticks[i - 1]?.x ?? 0) - step) < 1e-9));
    assert.ok((sides[1]?.medianX ?? 0) < (sides[0]?.medianX ?? 0));
    assert.equal(
      label,
      'Before: median 1,284 ms, 3 runs from 1,251 ms to 1,322 ms. After: median 3.1 ms, 3 runs from 2.9 ms to 3.4 ms. Logarithmic scale.',
    );
  });

  it('bear runs of no time and no runs at all', () => {
    const { sides, width } = dotPlot({ medianMs: 0, runsMs: [0] }, { medianMs: 0, runsMs: [] });
    for (const { medianX } of sides) assert.ok(medianX >= 0 && medianX <= width);
  });
});
