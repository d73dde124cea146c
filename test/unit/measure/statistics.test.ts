import assert from 'node:assert/strict';

import { compareTimings, median, summarize } from '../../../src/measure/statistics';

describe('timings', () => {
  it('have a median and a spread', () => {
    assert.deepEqual(summarize([3, 1, 2, 10]), { medianMs: 2.5, range: [1, 10], middleHalf: [1.75, 4.75], runs: 4 });
    assert.deepEqual(summarize([7]), { medianMs: 7, range: [7, 7], middleHalf: [7, 7], runs: 1 });
    assert.equal(summarize([]), undefined);
    assert.equal(median([5, 1, 9]), 5);
    assert.equal(median([]), undefined);
  });

  it('are not sorted in place', () => {
    const runs = [3, 1, 2];
    summarize(runs);
    assert.deepEqual(runs, [3, 1, 2]);
  });

  it('differ only where one side wins nearly every pair, by more than a trifle, over enough runs', () => {
    assert.equal(compareTimings([10, 11, 12, 13, 14], [1, 2, 3, 4, 5]), 'faster');
    assert.equal(compareTimings([1, 2, 3, 4, 5], [10, 11, 12, 13, 14]), 'slower');
    assert.equal(compareTimings([1, 2, 3, 4, 5], [2, 3, 4, 5, 6]), 'no difference');
    assert.equal(compareTimings([10, 10, 10, 10, 50], [10, 10, 10, 10, 1]), 'no difference');
    assert.equal(compareTimings([100, 101, 102, 103, 104], [96, 97, 98, 99, 99.5]), 'no difference');
    assert.equal(compareTimings([10, 11], [1, 2]), 'no difference');
    assert.equal(compareTimings([], [1]), 'no difference');
  });
});
