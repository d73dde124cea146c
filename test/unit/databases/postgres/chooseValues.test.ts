import assert from 'node:assert/strict';

import { chooseBetween, chooseBound } from '../../../../src/databases/postgres/chooseBounds';
import { chooseEqual } from '../../../../src/databases/postgres/chooseEqual';
import { chooseForColumn, type FittingParameter } from '../../../../src/databases/postgres/chooseForColumn';
import { choosePattern } from '../../../../src/databases/postgres/choosePattern';
import { type ColumnRow, fitOf } from '../../../../src/databases/postgres/columnFit';
import type { Choice, ColumnStatistics } from '../../../../src/databases/postgres/columnStatistics';
import { neutralValue } from '../../../../src/databases/postgres/neutralValue';

const texts = (choice: Choice | undefined) => choice && [choice.common.value, choice.rare.value, choice.median.value];
const shares = (choice: Choice | undefined) =>
  choice && [choice.common.share, choice.rare.share, choice.median.share].map(share => Number(share?.toFixed(4)));

/** 0, 10, 20, … 1000 */
const hundred = Array.from({ length: 101 }, (_, i) => String(i * 10));
const unique: ColumnStatistics = { nullShare: 0, distinct: 1001, common: [], bounds: hundred };
const statuses: ColumnStatistics = {
  nullShare: 0,
  distinct: 3,
  common: [
    { value: 'shipped', share: 0.95 },
    { value: 'held', share: 0.04 },
    { value: 'open', share: 0.01 },
  ],
  bounds: [],
};
const mixed: ColumnStatistics = {
  nullShare: 0.1,
  distinct: 102,
  common: [
    { value: '500', share: 0.3 },
    { value: '7', share: 0.1 },
  ],
  bounds: hundred.filter(value => value !== '500'),
};
const inOrder = (values: readonly string[]) =>
  Promise.resolve([...values].sort((one, other) => Number(one) - Number(other)));

describe('values for an equality', () => {
  it('are common values where those are all there are', () => {
    assert.deepEqual(texts(chooseEqual(statuses)), ['shipped', 'open', 'shipped']);
    assert.deepEqual(shares(chooseEqual(statuses)), [0.95, 0.01, 0.95]);
  });

  it('are inner bounds in a unique column, where every value is as frequent as any other', () => {
    const choice = chooseEqual(unique);
    assert.deepEqual(texts(choice), ['500', '250', '500']);
    assert.deepEqual(shares(choice), [0.001, 0.001, 0.001]);
  });

  it('take the rare one from the histogram, unless a common value is rarer still', () => {
    // Half of the rows have 100 other values: 0.5 % each, less than the least common value.
    assert.deepEqual(texts(chooseEqual(mixed)), ['500', '250', '490']);
    assert.deepEqual(shares(chooseEqual(mixed)), [0.3, 0.005, 0.005]);
    const few = { ...mixed, distinct: 4, bounds: ['1', '2', '3'] };
    assert.deepEqual(chooseEqual(few)?.rare, { value: '2', share: 0.1 });
    const rarer = {
      ...mixed,
      distinct: 4,
      common: [...mixed.common, { value: '8', share: 0.001 }],
      bounds: ['1', '2'],
    };
    assert.equal(chooseEqual({ ...rarer, distinct: 10 })?.rare.value, '1');
  });

  it('pass over a bound that stands there twice, and the ends', () => {
    const bounds = ['a', 'b', 'b', 'b', 'c', 'd', 'e'];
    assert.deepEqual(texts(chooseEqual({ nullShare: 0, common: [], bounds })), ['c', 'c', 'c']);
    assert.deepEqual(texts(chooseEqual({ nullShare: 0, common: [], bounds: ['a', 'z'] })), ['a', 'a', 'a']);
  });

  it('differ where they are items of one list', () => {
    assert.deepEqual(
      [0, 1, 2].map(turn => texts(chooseEqual(statuses, turn))),
      [
        ['shipped', 'open', 'shipped'],
        ['held', 'held', 'held'],
        ['open', 'shipped', 'open'],
      ],
    );
  });

  it('are none where nothing is known', () => {
    assert.equal(chooseEqual({ nullShare: 1, common: [], bounds: [] }), undefined);
  });
});

describe('values for a range', () => {
  it('keep most, a hundredth and half', () => {
    assert.deepEqual(texts(chooseBound(unique, hundred, '>')), ['100', '990', '500']);
    assert.deepEqual(texts(chooseBound(unique, hundred, '<=')), ['900', '10', '500']);
    assert.deepEqual(shares(chooseBound(unique, hundred, '<')), [0.9, 0.01, 0.5]);
  });

  it('count common values by their own share', async () => {
    const sorted = await inOrder([...mixed.bounds, ...mixed.common.map(({ value }) => value)]);
    const choice = chooseBound(mixed, sorted, '<');
    // Of 0.9 that is not null 0.35 lie below 500, which has 0.3 itself.
    assert.deepEqual(texts(choice), ['820', '7', '500']);
    const below = chooseBound(mixed, sorted, '<=');
    assert.deepEqual(texts(below), ['820', '7', '490']);
  });

  it('keep something where anything does', () => {
    const five = {
      nullShare: 0,
      distinct: 5,
      common: ['1', '2', '3', '4', '5'].map(value => ({ value, share: 0.2 })),
      bounds: [],
    };
    const sorted = ['1', '2', '3', '4', '5'];
    assert.deepEqual(texts(chooseBound(five, sorted, '>')), ['1', '4', '3']);
    assert.deepEqual(texts(chooseBound(five, sorted, '>=')), ['1', '5', '3']);
    const one = { nullShare: 0, distinct: 1, common: [{ value: '1', share: 1 }], bounds: [] };
    assert.deepEqual(texts(chooseBound(one, ['1'], '>')), ['1', '1', '1']);
  });

  it('of both ends are chosen together', () => {
    const pair = chooseBetween(unique, hundred, { lower: '>=', upper: '<' });
    assert.deepEqual(texts(pair?.lower), ['50', '500', '250']);
    assert.deepEqual(texts(pair?.upper), ['950', '510', '750']);
    assert.deepEqual(shares(pair?.upper), [0.9, 0.01, 0.5]);
  });
});

describe('values for a pattern', () => {
  const names: ColumnStatistics = {
    nullShare: 0,
    distinct: 1000,
    common: [{ value: 'Zoe', share: 0.1 }],
    bounds: ['Ada', 'Ann_a', 'Ben', 'Bob%', 'Cat'],
  };

  it('are how values begin, with what means more escaped', () => {
    assert.deepEqual(texts(choosePattern(names, 'like')), ['A%', 'Ann\\_a%', 'Ben%']);
    assert.deepEqual(shares(choosePattern(names, 'like')), [0.36, 0.18, 0.18]);
    assert.deepEqual(texts(choosePattern({ ...names, bounds: ['a(b', 'a(b', 'a(b'] }, '~')), [
      '^a',
      '^a\\(b',
      '^a\\(b',
    ]);
  });

  it('cut no character in two', () => {
    const faces = { nullShare: 0, common: [{ value: '😀😁😂😃', share: 1 }], bounds: [] };
    assert.deepEqual(texts(choosePattern(faces, 'like')), ['😀%', '😀😁😂😃%', '😀😁😂%']);
  });
});

describe("a column's values", () => {
  const row: ColumnRow = {
    number: 1,
    places: 1,
    relation: '1',
    schema: 'public',
    table: 't',
    name: 'a',
    kind: 'r',
    rows: 1,
    may_read: true,
    row_security: false,
    type: 'text',
    category: 'S',
    element_category: null,
    same_type: true,
    list_of_type: false,
    element_type: false,
    parameter_category: 'S',
    parameter_element_category: null,
    collation: null,
    label: null,
  };
  const fit = (more: Partial<ColumnRow>, type = 'text', comparison: FittingParameter['comparison'] = '=') =>
    fitOf({ number: 1, type, comparison }, { ...row, ...more });

  it('fit a parameter of the same or a kindred type, a list of it, an element of it', () => {
    assert.equal(fit({}), 'value');
    assert.equal(fit({ same_type: false, list_of_type: true, parameter_category: 'A' }, 'text[]', 'in'), 'list');
    assert.equal(fit({ same_type: false, element_type: true, category: 'A' }), 'element');
    assert.equal(fit({ category: 'A', parameter_category: 'A' }, 'text[]', '@>'), 'elements');
    assert.equal(fit({ same_type: false, category: 'N', parameter_category: 'N' }, 'integer'), 'whole');
    assert.equal(fit({ same_type: false, category: 'E' }), 'value');
    assert.equal(fit({ same_type: false, category: 'U' }), 'none');
    assert.equal(fit({ same_type: false, category: 'D', parameter_category: 'N' }, 'integer'), 'none');
  });

  const choose = async (statistics: ColumnStatistics, parameters: readonly Partial<FittingParameter>[]) => {
    const all = parameters.map((one, i): FittingParameter => ({
      number: i + 1,
      type: 'text',
      comparison: '=',
      fit: 'value',
      ...one,
    }));
    const chosen = await chooseForColumn(all, statistics, undefined, inOrder);
    return all.map(({ number }) => texts(chosen.get(number)));
  };

  it('are written as the parameter wants them', async () => {
    assert.deepEqual(await choose(statuses, [{ fit: 'list', comparison: 'in' }]), [
      ['{"shipped"}', '{"open"}', '{"shipped"}'],
    ]);
    const prices = { nullShare: 0, common: [{ value: '12.50', share: 1 }], bounds: [] };
    assert.deepEqual(await choose(prices, [{ fit: 'whole' }]), [['12', '12', '12']]);
    const odd = { nullShare: 0, common: [{ value: '1e30', share: 1 }], bounds: [] };
    assert.deepEqual(await choose(odd, [{ fit: 'whole' }]), [undefined]);
  });

  it('make a pair of bounds, unless the user has one of them', async () => {
    assert.deepEqual(await choose(unique, [{ comparison: '>' }, { comparison: '<' }]), [
      ['50', '500', '250'],
      ['950', '510', '750'],
    ]);
    assert.deepEqual((await choose(unique, [{ comparison: '>', fixed: true }, { comparison: '<' }]))[1], [
      '900',
      '10',
      '500',
    ]);
  });
});

describe('neutral values', () => {
  it('follow from the type and the place', () => {
    const told = (type: string, comparison: FittingParameter['comparison'] = 'other', label: string | null = null) =>
      neutralValue(type, comparison, label);
    assert.equal(told('bigint', 'limit'), '10');
    assert.equal(told('bigint', 'offset'), '0');
    assert.equal(told('integer'), '1');
    assert.equal(told('text'), '');
    assert.equal(told('text', 'like'), '%');
    assert.equal(told('boolean'), 'true');
    assert.equal(told('timestamp with time zone'), 'now');
    assert.equal(told('integer[]'), '{}');
    assert.equal(told('mood', 'other', 'sad'), 'sad');
    assert.equal(told('public.point3'), null);
  });
});
