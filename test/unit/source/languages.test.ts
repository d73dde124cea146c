import assert from 'node:assert/strict';

import { judge, readFixtures } from '../../support/sourceFixtures';
import { testFinder } from './finder';

/** Share of what is found that is SQL, and of the SQL that is found. */
const leastPrecision = 0.98;
const leastRecall = 0.95;

const finder = testFinder();

describe('SQL in the marked files', () => {
  const all = readFixtures();
  for (const language of new Set(all.map(fixture => fixture.language))) {
    it(`is found in ${language}, and nothing else`, async () => {
      let expected = 0;
      let found = 0;
      let right = 0;
      const mistakes: string[] = [];
      for (const fixture of all.filter(other => other.language === language)) {
        const verdict = await judge(fixture, finder);
        expected += verdict.expected;
        found += verdict.found;
        right += verdict.right;
        mistakes.push(...verdict.missed.map(line => `MISS ${line}`), ...verdict.vain.map(line => `VAIN ${line}`));
      }
      const told = `${right} right of ${found} found and ${expected} expected\n${mistakes.join('\n')}`;
      assert.ok(expected > 0, `${language} has no markers`);
      assert.ok(right / Math.max(1, found) >= leastPrecision, told);
      assert.ok(right / expected >= leastRecall, told);
    });
  }
});
