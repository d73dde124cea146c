import assert from 'node:assert/strict';

import { Failure } from '../../../src/base/failure';
import { readValues } from '../../../src/cli/parameterValues';
import type { Parameter } from '../../../src/sql/statement';

const parameters: readonly Parameter[] = [
  { number: 1, name: 'id', style: 'colon' },
  { number: 2, style: 'dollar' },
  { number: 1, name: 'id', style: 'colon' },
];

describe('--values', () => {
  it('takes an array in order, and an object by name or number', () => {
    assert.equal(readValues('generic', parameters), 'generic');
    assert.deepEqual(readValues('[12345678901234567890, null]', parameters), ['12345678901234567890', null]);
    assert.deepEqual(readValues('{"id": true, "$2": [1, "a b"]}', parameters), ['true', '{"1","a b"}']);
    assert.deepEqual(readValues('{"id": {"a": 1}, "2": ""}', parameters), ['{"a":1}', '']);
    assert.deepEqual(readValues('[]', []), []);
  });

  for (const [option, why] of [
    ['[1]', /1 given, and the statement has 2/],
    ['[1, 2, 3]', /3 given/],
    ['{"id": 1}', /no value for \$2/],
    ['{"id": 1, "2": 2, "idd": 3}', /no parameter idd/],
    ['median', /neither "generic" nor JSON/],
    ['7', /neither a JSON array nor an object/],
    ['null', /neither a JSON array nor an object/],
  ] as const) {
    it(`refuses ${option}`, () => {
      assert.throws(
        () => readValues(option, parameters),
        (error: unknown) => error instanceof Failure && error.kind === 'usage' && why.test(error.message),
      );
    });
  }
});
