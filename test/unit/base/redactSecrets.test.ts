import assert from 'node:assert/strict';

import fc from 'fast-check';

import { redactSecrets } from '../../../src/base/redactSecrets';

const check = (text: string, expected: string, known: readonly string[] = []) => {
  assert.equal(redactSecrets(text, known), expected);
};

describe('redactSecrets', () => {
  it('takes the password out of URLs', () => {
    check('postgres://app:hunter2@db:5432/shop', 'postgres://app:***@db:5432/shop');
    check('to "postgresql://app:p%40ss@db/shop?a=b" failed', 'to "postgresql://app:***@db/shop?a=b" failed');
    check('postgres://app:p@ss:w@db/shop', 'postgres://app:***@db/shop');
    check('postgres://app@db/shop', 'postgres://app@db/shop');
    check('see https://example.com/a:b@c', 'see https://example.com/a:b@c');
  });

  it('takes it out of key-value strings, environments and JSON', () => {
    check("host=db password='a b' user=app", 'host=db password=*** user=app');
    check('PGPASSWORD=hunter2 psql', 'PGPASSWORD=*** psql');
    check('{"password": "hun\\"ter2", "user": "app"}', '{"password": ***, "user": "app"}');
    check('postgres://db/shop?password=hunter2&sslmode=require', 'postgres://db/shop?password=***&sslmode=require');
  });

  it('takes out whatever secret it was told of, wherever it stands', () => {
    check('the server said: no role hunter2', 'the server said: no role ***', ['hunter2']);
    check('a.b+c', '***', ['a.b+c']);
  });

  it('leaves ordinary lines alone', () => {
    check('opening shop@localhost', 'opening shop@localhost');
    check('password authentication failed for user "app"', 'password authentication failed for user "app"');
  });

  it('never lets a told secret through', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!'***'.includes(secret));
        return !redactSecrets(`${before}${secret}${after}`, [secret]).includes(secret) || secret.includes('*');
      }),
    );
  });
});
