import assert from 'node:assert/strict';

import fc from 'fast-check';

import { readPlans } from '../../../../src/plan/readers/readPlans';

const whole = `explain select 1;
 QUERY PLAN
------------
 [                               +
   {"Plan": {"Node Type": "Sort", "Plans": [{"Node Type": "Seq Scan", "Filter": "(a = 'x')"}]}} +
 ]
(1 row)

LOG:  duration: 1.5 ms  plan:
\tQuery Text: select 2
\tResult  (cost=0.00..0.01 rows=1 width=4)
- Plan:
    Node Type: "Result"
<explain><Query><Plan><Node-Type>Result</Node-Type></Plan></Query></explain>
"[{""Plan"": {""Node Type"": ""Result""}}]"`;

describe('text that means no good', function () {
  this.timeout(60_000);

  it('is read whole', () => {
    const { plans, problems } = readPlans(whole);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      plans.map(({ format }) => format),
      ['json', 'text', 'yaml', 'xml', 'json'],
    );
  });

  it('never throws, wherever it is cut, doubled or turned around', () => {
    const place = fc.nat(whole.length);
    fc.assert(
      fc.property(place, place, place, fc.string({ unit: 'binary', maxLength: 20 }), (a, b, c, noise) => {
        const text = whole.slice(a, a + b) + noise + whole.slice(c) + whole.slice(0, b);
        const { plans, problems } = readPlans(text);
        assert.ok(plans.length + problems.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  const size = 200_000;
  for (const piece of [
    '[',
    '{"',
    '[{',
    '"',
    '<',
    '<Plan>',
    '["a",',
    '- ',
    '> ',
    'Plan:\n',
    '[{"Plan":',
    `'["`,
    '"[""',
    '{\\',
    '{\\\\\\"',
    'a +\n',
    '<explain\n',
    '<Plan><x>\n',
    'duration: ',
    'LOG: duration: 1.0 ms  plan:\n',
    'QUERY PLAN\n',
  ]) {
    it(`does not grow slow on ${JSON.stringify(piece)} again and again`, () => {
      const start = performance.now();
      readPlans(`"Node Type" ${piece.repeat(Math.ceil(size / piece.length))}`);
      // Quadratic work would take minutes.
      assert.ok(performance.now() - start < 20_000);
    });
  }

  it('may be ten thousand levels deep', () => {
    const levels = 10_000;
    const json = `${'{"Node Type":"Result","Plans":['.repeat(levels)}{"Node Type":"Result"}${']}'.repeat(levels)}`;
    for (const text of [json, json.slice(0, -levels), '<Plan><Plans>'.repeat(levels)]) {
      assert.ok(readPlans(text).plans.length <= 1);
    }
    assert.equal(readPlans(json).plans[0]?.problems.length, 0);
  });
});
