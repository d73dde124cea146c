import assert from 'node:assert/strict';

import fc from 'fast-check';

import { MessageReader, message, query, sync, whoAreYou, withOwnNames } from '../../../src/databases/demo/wire';

function readAll(reader: MessageReader): readonly { readonly type: string; readonly bytes: Buffer }[] {
  const read = [];
  for (let next = reader.next(); next; next = reader.next()) read.push(next);
  return read;
}

describe('the wire of the demo', () => {
  it('gives the same messages however the bytes are cut', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(payloads, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (contents, cuts) => {
        const sent = contents.map(content => message('d', Buffer.from(content)));
        const stream = Buffer.concat(sent);
        const reader = new MessageReader();
        const read: Buffer[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const length = cuts[i % cuts.length] ?? 1;
          reader.push(stream.subarray(at, at + length));
          read.push(...readAll(reader).map(({ bytes }) => Buffer.from(bytes)));
          at += length;
        }
        assert.deepEqual(read, sent);
        assert.ok(reader.atBoundary);
      }),
    );
  });

  it('knows when it stands in the middle of a message', () => {
    const reader = new MessageReader();
    reader.push(query('SELECT 1').subarray(0, 8));
    assert.equal(reader.next(), undefined);
    assert.equal(reader.atBoundary, false);
  });

  it('reads the packets that start a connection, and what follows them', () => {
    const reader = new MessageReader();
    reader.push(Buffer.concat([whoAreYou(), sync]));
    assert.equal(reader.nextStartup()?.code, 80877642);
    assert.deepEqual(reader.rest(), sync);
    assert.ok(reader.atBoundary);
  });

  it('refuses what no PostgreSQL client says', () => {
    for (const text of ['GET / HTTP/1.1', '\x16\x03\x01\x02\0\x01', '\0\0\0\x04']) {
      const reader = new MessageReader();
      reader.push(Buffer.from(text, 'latin1'));
      assert.throws(() => reader.nextStartup(), RangeError, text);
    }
    const reader = new MessageReader();
    reader.push(Buffer.from([81, 0, 0, 0, 3]));
    assert.throws(() => reader.next(), RangeError);
  });

  describe('names of prepared statements', () => {
    const renamed = (type: string, payload: string) =>
      withOwnNames({ type, bytes: message(type, Buffer.from(payload, 'latin1')) }, 'p.')
        .subarray(5)
        .toString('latin1');

    it('get the prefix where they have one', () => {
      assert.equal(renamed('P', 's1\0SELECT 1\0\0\0'), 'p.s1\0SELECT 1\0\0\0');
      assert.equal(renamed('B', 'portal\0s1\0\0\0\0\0\0\0'), 'p.portal\0p.s1\0\0\0\0\0\0\0');
      assert.equal(renamed('B', '\0s1\0\0\0\0\0\0\0'), '\0p.s1\0\0\0\0\0\0\0');
      assert.equal(renamed('D', 'Ss1\0'), 'Sp.s1\0');
      assert.equal(renamed('C', 'Pportal\0'), 'Pp.portal\0');
      assert.equal(renamed('E', 'portal\0\0\0\0\0'), 'p.portal\0\0\0\0\0');
    });

    it('stay empty where they are, and other messages are untouched', () => {
      assert.equal(renamed('P', '\0SELECT 1\0\0\0'), '\0SELECT 1\0\0\0');
      assert.equal(renamed('D', 'S\0'), 'S\0');
      assert.equal(renamed('E', '\0\0\0\0\0'), '\0\0\0\0\0');
      assert.equal(renamed('Q', 'SELECT 1\0'), 'SELECT 1\0');
      assert.equal(renamed('P', 'unterminated'), 'unterminated');
    });

    it('keep the length of the message right', () => {
      const bytes = withOwnNames({ type: 'P', bytes: message('P', Buffer.from('s\0SELECT 1\0\0\0')) }, 'p.');
      assert.equal(bytes.readInt32BE(1), bytes.length - 1);
    });
  });
});
