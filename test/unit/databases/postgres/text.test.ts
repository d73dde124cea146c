import assert from 'node:assert/strict';

import { findPassword } from '../../../../src/databases/postgres/passwordFile';
import { redactSecrets } from '../../../../src/base/redactSecrets';
import { positionOffset } from '../../../../src/databases/postgres/serverError';
import { parseServices } from '../../../../src/databases/postgres/serviceFile';
import { sshArguments } from '../../../../src/databases/postgres/sshTunnel';

describe('redacting', () => {
  const check = (text: string, expected: string, secrets?: string[]) =>
    assert.equal(redactSecrets(text, secrets), expected);

  it('takes passwords out of URLs, keyword strings and queries', () => {
    check('at postgres://u:p%40@h/d now', 'at postgres://u:***@h/d now');
    check('postgres://u:p@ss@h/d', 'postgres://u:***@h/d');
    check('jdbc:postgresql://h/d?user=u&password=abc&x=1', 'jdbc:postgresql://h/d?user=u&password=***&x=1');
    check("host=h password='a b' user=u", 'host=h password=*** user=u');
    check('got sesame here', 'got *** here', ['sesame']);
    check('nothing to hide', 'nothing to hide', ['', 'no']);
  });
});

describe('the password file', () => {
  const target = { host: 'h', port: 5432, database: 'd', user: 'u' };
  const check = (text: string, expected: string | undefined, to: Partial<typeof target> = {}) =>
    assert.equal(findPassword(text, { ...target, ...to }), expected, text);

  it('takes the first line that fits', () => {
    check('h:5432:d:u:one\n*:*:*:*:two', 'one');
    check('x:5432:d:u:one\n*:*:*:*:two\n', 'two');
    check('#h:5432:d:u:one\nh:5432:d:u:a:b\\:c\\\\d\r\n', 'a:b:c\\d');
    check('h:5433:d:u:one', undefined);
    check('h:5432:d:u', undefined);
    check('h:5432:d:u:', undefined);
    check('', undefined);
  });

  it('takes an escaped asterisk for an asterisk', () => {
    check('\\*:*:*:*:no', undefined);
    check('\\*:*:*:*:yes', 'yes', { host: '*' });
    check('\\:\\:1:*:*:*:yes', 'yes', { host: '::1' });
  });

  it('knows a default socket as localhost', () => {
    check('localhost:*:*:*:yes', 'yes', { host: '/tmp' });
    check('/srv:*:*:*:yes', 'yes', { host: '/srv' });
  });
});

describe('the service file', () => {
  it('reads sections, comments and the first of two', () => {
    const services = parseServices('x=1\n[a]\n# c\nhost = h\nhost=i\n\n[b]\r\nport=5\r\nbad\n[a]\nhost=no\n');
    assert.deepEqual(
      [...services],
      [
        ['a', { host: 'h' }],
        ['b', { port: '5' }],
      ],
    );
  });
});

describe('a position of the server', () => {
  it('counts characters from 1', () => {
    assert.equal(positionOffset('select x', '8'), 7);
    assert.equal(positionOffset('😀 x', '3'), 3);
    assert.equal(positionOffset('abc', '99'), 3);
    for (const bad of [undefined, '0', '', 'x', '1.5']) assert.equal(positionOffset('abc', bad), undefined);
  });
});

describe("ssh's arguments", () => {
  it('never let a name be an option', () => {
    const args = sshArguments(
      { host: '::1', port: 5432 },
      { host: '-oProxyCommand=x', port: 22, user: 'u', identityFile: '/k' },
    );
    assert.deepEqual(args.slice(0, 2), ['-W', '[::1]:5432']);
    assert.deepEqual(args.slice(-8), ['-p', '22', '-l', 'u', '-i', '/k', '--', '-oProxyCommand=x']);
    assert.ok(args.includes('BatchMode=yes'));
  });
});
