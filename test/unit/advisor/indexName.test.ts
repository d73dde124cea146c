import assert from 'node:assert/strict';

import { quoteIdentifier, quoteQualified } from '../../../src/sql/identifier';
import { indexName } from '../../../src/advisor/indexName';

describe('the name of an index', () => {
  const none = new Set<string>();

  it("is PostgreSQL's own choice", () => {
    assert.equal(indexName('orders', ['customer_id'], none), 'orders_customer_id_idx');
    assert.equal(indexName('orders', ['a', 'b'], none), 'orders_a_b_idx');
  });

  it('counts up where the name is taken', () => {
    assert.equal(indexName('orders', ['a'], new Set(['orders_a_idx'])), 'orders_a_idx1');
    assert.equal(indexName('orders', ['a'], new Set(['orders_a_idx', 'orders_a_idx1'])), 'orders_a_idx2');
  });

  it('fits into 63 bytes, cut from the longer part and never inside a character', () => {
    const name = indexName('t'.repeat(60), ['c'.repeat(20)], none);
    assert.equal(name, `${'t'.repeat(38)}_${'c'.repeat(20)}_idx`);
    const umlauts = indexName('ü'.repeat(31), ['é'.repeat(31)], none);
    assert.ok(Buffer.byteLength(umlauts) <= 63, umlauts);
    assert.match(umlauts, /^ü+_é+_idx$/);
    const long = 'x'.repeat(63);
    const first = indexName(long, [long], none);
    const second = indexName(long, [long], new Set([first]));
    assert.equal(Buffer.byteLength(first), 63);
    assert.equal(Buffer.byteLength(second), 63);
    assert.notEqual(first, second);
  });
});

describe('an identifier in DDL', () => {
  for (const [name, quoted] of [
    ['orders', 'orders'],
    ['order', '"order"'],
    ['user', '"user"'],
    ['int', '"int"'],
    ['left', '"left"'],
    ['name', 'name'],
    ['Orders', '"Orders"'],
    ['a"b', '"a""b"'],
    ['1a', '"1a"'],
    ['größe', '"größe"'],
    ['', '""'],
    ['a b; drop table x', '"a b; drop table x"'],
  ] as const) {
    it(`${name} is written ${quoted}`, () => assert.equal(quoteIdentifier(name), quoted));
  }

  it('is quoted part by part', () => assert.equal(quoteQualified('Odd', 'group'), '"Odd"."group"'));
});
