import assert from 'node:assert/strict';

import { parameterContext } from '../../../../src/editor/explain/parameterContext';

describe('the words around a parameter', () => {
  const check = (sql: string, number: number, expected: string) => {
    assert.equal(parameterContext(sql, number), expected);
  };

  it('gives a short statement whole, on one line', () => {
    check('select *\n  from t where a = $1', 1, 'select * from t where a = $1');
  });

  it('does not take $10 for $1, and cuts no word', () => {
    check(
      'select somewhat, long, list from t where b = $10 and customer_id = $1 and status = any($2) order by 1',
      1,
      '… b = $10 and customer_id = $1 and status = any($2) order …',
    );
  });

  it('says so where the statement has no such parameter', () => {
    check('select 1', 2, 'the statement');
  });
});
