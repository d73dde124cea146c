import assert from 'node:assert/strict';

import type { TypicalParameter } from '../../../../src/catalog/typicalValues';
import { parametersOf, valueVariants, type VariantKind } from '../../../../src/plan/variants/valueVariants';
import { flipSentence, shortValue, variantNotes } from '../../../../src/plan/variants/variantWords';
import type { PlannedVariant } from '../../../../src/plan/variants/planVariants';

const column = { schema: 'public', table: 'orders', name: 'status' };
const status: TypicalParameter = {
  number: 1,
  type: 'text',
  column,
  values: { common: { value: 'paid', share: 0.9 }, rare: { value: 'open' }, median: { value: 'paid', share: 0.9 } },
};
const limit: TypicalParameter = { number: 2, type: 'bigint', neutral: '10', missing: 'no column' };
const hidden: TypicalParameter = { number: 1, type: 'text', column, neutral: '', missing: 'no right' };
const label = (number: number) => ['', 'status', 'n'][number] ?? '';

const shown = (parameters: readonly TypicalParameter[], given: Parameters<typeof valueVariants>[1] = {}) =>
  valueVariants(parameters, given).map(variant => [variant.kind, parametersOf(variant)]);

describe('sets of values', () => {
  it('are generic, common, rare and median', () => {
    assert.deepEqual(shown([status, limit]), [
      ['generic', 'generic'],
      ['common', ['paid', '10']],
      ['rare', ['open', '10']],
      ['median', ['paid', '10']],
    ]);
  });

  it("keep the user's own beside them, which stand in for neutral values", () => {
    assert.deepEqual(shown([status, limit], { own: ['held', '50'] }), [
      ['generic', 'generic'],
      ['common', ['paid', '50']],
      ['rare', ['open', '50']],
      ['median', ['paid', '50']],
      ['given', ['held', '50']],
    ]);
  });

  it('let pinned values win everywhere, NULL among them', () => {
    assert.deepEqual(shown([status, limit], { pinned: new Map([[2, null]]) }), [
      ['generic', 'generic'],
      ['common', ['paid', null]],
      ['rare', ['open', null]],
      ['median', ['paid', null]],
    ]);
    assert.deepEqual(shown([status, limit], { pinned: new Map([[1, 'x']]) }), [
      ['generic', 'generic'],
      ['given', ['x', '10']],
    ]);
  });

  it('are the generic plan alone without statistics or parameters', () => {
    assert.deepEqual(shown([hidden]), [['generic', 'generic']]);
    assert.deepEqual(shown([]), [['generic', 'generic']]);
    assert.deepEqual(shown([hidden], { own: ['x'] }), [
      ['generic', 'generic'],
      ['given', ['x']],
    ]);
  });
});

describe('what is said of them', () => {
  it('names the right that is missing', () => {
    const [first, second] = variantNotes([hidden], valueVariants([hidden]), [], label);
    assert.match(first ?? '', /only the generic plan/);
    assert.match(second ?? '', /^status: this role may not read orders\.status.*GRANT SELECT/);
  });

  it('names neutral values as such', () => {
    assert.deepEqual(variantNotes([status, limit], valueVariants([status, limit]), [], label), [
      'Compared with no column, and chosen by the type alone: n = 10.',
    ]);
    const own = valueVariants([status, limit], { own: ['a', '5'] });
    assert.deepEqual(variantNotes([status, limit], own, [], label), []);
  });

  const planned = (flips: Partial<Record<VariantKind, string>>) =>
    valueVariants([status, limit]).map(
      variant =>
        ({ ...variant, ...(flips[variant.kind] && { flip: { text: flips[variant.kind] } }) }) as PlannedVariant,
    );
  const sentence = (flips: Partial<Record<VariantKind, string>>) => flipSentence({ planned: planned(flips) }, label);

  it('says in one sentence whether the plan flips, and by which value', () => {
    assert.equal(sentence({}), 'The plan is the same for unknown, common, rare and median values.');
    assert.equal(
      sentence({ rare: 'A instead of B' }),
      'The plan flips for rare (status = open) values: A instead of B.',
    );
    assert.equal(
      sentence({ common: 'A instead of B', median: 'A instead of B' }),
      'The plan flips for common (status = paid) and median values: A instead of B.',
    );
    assert.equal(
      sentence({ common: 'A instead of B', rare: 'C instead of B' }),
      'The plan flips for common (status = paid) values: A instead of B; for rare (status = open) values: C instead of B.',
    );
    assert.match(
      sentence({ common: 'A', rare: 'A', median: 'A' }),
      /^The plan flips once the values are known: A, for common, rare and median values alike\.$/,
    );
  });

  it('shortens values without cutting a character in two', () => {
    assert.equal(shortValue(null), 'NULL');
    assert.equal(shortValue(''), "''");
    assert.equal(shortValue('a\n b'), 'a b');
    assert.equal(shortValue('😀'.repeat(40)), `${'😀'.repeat(31)}…`);
  });
});
