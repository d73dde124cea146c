import assert from 'node:assert/strict';

import { conjuncts, type Expression, operandsOf, partsOf, withoutCasts } from '../../../../src/sql/expression';
import { loadPostgresSql } from '../../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../../src/sql/postgresSql';

/** A short form: `(= status 'a')`. */
function told(expression: Expression | undefined): string {
  if (expression === undefined) return 'none';
  const operands = operandsOf(expression).map(told);
  switch (expression.kind) {
    case 'column':
      return [expression.qualifier, expression.name].filter(part => part !== undefined).join('.');
    case 'constant':
      return expression.type === 'string' ? `'${expression.value ?? ''}'` : (expression.value ?? 'NULL');
    case 'parameter':
      return `$${expression.number}`;
    case 'subplan':
      return expression.hashed ? `hashed ${expression.name}` : expression.name;
    case 'cast':
      return [...operands, `::${expression.type}${expression.array ? '[]' : ''}`].join('');
    case 'operator':
    case 'call':
      return `(${[expression.name, ...operands].join(' ')})`;
    case 'any':
    case 'all':
    case 'in':
      return `(${expression.name} ${expression.kind} ${operands.join(' ')})`;
    case 'and':
    case 'or':
    case 'not':
    case 'array':
    case 'null-test':
    case 'other':
      return `(${[expression.kind, ...operands].join(' ')})`;
  }
}

describe('expressions as EXPLAIN prints them', () => {
  let sql: PostgresSql;
  before(async () => {
    sql = await loadPostgresSql();
  });

  for (const [text, expected] of [
    ["((status)::text = ANY ('{a,b}'::text[]))", "(= any status::text '{a,b}'::text[])"],
    ["((name)::text ~~ '%x%'::text)", "(~~ name::text '%x%'::text)"],
    ['((a.id = $1) AND ((b IS NOT NULL) OR (NOT c)))', '(and (= a.id $1) (or (null-test b) (not c)))'],
    ['(NOT (hashed SubPlan 1))', '(not hashed SubPlan 1)'],
    ['(SubPlan 1)', 'SubPlan 1'],
    ['(ANY (a.id = (hashed SubPlan 1).col1))', '(any (= a.id hashed SubPlan 1))'],
    ['EXISTS(SubPlan 2)', '(exists SubPlan 2)'],
    ['(alternatives: SubPlan 1 or hashed SubPlan 2)', '(or SubPlan 1 hashed SubPlan 2)'],
    ['(a.x = (InitPlan 1).col1)', '(= a.x InitPlan 1)'],
    ['(id = $0)', '(= id $0)'],
    ['lower(name) DESC NULLS LAST', '(lower name)'],
    ['(total COLLATE "C")', 'total'],
    ['CASE WHEN (a > 1) THEN 2 ELSE NULL::integer END', '(other (other (> a 1) 2) NULL::int4)'],
    ["(x = 'SubPlan 1'::text)", "(= x 'SubPlan 1'::text)"],
  ] as const) {
    it(text, () => {
      assert.equal(told(sql.planExpression(text)), expected);
    });
  }

  it('are none where the text breaks off, holds two or is empty', () => {
    for (const text of ['', '  ', '((a = 1)', 'a, b', '1; DROP TABLE x', 'a = ']) {
      assert.equal(sql.planExpression(text), undefined, text);
    }
  });

  it('come in lists, with their directions', () => {
    assert.deepEqual(sql.planExpressions('o.created_at DESC NULLS LAST, lower(name), id').map(told), [
      'o.created_at',
      '(lower name)',
      'id',
    ]);
    assert.deepEqual(sql.planExpressions('a, (b'), []);
  });

  it('give their parts', () => {
    const expression = sql.planExpression('((a = 1) AND (((b)::text = $2) AND (c < 3)))');
    assert.ok(expression);
    assert.deepEqual(conjuncts(expression).map(told), ['(= a 1)', '(= b::text $2)', '(< c 3)']);
    const columns = partsOf(expression).filter(({ kind }) => kind === 'column');
    assert.deepEqual(columns.map(told), ['a', 'b', 'c']);
    const cast = partsOf(expression).find(({ kind }) => kind === 'cast');
    assert.ok(cast);
    assert.equal(told(withoutCasts(cast)), 'b');
  });
});
