import assert from 'node:assert/strict';

import { analyzeQuestion } from '../../../../src/editor/explain/analyzeQuestion';
import type { StatementFacts } from '../../../../src/sql/statement';

const reads: StatementFacts = {
  kind: 'select',
  command: 'SELECT',
  explainable: true,
  writes: false,
  locksRows: false,
  functions: [],
  tables: [{ name: 'orders', offset: 0 }],
  columns: [],
  parameters: [],
  parameterTypes: new Map(),
  wholeRows: [],
  limited: false,
};

describe('the question before a statement runs', () => {
  it('is not asked for one that only reads', () => {
    assert.equal(analyzeQuestion(reads, [], 'shop'), undefined);
  });

  it('names the command, the tables and the connection of one that writes', () => {
    const question = analyzeQuestion({ ...reads, kind: 'delete', command: 'DELETE', writes: true }, [], 'shop');
    assert.equal(question?.proceed, 'Run and Roll Back');
    assert.match(question.detail, /DELETE really runs on shop/);
    assert.match(question.detail, /orders/);
  });

  it('lists what a rollback leaves, for one that reads too', () => {
    const question = analyzeQuestion(reads, ['Advances a sequence.'], 'shop');
    assert.equal(question?.proceed, 'Run');
    assert.match(question.detail, /• Advances a sequence\./);
  });
});
